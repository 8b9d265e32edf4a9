import pytest
from django.urls import reverse

from pools.actions import aliases, passwords, schema
from pools.models import AuditEvent, User
from tests.conftest import CALLER

PASSWORD = "Other-Horse-2"


def change(console, user, verb):
    return console.post(reverse("admin:user_change", args=[user.pool_id, user.sub, verb]), follow=True)


def search(console, pool, **query):
    return [row.person for row in console.get(reverse("admin:users", args=[pool.id]), query).context["page"].items]


@pytest.mark.spec("USR-134")
@pytest.mark.parametrize(
    ("attribute", "value"), [("username", "ali"), ("email", "alice@"), ("cognito:user_status", "c")]
)
def test_users_are_searched_by_what_an_attribute_starts_with(attribute, value, console, pool, alice):
    assert alice in search(console, pool, attribute=attribute, value=value)


@pytest.mark.spec("USR-134")
def test_search_is_by_the_start_only(console, pool, alice):
    assert search(console, pool, attribute="username", value="lice") == []
    assert (
        b"No users found."
        in console.get(reverse("admin:users", args=[pool.id]), {"attribute": "username", "value": "lice"}).content
    )


@pytest.mark.parametrize("value", ['"', "\\", 'a" = "b', "%", "x" * 300])
def test_odd_searches_find_nobody(value, console, pool, alice):
    answer = console.get(reverse("admin:users", args=[pool.id]), {"attribute": "username", "value": value})

    assert answer.status_code == 200


def test_a_page_of_another_search_is_refused_on_the_page(console, pool, alice):
    answer = console.get(reverse("admin:users", args=[pool.id]), {"after": "nonsense"})

    assert "Invalid pagination token" in answer.content.decode()


@pytest.mark.spec("USR-95")
def test_a_user_is_created_and_invited(console, pool, inbox):
    form = {
        "username": "dana",
        "email": "dana@example.com",
        "email_verified": "on",
        "media": ["EMAIL"],
        "origin": "generate",
    }
    answer = console.post(reverse("admin:user_create", args=[pool.id]), form)

    dana = User.objects.get(username="dana")
    assert answer.url == reverse("admin:user", args=[pool.id, dana.sub])
    assert dana.status == User.Status.FORCE_CHANGE_PASSWORD
    assert dana.is_verified("email")


def test_a_refused_password_lands_on_the_form(console, pool):
    form = {"username": "dana", "origin": "set", "password": "short"}
    answer = console.post(reverse("admin:user_create", args=[pool.id]), form)

    assert "Password did not conform with policy" in answer.content.decode()
    assert not User.objects.exists()


def test_a_name_is_taken_once(console, pool, alice):
    answer = console.post(reverse("admin:user_create", args=[pool.id]), {"username": "alice", "origin": "generate"})

    assert "already exists" in answer.content.decode()


@pytest.mark.parametrize(
    ("verb", "event"),
    [("disable", "AdminDisableUser"), ("sign-out", "AdminUserGlobalSignOut"), ("delete", "AdminDeleteUser")],
)
def test_what_is_done_to_a_user_is_recorded(verb, event, console, operator, alice):
    change(console, alice, verb)

    assert AuditEvent.objects.get(name=event).actor == operator.arn


def test_a_user_is_disabled_and_enabled(console, alice):
    change(console, alice, "disable")
    alice.refresh_from_db()
    assert not alice.enabled

    change(console, alice, "enable")
    alice.refresh_from_db()
    assert alice.enabled


@pytest.mark.spec("USR-05")
def test_an_account_is_confirmed_without_a_code(console, alice):
    User.objects.update(status=User.Status.UNCONFIRMED)
    change(console, alice, "confirm")

    alice.refresh_from_db()
    assert alice.status == User.Status.CONFIRMED


@pytest.mark.spec("USR-121")
def test_a_reset_password_sends_a_code(console, alice, inbox):
    change(console, alice, "reset-password")

    alice.refresh_from_db()
    assert alice.status == User.Status.RESET_REQUIRED
    assert inbox.code_for(alice.attributes["email"])


def test_a_deleted_user_is_gone(console, alice):
    change(console, alice, "delete")

    assert not User.objects.filter(sub=alice.sub).exists()


def test_what_cannot_be_done_is_said(console, alice):
    answer = change(console, alice, "confirm")

    assert "ph" in answer.content.decode()
    assert "CONFIRMED" in answer.content.decode()


def test_nothing_changes_by_following_a_link(console, alice):
    answer = console.get(reverse("admin:user_change", args=[alice.pool_id, alice.sub, "delete"]))

    assert answer.status_code == 405
    assert User.objects.filter(sub=alice.sub).exists()


def test_a_change_without_the_form_token_is_refused(operator, alice):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    answer = browser.post(reverse("admin:user_change", args=[alice.pool_id, alice.sub, "delete"]))

    assert answer.status_code == 403
    assert User.objects.filter(sub=alice.sub).exists()


def test_an_unknown_change_is_not_found(console, alice):
    assert change(console, alice, "promote").status_code == 404


def test_a_user_of_another_pool_is_not_found(console, pool, alice, quick_keys):
    from pools.models import UserPool

    other = UserPool.objects.create(id="us-east-1_Other0000", name="Other", region="us-east-1")
    assert console.get(reverse("admin:user", args=[other.id, alice.sub])).status_code == 404


@pytest.mark.spec("CON-29")
def test_attributes_are_edited(console, alice):
    form = {**alice.attributes, "name": "Alice A.", "email_verified": "on"}
    console.post(reverse("admin:user_attributes", args=[alice.pool_id, alice.sub]), form)

    alice.refresh_from_db()
    assert alice.attributes["name"] == "Alice A."
    assert alice.is_verified("email")


def test_a_password_is_set_for_good(console, alice):
    form = {"password": PASSWORD, "permanent": "on"}
    console.post(reverse("admin:user_password", args=[alice.pool_id, alice.sub]), form)

    alice.refresh_from_db()
    assert passwords.is_correct(alice, PASSWORD)


def test_a_page_of_users_costs_the_same_however_many_there_are(console, pool, alice, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        console.get(reverse("admin:users", args=[pool.id]))


@pytest.mark.spec("USR-55", "USR-57", "CON-243")
def test_a_user_is_created_with_everything(console, pool, alice, inbox):
    pool.alias_attributes = ["email"]
    pool.save()
    User.objects.filter(pk=alice.pk).update(attributes={"email": "shared@example.com", "email_verified": "true"})
    alice.refresh_from_db()
    aliases.settle(alice)
    schema.add_custom_attributes(pool, CUSTOM, caller=CALLER)
    form = {
        "username": "dana",
        "email": "shared@example.com",
        "email_verified": "on",
        "phone_number": "+15550100",
        "phone_number_verified": "on",
        "media": ["EMAIL", "SMS"],
        "origin": "set",
        "password": "Other-Horse-2",
        "force_alias_creation": "on",
        "given_name": "Dana",
        "custom:level": "7",
        "custom:member": "true",
        "validation_data": "invited by = alice\n\nteam=blue=green",
        "client_metadata": "source=console",
    }
    answer = console.post(reverse("admin:user_create", args=[pool.id]), form)

    dana = User.objects.get(username="dana")
    assert answer.url == reverse("admin:user", args=[pool.id, dana.sub])
    assert dana.attributes["custom:level"] == "7"
    assert (dana.attributes["custom:member"], dana.attributes["given_name"]) == ("true", "Dana")
    assert passwords.is_correct(dana, "Other-Horse-2")
    assert dana.aliases.get().key == "shared@example.com"
    assert len(inbox.to("shared@example.com") + inbox.to("+15550100")) == 2


CUSTOM = [
    {"Name": "level", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "9"}},
    {"Name": "member", "AttributeDataType": "Boolean"},
    {"Name": "seen", "AttributeDataType": "DateTime"},
]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("custom:level", "10", "at most 9"),
        ("custom:member", "perhaps", "not one of the available choices"),
        ("custom:seen", "soon", "not a date and time"),
        ("birthdate", "tomorrow", "at least 10"),
        ("email", "alice", "Invalid email address format"),
        ("validation_data", "no pair", "name=value"),
        ("client_metadata", "=value", "name=value"),
        ("media", "PIGEON", "not one of the available choices"),
        ("phone_number_verified", "on", ""),
    ],
)
def test_what_no_user_can_be_created_with_lands_on_the_form(field, value, said, console, pool):
    schema.add_custom_attributes(pool, CUSTOM, caller=CALLER)
    form = {"username": "dana", "origin": "generate", field: value}
    answer = console.post(reverse("admin:user_create", args=[pool.id]), form, follow=True)

    assert said in answer.content.decode()
    assert User.objects.exists() is (said == "")


@pytest.mark.spec("USR-61")
def test_a_user_is_created_without_a_word(console, pool, inbox):
    form = {"username": "dana", "email": "dana@example.com", "origin": "generate"}
    console.post(reverse("admin:user_create", args=[pool.id]), form)

    assert User.objects.get(username="dana").status == User.Status.FORCE_CHANGE_PASSWORD
    assert inbox.to("dana@example.com") == []


@pytest.mark.spec("USR-56", "USR-96")
def test_a_pool_without_passwords_asks_for_none(console, pool):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool.save()
    page = console.get(reverse("admin:user_create", args=[pool.id])).content.decode()
    assert "The user signs in by other means." in page
    assert "User pool sign-in and security requirements" in page
    console.post(reverse("admin:user_create", args=[pool.id]), {"username": "dana", "origin": "generate"})

    assert User.objects.get(username="dana").sealed_srp_verifier is None


def test_attributes_that_are_not_touched_stay_as_they_are(console, pool, alice):
    schema.add_custom_attributes(pool, [each | {"Mutable": True} for each in CUSTOM], caller=CALLER)
    odd = alice.attributes | {"birthdate": "31/12/1999", "custom:seen": "1700000000", "name": " Alice "}
    User.objects.filter(pk=alice.pk).update(attributes=odd)
    form = console.get(reverse("admin:user_attributes", args=[pool.id, alice.sub])).context["form"]
    shown = {name: form[name].value() for name in form.fields if form[name].value()}
    console.post(reverse("admin:user_attributes", args=[pool.id, alice.sub]), shown)

    alice.refresh_from_db()
    assert alice.attributes == odd
