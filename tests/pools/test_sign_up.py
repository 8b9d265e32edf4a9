"""Sign-up and its confirmation, by the real SDK."""

import datetime

import pytest
import time_machine

from notifications.models import Message
from pools.actions import app_clients
from pools.models import AuditEvent, User
from tests.conftest import CALLER, PASSWORD

EMAIL = "carol@example.com"


def sign_up(idp, app, username="carol", **attributes):
    attributes = attributes or {"email": EMAIL}
    return idp.sign_up(
        ClientId=app.client_id,
        Username=username,
        Password=PASSWORD,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
    )


def confirm(idp, app, code, username="carol", **options):
    return idp.confirm_sign_up(ClientId=app.client_id, Username=username, ConfirmationCode=code, **options)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.fixture
def secretive_app(pool):
    return app_clients.create_app_client(pool, "secretive", caller=CALLER, prevent_user_existence_errors="ENABLED")


@pytest.mark.spec("USR-02", "USR-23", "USR-24", "CON-105")
def test_sign_up_makes_an_unconfirmed_user_and_says_where_the_code_went(idp, app):
    answer = sign_up(idp, app)

    user = User.objects.get(username="carol")
    assert answer["UserSub"] == str(user.sub)
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "c***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert (user.status, user.enabled) == ("UNCONFIRMED", True)


@pytest.mark.spec("USR-25")
def test_an_address_is_unverified_until_confirmation(idp, app):
    sign_up(idp, app)
    assert User.objects.get().attributes == {"email": EMAIL, "email_verified": "false"}


@pytest.mark.spec("USR-03", "USR-04", "USR-26")
def test_the_code_confirms_the_user_and_verifies_the_address(idp, app, inbox):
    sign_up(idp, app)
    confirm(idp, app, inbox.code_for(EMAIL))

    user = User.objects.get()
    assert user.status == User.Status.CONFIRMED
    assert user.attributes == {"email": EMAIL, "email_verified": "true"}


@pytest.mark.spec("USR-14", "USR-16", "CON-106")
def test_of_two_addresses_the_phone_number_gets_the_code(idp, pool, app, inbox):
    pool.auto_verified_attributes = ["email", "phone_number"]
    pool.save()
    answer = sign_up(idp, app, email=EMAIL, phone_number="+14325551212")
    confirm(idp, app, inbox.code_for("+14325551212"))

    assert answer["CodeDeliveryDetails"]["Destination"] == "+*******1212"
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"
    assert User.objects.get().is_verified("phone_number")
    assert not User.objects.get().is_verified("email")


@pytest.mark.spec("USR-12", "USR-13", "CON-103")
@pytest.mark.parametrize(
    ("verified", "address", "other"),
    [("email", EMAIL, "phone_number"), ("phone_number", "+14325551212", "email")],
)
def test_of_two_addresses_the_one_that_the_pool_verifies_gets_the_code(idp, pool, app, inbox, verified, address, other):
    pool.auto_verified_attributes = [verified]
    pool.save()
    sign_up(idp, app, email=EMAIL, phone_number="+14325551212")
    confirm(idp, app, inbox.code_for(address))

    carol = User.objects.get()
    assert (carol.is_verified(verified), carol.is_verified(other)) == (True, False)


@pytest.mark.spec("USR-15")
def test_a_pool_that_verifies_nothing_sends_nothing(idp, pool, app):
    pool.auto_verified_attributes = []
    pool.save()
    assert "CodeDeliveryDetails" not in sign_up(idp, app)
    assert not Message.objects.exists()


@pytest.mark.spec("USR-36")
def test_a_pool_of_administrators_lets_nobody_sign_up(idp, pool, app, refused):
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    with refused("NotAuthorizedException") as refusal:
        sign_up(idp, app)
    assert refusal.message == "SignUp is not permitted for this user pool"


@pytest.mark.spec("CON-39")
def test_a_name_is_given_once(idp, app, refused):
    sign_up(idp, app)
    with refused("UsernameExistsException") as refusal:
        sign_up(idp, app)
    assert refusal.message == "User already exists"
    assert User.objects.count() == 1


@pytest.mark.spec("CON-233")
def test_a_taken_name_is_told_to_every_client(idp, secretive_app, alice, refused):
    with refused("UsernameExistsException"):
        sign_up(idp, secretive_app, username="alice")


@pytest.mark.spec("CON-41", "CON-56", "SEC-257")
def test_case_distinguishes_names(idp, app):
    sign_up(idp, app, username="ExampleUser")
    sign_up(idp, app, username="exampleuser")
    assert User.objects.count() == 2


@pytest.mark.spec("CON-41", "SEC-256")
def test_case_distinguishes_nobody_where_the_pool_says_so(idp, pool, app, refused):
    pool.case_sensitive = False
    pool.save()
    sign_up(idp, app, username="ExampleUser")
    with refused("UsernameExistsException"):
        sign_up(idp, app, username="exampleuser")


@pytest.mark.spec("CON-27")
def test_required_attributes_must_be_there(idp, pool, app, refused):
    pool.schema = [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    pool.save()
    with refused("InvalidParameterException") as refusal:
        sign_up(idp, app, name="Carol")
    assert refusal.message == "Attributes did not conform to the schema: email: The attribute is required\n"


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("email", "no address", "InvalidParameterException"),
        ("email", f"{'x' * 3000}@example.com", "InvalidParameterException"),
        ("phone_number", "1 (432) 555-1212", "InvalidParameterException"),
        ("birthdate", "1985", "InvalidParameterException"),
        ("updated_at", "yesterday", "InvalidParameterException"),
        ("name", "nul\0", "InvalidParameterException"),
        ("name", "half a pair \ud800", "SerializationException"),
        ("custom:unknown", "1", "NotAuthorizedException"),
        ("shoe_size", "42", "NotAuthorizedException"),
        ("email_verified", "true", "NotAuthorizedException"),
        ("sub", "11111111-1111-4111-8111-111111111111", "NotAuthorizedException"),
    ],
)
@pytest.mark.spec("CON-24", "CON-32", "CON-80")
def test_an_attribute_that_cannot_be_is_refused_and_stores_nothing(idp, app, refused, name, value, error):
    with refused(error):
        sign_up(idp, app, **{name: value})
    assert not User.objects.exists()


def test_a_weak_password_makes_no_user(idp, app, refused):
    with refused("InvalidPasswordException"):
        idp.sign_up(ClientId=app.client_id, Username="carol", Password="weak")
    assert not User.objects.exists()


def test_without_a_password_nobody_signs_up(idp, app, refused):
    with refused("InvalidPasswordException"):
        idp.sign_up(ClientId=app.client_id, Username="carol")


@pytest.mark.spec("USR-27")
def test_a_wrong_code_confirms_nobody(idp, app, inbox, refused):
    sign_up(idp, app)
    with refused("CodeMismatchException") as refusal:
        confirm(idp, app, wrong(inbox.code_for(EMAIL)))
    assert refusal.message == "Invalid verification code provided, please try again."
    assert User.objects.get().status == User.Status.UNCONFIRMED


@pytest.mark.spec("USR-06", "API-221", "CON-104")
def test_a_code_lasts_a_day(idp, app, inbox, refused):
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        sign_up(idp, app)
        clock.shift(datetime.timedelta(hours=24))
        with refused("ExpiredCodeException") as refusal:
            confirm(idp, app, inbox.code_for(EMAIL))
    assert refusal.message == "Invalid code provided, please request a code again."


def test_a_code_works_once(idp, app, inbox, refused):
    sign_up(idp, app)
    code = inbox.code_for(EMAIL)
    confirm(idp, app, code)
    with refused("NotAuthorizedException") as refusal:
        confirm(idp, app, code)
    assert refusal.message == "User cannot be confirmed. Current status is CONFIRMED"


@pytest.mark.spec("USR-28")
def test_a_new_code_replaces_the_old_one(idp, app, inbox, refused):
    sign_up(idp, app)
    old = inbox.code_for(EMAIL)
    details = idp.resend_confirmation_code(ClientId=app.client_id, Username="carol")["CodeDeliveryDetails"]
    new = inbox.code_for(EMAIL)

    assert details["Destination"] == "c***@e***"
    with refused("CodeMismatchException"):
        confirm(idp, app, old if old != new else wrong(new))
    confirm(idp, app, new)


def test_a_confirmed_user_gets_no_new_code(idp, app, alice, refused):
    with refused("InvalidParameterException") as refusal:
        idp.resend_confirmation_code(ClientId=app.client_id, Username="alice")
    assert refusal.message == "User is already confirmed."


@pytest.mark.spec("API-226")
def test_the_sixth_request_for_a_code_within_an_hour_is_refused(idp, app, refused):
    sign_up(idp, app)
    [idp.resend_confirmation_code(ClientId=app.client_id, Username="carol") for _ in range(5)]
    with refused("LimitExceededException") as refusal:
        idp.resend_confirmation_code(ClientId=app.client_id, Username="carol")
    assert refusal.message == "Attempt limit exceeded, please try after some time."


@pytest.mark.spec("USR-29", "API-227")
def test_guessing_ends_after_fifteen_attempts_even_for_the_right_code(idp, app, inbox, refused):
    sign_up(idp, app)
    code = inbox.code_for(EMAIL)
    refusals = [_refusal(idp, app, wrong(code)) for _ in range(15)]
    assert set(refusals) == {"CodeMismatchException"}
    with refused("LimitExceededException"):
        confirm(idp, app, code)


@pytest.mark.spec("USR-29")
def test_an_hour_later_the_code_may_be_tried_again(idp, app, inbox):
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        sign_up(idp, app)
        code = inbox.code_for(EMAIL)
        [_refusal(idp, app, wrong(code)) for _ in range(16)]
        clock.shift(datetime.timedelta(hours=1, seconds=1))
        confirm(idp, app, code)
    assert User.objects.get().status == User.Status.CONFIRMED


@pytest.mark.spec("CON-225")
def test_an_unknown_user_is_told_to_a_client_that_hides_nothing(idp, app, refused):
    with refused("UserNotFoundException") as refusal:
        confirm(idp, app, "123456", username="nobody")
    assert refusal.message == "Username/client id combination not found."


@pytest.mark.spec("CON-232")
@pytest.mark.parametrize("username", ["alice", "nobody", "carol", "disabled"])
def test_a_client_that_may_not_know_hears_the_same_of_everybody(idp, secretive_app, alice, username):
    sign_up(idp, secretive_app)
    User.objects.create(pool=alice.pool, username="disabled", username_key="disabled", enabled=False)
    assert _refusal(idp, secretive_app, "none", username) == "CodeMismatchException"


@pytest.mark.spec("CON-231")
@pytest.mark.parametrize("username", ["alice", "nobody", "nobody@example.com", "+14325550000"])
def test_a_code_is_pretended_to_be_sent_where_existence_is_hidden(idp, secretive_app, alice, username):
    first = idp.resend_confirmation_code(ClientId=secretive_app.client_id, Username=username)["CodeDeliveryDetails"]
    again = idp.resend_confirmation_code(ClientId=secretive_app.client_id, Username=username)["CodeDeliveryDetails"]
    assert first == again
    assert not Message.objects.exists()


def test_who_holds_the_code_is_told_that_it_was_used(idp, secretive_app, inbox, refused):
    sign_up(idp, secretive_app)
    code = inbox.code_for(EMAIL)
    confirm(idp, secretive_app, code)
    with refused("NotAuthorizedException"):
        confirm(idp, secretive_app, code)


@pytest.mark.spec("USR-05", "USR-35")
def test_an_administrator_confirms_without_verifying(idp, pool, app, refused):
    sign_up(idp, app)
    idp.admin_confirm_sign_up(UserPoolId=pool.id, Username="carol")

    assert User.objects.get().status == User.Status.CONFIRMED
    assert not User.objects.get().is_verified("email")
    with refused("NotAuthorizedException") as refusal:
        idp.admin_confirm_sign_up(UserPoolId=pool.id, Username="carol")
    assert refusal.message == "User cannot be confirmed. Current status is CONFIRMED"


@pytest.mark.spec("USR-43", "USR-44")
@pytest.mark.parametrize("given", [{}, {"SecretHash": "d3Jvbmc="}])
def test_a_client_with_a_secret_must_prove_it(idp, pool, refused, given):
    app = app_clients.create_app_client(pool, "confidential", caller=CALLER, generate_secret=True)
    with refused("NotAuthorizedException"):
        idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, **given)
    assert not User.objects.exists()


@pytest.mark.spec("API-120")
def test_the_audit_names_the_user_by_sub_and_the_refusal_by_name(idp, app, inbox):
    sub = sign_up(idp, app)["UserSub"]
    _refusal(idp, app, wrong(inbox.code_for(EMAIL)))
    events = AuditEvent.objects.filter(sub=sub).order_by("created_at").values_list("name", "error", "client_id")
    assert list(events) == [("SignUp", "", app.client_id), ("ConfirmSignUp", "CodeMismatchException", app.client_id)]


def test_the_code_is_nowhere_in_the_database(idp, app, inbox):
    sign_up(idp, app)
    row = User.objects.get().codes.get()
    assert inbox.code_for(EMAIL) not in str(vars(row))


def _refusal(idp, app, code, username="carol"):
    try:
        confirm(idp, app, code, username)
    except idp.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
