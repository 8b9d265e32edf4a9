"""A pool's settings, in both consoles."""

import pytest
from django.urls import reverse

from pools.actions import partial_changes
from pools.caller import Caller
from pools.models import Administrator, UserPool

pytestmark = pytest.mark.one_database

POLICY = {"minimum_length": "12", "characters": ["RequireNumbers"], "temporary_days": "7", "history": "0"}


@pytest.fixture
def policy_address(pool):
    return reverse("admin:pool_slice", args=[pool.id, "password-policy"])


def _part(pool, name):
    return reverse("admin:pool_settings", args=[pool.id, name])


def test_what_would_change_is_shown_before_it_is_saved(console, pool, policy_address):
    review = console.post(policy_address, POLICY)
    first = review.context["differences"][0]
    assert (str(first.label), first.before, first.after) == ("Password minimum length", "8", "12")
    assert UserPool.objects.get().password_policy["MinimumLength"] == 8

    console.post(policy_address, POLICY | {"confirmed": "1"})
    changed = UserPool.objects.get().password_policy
    assert (changed["MinimumLength"], changed["RequireNumbers"], changed["RequireSymbols"]) == (12, True, False)


def test_saving_a_slice_leaves_the_others_alone(console, pool, policy_address):
    partial_changes.change_user_pool(pool, caller=Caller(), user_pool_tags={"team": "blue"})
    console.post(policy_address, POLICY | {"confirmed": "1"})
    assert UserPool.objects.get().user_pool_tags == {"team": "blue"}


def test_a_change_that_somebody_else_made_meanwhile_is_not_lost(console, pool, policy_address):
    seen = console.get(policy_address).context["form"].seen
    partial_changes.change_user_pool(
        pool, caller=Caller(), policies={"PasswordPolicy": {"MinimumLength": 20, "RequireNumbers": True}}
    )
    page = console.post(policy_address, POLICY | {"seen": seen, "confirmed": "1"}).content.decode()
    assert "Somebody else has changed these settings" in page
    assert UserPool.objects.get().password_policy["MinimumLength"] == 20


def test_what_the_rules_refuse_comes_back_on_the_form_before_any_review(console, pool):
    address = reverse("admin:pool_slice", args=[pool.id, "advanced-security"])
    page = console.post(address, {"mode": "ENFORCED"})
    assert page.context["form"].non_field_errors()
    assert "Confirm changes" not in page.content.decode()


def test_nothing_changed_saves_nothing(console, pool, policy_address, trail):
    same = POLICY | {"minimum_length": "8", "characters": ["RequireNumbers", "RequireSymbols"]}
    same["characters"] += ["RequireUppercase", "RequireLowercase"]
    page = console.post(policy_address, same, follow=True).content.decode()
    assert "Nothing was changed." in page
    assert trail(name="UpdateUserPool") == []


@pytest.mark.spec("CON-02", "CON-11", "CON-13")
def test_an_administrator_switches_between_the_consoles_and_that_is_remembered(console, pool):
    address = reverse("admin:user_pool", args=[pool.id])
    assert "Sign-in experience" in console.get(address).content.decode()

    console.post(reverse("admin:switch_console"), {"console": "original", "next": address})
    page = console.get(address).content.decode()
    assert "General settings" in page
    assert "MFA and verifications" in page
    assert Administrator.objects.get().console == "original"


def test_the_original_console_shows_the_form_itself(console, operator, pool):
    Administrator.objects.update(console="original")
    page = console.get(_part(pool, "policies")).content.decode()
    assert 'name="minimum_length"' in page
    assert "Save changes" in page


def test_who_may_not_update_sees_the_settings_and_no_way_to_change_them(console_of, pool, policy_address):
    reader = console_of("cognito-idp:DescribeUserPool")
    page = reader.get(_part(pool, "sign-in-experience")).content.decode()
    assert "Password minimum length" in page
    assert policy_address not in page
    assert reader.post(policy_address, POLICY | {"confirmed": "1"}).status_code == 403


def test_leaving_for_an_outside_address_is_refused(console, pool):
    answer = console.post(reverse("admin:switch_console"), {"console": "new", "next": "https://evil.example/"})
    assert answer.url == reverse("admin:user_pools")


@pytest.mark.spec("CON-02", "CON-04", "CON-15")
def test_the_original_console_begins_with_its_own_words_and_an_invitation(console, pool):
    Administrator.objects.update(console="original")
    home = console.get(reverse("admin:index")).content.decode()
    words = ("Add Sign-up and Sign-in", "Manage User Pools", "Try out the new")
    assert [each for each in words if each not in home] == []
    assert "Your User Pools" in console.get(reverse("admin:user_pools")).content.decode()

    console.post(reverse("admin:dismiss_invitation"), {"next": reverse("admin:index")})
    assert "Try out the new" not in console.get(reverse("admin:index")).content.decode()


@pytest.mark.spec("CON-02")
@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("settings/sign-in-experience", "settings/attributes"),
        ("settings/messaging", "settings/message-customizations"),
        ("settings/user-pool-properties", "settings/tags"),
        ("users", "users"),
        ("app-integration", "domain-name"),
    ],
)
def test_the_switch_leads_to_the_same_things_in_the_other_console(here, there, console, pool):
    page = console.get(reverse("admin:user_pool", args=[pool.id]) + f"{here}/")
    assert page.context["switch_to"] == reverse("admin:user_pool", args=[pool.id]) + f"{there}/"
