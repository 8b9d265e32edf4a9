"""The slices of how a pool is kept and what it is to applications."""

import pytest
from django.urls import reverse

from pools.caller import Caller
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import slices
from pools.models import UserPool

pytestmark = pytest.mark.one_database

TAGS = {"rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "0"}


def _address(pool, name):
    return reverse("admin:pool_slice", args=[pool.id, name])


def _rows(*pairs):
    fields = {"rows-TOTAL_FORMS": str(len(pairs)), "rows-INITIAL_FORMS": "0"}
    for place, (key, value) in enumerate(pairs):
        fields |= {f"rows-{place}-key": key, f"rows-{place}-value": value}
    return fields


@pytest.mark.spec("CON-138", "CON-139", "CON-260")
def test_tags_are_added_changed_and_removed_in_rows(console, pool, save_slice):
    save_slice("tags", _rows(("team", "blue"), ("cost", "12"), ("", "")))
    assert UserPool.objects.get().user_pool_tags == {"team": "blue", "cost": "12"}

    form = console.get(_address(pool, "tags")).context["form"]
    assert [row.initial for row in form.rows.forms] == [
        {"key": "cost", "value": "12"},
        {"key": "team", "value": "blue"},
        {},
    ]

    changed = _rows(("cost", "12"), ("team", "red"), ("", "")) | {"rows-0-DELETE": "on"}
    review = console.post(_address(pool, "tags"), changed)
    difference = review.context["differences"][0]
    assert (difference.before, difference.after) == ("cost: 12\nteam: blue", "team: red")
    save_slice("tags", changed)
    assert UserPool.objects.get().user_pool_tags == {"team": "red"}


def test_a_row_more_comes_without_a_script_and_saves_nothing(console, pool):
    page = console.post(_address(pool, "tags"), _rows(("team", "blue")) | {"more": "1", "confirmed": "1"})
    form = page.context["form"]
    assert [row["key"].value() for row in form.rows.forms] == ["team", None]
    assert 'name="rows-1-key"' in page.content.decode()
    assert UserPool.objects.get().user_pool_tags == {}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ((("team", "1"), ("team", "2")), "Each tag key can be used once."),
        ((("", "1"),), "This field is required."),
        ((("aws:team", "1"),), "are reserved"),
        ((("t" * 129, "1"),), "at most 128 characters"),
        (((f"tag{number}", "") for number in range(51)), "at most 50"),
    ],
    ids=["twice", "no key", "reserved", "long", "many"],
)
def test_tags_that_cannot_be_come_back_on_the_form(console, pool, rows, message):
    page = console.post(_address(pool, "tags"), _rows(*rows))
    assert page.status_code == 200
    assert message in page.content.decode()
    assert "Confirm changes" not in page.content.decode()


def test_a_count_of_rows_that_is_none_is_no_error_of_ours(console, pool):
    for_each = [console.post(_address(pool, "tags"), {"rows-TOTAL_FORMS": each}) for each in ("", "-1", "x", "9" * 9)]
    assert {answer.status_code for answer in for_each} == {200}


@pytest.mark.spec("CON-237", "APP-262")
def test_a_plan_without_what_is_in_use_is_refused_in_words(save_slice):
    UserPool.objects.update(dcr_configuration={"EnableStatus": "Enabled"})
    answer = save_slice("feature-plan", {"tier": "LITE"})
    assert answer.context["form"].non_field_errors()
    assert UserPool.objects.get().user_pool_tier == "ESSENTIALS"


@pytest.mark.spec("CON-19", "CON-20", "CON-21")
@pytest.mark.parametrize("name", ["", "a" * 129, "<b>"])
def test_a_name_that_is_none_renames_nothing(save_slice, pool, name):
    assert save_slice("pool-name", {"pool_name": name}).context["form"].errors["pool_name"]
    assert UserPool.objects.get().name == pool.name


def test_the_issuer_is_an_address_of_one_s_own(save_slice, trail):
    save_slice("issuer", {"mode": "custom", "address_of_own": "https://login.example", "kind": "ORIGINAL"})
    changed = UserPool.objects.get()
    assert (changed.issuer, changed.issuer_configuration) == ("https://login.example", {})
    assert [event.name for event in trail(name__in=["SetIssuer", "UpdateUserPool"])] == ["UpdateUserPool", "SetIssuer"]


@pytest.mark.parametrize("address", ["", "http://login.example", "https://login.example/"])
def test_an_issuer_that_is_none_comes_back(save_slice, address):
    answer = save_slice("issuer", {"mode": "custom", "address_of_own": address, "kind": "UPDATED"})
    assert answer.context["form"].errors
    assert UserPool.objects.get().issuer_configuration == {}  # neither half of it is saved


@pytest.mark.parametrize("arn", ["", "no arn"])
def test_a_customer_managed_key_is_named_by_its_arn(save_slice, arn):
    answer = save_slice("signing-keys", {"kind": "CUSTOMER_MANAGED_KEY", "arn": arn, "days": "0"})
    assert answer.context["form"].errors["arn"]


def test_a_scope_that_is_none_comes_back(save_slice):
    answer = save_slice("client-registration", {"status": "Enabled", "scopes": "shop/read\nno scope"})
    assert "This is no scope: no scope" in answer.content.decode()


def test_other_slices_do_not_turn_client_registration_on(save_slice):
    save_slice("pool-name", {"pool_name": "persons"})
    assert not UserPool.objects.get().lets_clients_register


def test_settings_beyond_cognito_are_changed_and_audited(save_slice, trail):
    save_slice("own-settings", {"password_storage": "srp", "sign_in_link_message": "{##in##}\r\nas it came"})
    changed = UserPool.objects.get()
    assert (changed.allow_account_deletion, changed.sign_in_link_message) == (False, "{##in##}\r\nas it came")
    assert trail(name="SetOwnSettings")[0].detail["allow_account_deletion"] is False


def test_a_sign_in_link_without_a_place_for_it_comes_back(save_slice):
    answer = save_slice("own-settings", {"password_storage": "srp", "sign_in_link_message": "nothing"})
    assert "has a place for it" in answer.content.decode()


def test_a_new_pool_has_what_other_actions_set(db, quick_keys):
    begun = creation.begin("shop")
    data = {
        "issuer-mode": "aws",
        "issuer-kind": "ORIGINAL",
        "sessions-tracking": "ENABLED",
        "sessions-most": "3",
        "own-settings-password_storage": "argon2id",
        **{f"tags-{name}": value for name, value in _rows(("team", "blue")).items()},
    }
    names = ("issuer", "sessions", "own-settings", "tags")
    forms = [slices[name](begun, data, prefix=name) for name in names]
    assert [form.errors for form in forms] == [{}] * len(names)

    made = creation.create(begun, forms, caller=Caller())
    made = UserPool.objects.get(id=made.id)
    assert made.issuer.startswith("https://cognito-idp.")
    assert (made.tracks_sessions, made.max_sessions_per_user, made.password_storage) == (True, 3, "argon2id")
    assert made.user_pool_tags == {"team": "blue"}
    assert not made.lets_clients_register
