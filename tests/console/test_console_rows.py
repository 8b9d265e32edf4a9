"""Where the consoles have what Cognito's have, by their labels: what needs no browser to be seen."""

import pytest
from django.urls import reverse

from pools.actions import user_pools
from pools.actions.quotas import values
from pools.console import consoles
from pools.console.wizards.steps import steps_of
from pools.models import Administrator, AppClient
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

PROJECT = "ab" * 16


@pytest.fixture
def page(console, pool):
    """Gives the words of a page of the pool in one of the consoles."""

    def page(in_console: str, name: str, *more: str) -> str:
        Administrator.objects.update(console=in_console)
        return console.get(reverse(f"admin:{name}", args=[pool.id, *more])).content.decode()

    return page


@pytest.mark.spec("CON-01")
def test_what_is_set_in_one_console_is_so_in_the_other(save_slice, page, pool):
    Administrator.objects.update(console="original")
    save_slice("password-policy", {"minimum_length": "11", "temporary_days": "3", "history": "0"})

    assert "<dd>11</dd>" in page("new", "pool_settings", "sign-in-experience")
    assert user_pools.get_user_pool(pool.id).policies["PasswordPolicy"]["MinimumLength"] == 11


@pytest.mark.spec("CON-12")
def test_the_original_wizard_has_no_step_for_what_needs_a_pool():
    steps = {str(step.label) for step in steps_of(is_original=True)}
    needing_a_pool = {"Analytics", "App client settings", "Domain name", "UI customization", "Resource Servers"}

    assert steps.isdisjoint(needing_a_pool)
    assert {str(part.label) for group in consoles.ORIGINAL for part in group.parts} >= needing_a_pool


@pytest.mark.spec("CON-08", "CON-09")
@pytest.mark.parametrize(
    "words",
    [
        "users type to sign in",
        "A name of their own choice",
        "be changed after the user pool has been created",
    ],
)
def test_the_wizard_says_what_users_meet_and_what_stays(words, console):
    place = {"wizard": "new", "draft": "a-draft-1", "step": "sign-in-experience"}

    assert words in console.get(reverse("admin:user_pool_wizard_step", kwargs=place)).content.decode()


@pytest.mark.spec("CON-09")
def test_a_kind_of_app_suggests_what_goes_with_it(page):
    assert all(kind in page("new", "app_client_create") for kind in ("Public client", "Confidential client", "Other"))


@pytest.mark.spec("CON-10")
@pytest.mark.parametrize(
    ("quota", "name"),
    [("Groups", "groups"), ("ResourceServers", "resource_servers"), ("AppClients", "app_integration")],
)
def test_a_list_says_how_many_there_may_be_by_the_quota(quota, name, page, pool):
    values.set_quota(pool, quota, 17, caller=CALLER)

    assert "Up to 17." in page("new", name)


@pytest.mark.spec("CON-14")
@pytest.mark.parametrize(
    ("part", "headings"),
    [
        ("sign-in-experience", ["Password policy", "User name requirements"]),
        ("sign-up-experience", ["Required attributes", "Custom attributes", "Attribute verification"]),
        ("messaging", ["Email", "Message templates"]),
        ("user-pool-properties", ["Tags", "Lambda triggers"]),
        ("user-pool-settings", ["Deletion protection"]),
    ],
)
def test_a_setting_stands_on_its_tab(part, headings, page):
    text = page("new", "pool_settings", part)

    assert [heading for heading in headings if f"<h2>{heading}" not in text] == []


@pytest.mark.spec("CON-14")
def test_app_integration_has_its_own(page):
    text = page("new", "app_integration")

    assert all(
        each in text for each in ("Domain", "Resource servers", "Hosted UI customization", "App clients and ana")
    )


@pytest.mark.spec("CON-123", "CON-124", "CON-125", "CON-129")
def test_the_original_console_asks_about_each_message(page, pool):
    pool.mfa_configuration, pool.sms_mfa_configuration = "OPTIONAL", {"SmsAuthenticationMessage": "It is {####}"}
    pool.auto_verified_attributes = ["email", "phone_number"]
    pool.save()
    text = page("original", "message_templates")

    asked = ["SMS messages", "SMS verification messages", "email verification messages", "user invitation messages"]
    assert [each for each in asked if f"Do you want to customize your {each}?" not in text] == []


@pytest.mark.spec("CON-37")
def test_the_user_name_is_no_attribute_that_could_be_changed(page, alice):
    text = page("new", "user_attributes", alice.sub)

    assert 'name="username"' not in text
    assert "Preferred user name" in text


@pytest.mark.spec("CON-38")
def test_who_is_of_the_pool_itself_needs_a_user_name(console, pool):
    answer = console.post(reverse("admin:user_create", args=[pool.id]), {"email": "zoe@example.com"})

    assert "username" in answer.context["form"].errors


@pytest.mark.spec("CON-06")
def test_analytics_are_had_from_the_new_console_as_from_the_original_one(page, pool):
    address = reverse("admin:pool_analytics", args=[pool.id])

    assert all(address in page(name, "user_pool") for name in ("new", "original"))


@pytest.mark.spec("CON-239")
def test_attributes_are_not_for_what_changes_often(page):
    assert "what changes often" in page("new", "pool_settings", "sign-up-experience")


@pytest.mark.spec("CON-252")
def test_a_test_message_goes_to_an_address_that_takes_it(console):
    assert "What bounces is suppressed." in console.get(reverse("admin:sender_test")).content.decode()


@pytest.mark.spec("CON-172", "CON-173", "CON-174")
def test_app_clients_share_an_analytics_project(console, page, pool, app):
    other = AppClient.objects.create(pool=pool, client_name="other", analytics_configuration={"ApplicationId": PROJECT})
    assert "Add app mapping" in page("original", "pool_analytics")
    chosen = console.get(reverse("admin:analytics_mapping", args=[pool.id]), {"client": app.client_id})

    refused = console.post(chosen.url, {"project": "abc", "confirmed": "1"})
    console.post(chosen.url, {"project": PROJECT, "confirmed": "1"})

    app.refresh_from_db()
    assert refused.context["form"].errors.keys() == {"project"}
    assert app.analytics_configuration["ApplicationId"] == other.analytics_configuration["ApplicationId"]


@pytest.mark.spec("CON-175")
@pytest.mark.parametrize(("region", "is_taken"), [("us-east-1", True), ("eu-west-1", False)])
def test_an_analytics_project_is_of_the_pools_region(region, is_taken, console, pool, app):
    arn = f"arn:aws:mobiletargeting:{region}:123456789012:apps/{PROJECT}"
    console.post(
        reverse("admin:app_client_slice", args=[pool.id, app.client_id, "analytics"]),
        {"project_arn": arn, "confirmed": "1"},
    )

    app.refresh_from_db()
    assert bool(app.analytics_configuration) == is_taken
