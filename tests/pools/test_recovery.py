"""Forgotten and changed passwords, by the real SDK."""

import datetime

import pytest
import time_machine

from notifications.models import Message
from pools.actions import app_clients, passwords
from pools.models import User
from tests.conftest import CALLER, PASSWORD

NEW_PASSWORD = "Brand-New-Horse-2"
EMAIL = "alice@example.com"


@pytest.fixture
def secretive_app(pool):
    return app_clients.create_app_client(pool, "secretive", caller=CALLER, prevent_user_existence_errors="ENABLED")


def forget(idp, app, username="alice"):
    return idp.forgot_password(ClientId=app.client_id, Username=username)["CodeDeliveryDetails"]


def confirm(idp, app, code, username="alice", password=NEW_PASSWORD):
    idp.confirm_forgot_password(ClientId=app.client_id, Username=username, ConfirmationCode=code, Password=password)


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def refusal(idp, app, code, username="alice"):
    try:
        confirm(idp, app, code, username)
    except idp.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def change(idp, app, previous, proposed=NEW_PASSWORD):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    tokens = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
    idp.change_password(
        AccessToken=tokens["AuthenticationResult"]["AccessToken"],
        PreviousPassword=previous,
        ProposedPassword=proposed,
    )


@pytest.mark.spec("USR-203", "USR-51")
def test_a_code_lets_its_owner_set_a_new_password(idp, app, alice, inbox):
    assert forget(idp, app) == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    confirm(idp, app, inbox.code_for(EMAIL))
    alice.refresh_from_db()
    assert passwords.is_correct(alice, NEW_PASSWORD)
    assert not passwords.is_correct(alice, PASSWORD)


@pytest.mark.spec("API-224", "USR-203")
def test_a_reset_code_lasts_an_hour(idp, app, alice, inbox, refused):
    with time_machine.travel(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), tick=False) as clock:
        forget(idp, app)
        clock.shift(datetime.timedelta(hours=1))
        with refused("ExpiredCodeException"):
            confirm(idp, app, inbox.code_for(EMAIL))


def test_a_reset_code_works_once(idp, app, alice, inbox, refused):
    forget(idp, app)
    code = inbox.code_for(EMAIL)
    confirm(idp, app, code)
    with refused("ExpiredCodeException"):
        confirm(idp, app, code, password="Third-Horse-3")


def test_a_wrong_reset_code_changes_nothing(idp, app, alice, inbox, refused):
    forget(idp, app)
    with refused("CodeMismatchException"):
        confirm(idp, app, wrong(inbox.code_for(EMAIL)))
    alice.refresh_from_db()
    assert passwords.is_correct(alice, PASSWORD)


def test_a_weak_new_password_spends_no_code(idp, app, alice, inbox, refused):
    forget(idp, app)
    code = inbox.code_for(EMAIL)
    with refused("InvalidPasswordException"):
        confirm(idp, app, code, password="weak")
    confirm(idp, app, code)


def test_a_sign_up_code_resets_no_password(idp, app, alice, inbox, refused):
    idp.sign_up(
        ClientId=app.client_id,
        Username="carol",
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": "carol@example.com"}],
    )
    with refused("UserNotConfirmedException"):
        confirm(idp, app, inbox.code_for("carol@example.com"), username="carol")


@pytest.mark.spec("USR-208")
def test_without_a_setting_the_verified_phone_number_comes_first(idp, app, alice):
    alice.attributes |= {"phone_number": "+14325551212", "phone_number_verified": "true"}
    alice.save()
    assert forget(idp, app)["Destination"] == "+*******1212"


@pytest.mark.spec("USR-204", "USR-205")
def test_the_setting_says_which_contact_comes_first(idp, app, pool, alice):
    first, second = (
        {"Name": f"verified_{name}", "Priority": 2 - (name == "email")} for name in ("email", "phone_number")
    )
    pool.account_recovery_setting = {"RecoveryMechanisms": [second, first]}
    pool.save()
    alice.attributes |= {"phone_number": "+14325551212", "phone_number_verified": "true"}
    alice.save()
    assert forget(idp, app)["DeliveryMedium"] == "EMAIL"


@pytest.mark.spec("USR-207")
def test_where_only_administrators_reset_nobody_does_it_alone(idp, app, pool, alice, refused):
    pool.account_recovery_setting = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    pool.save()
    with refused("NotAuthorizedException") as refusal:
        forget(idp, app)
    assert refusal.message == "Contact administrator to reset password."


@pytest.mark.spec("USR-17", "USR-39", "USR-272", "CON-107", "USR-201", "CON-103")
def test_without_a_verified_contact_there_is_no_way_back(idp, app, alice, refused):
    alice.attributes["email_verified"] = "false"
    alice.save()
    with refused("InvalidParameterException") as refusal:
        forget(idp, app)
    assert refusal.message == (
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )


@pytest.mark.parametrize("status", ["FORCE_CHANGE_PASSWORD", "EXTERNAL_PROVIDER"])
def test_who_has_no_password_of_his_own_cannot_reset_it(idp, app, alice, refused, status):
    alice.status = status
    alice.save()
    with refused("NotAuthorizedException") as refusal:
        forget(idp, app)
    assert refusal.message == "User password cannot be reset in the current state."


def test_a_reset_code_does_not_overrule_an_administrators_password(idp, pool, app, alice, inbox, refused):
    forget(idp, app)
    idp.admin_set_user_password(UserPoolId=pool.id, Username="alice", Password="Temp-Horse-1")
    with refused("NotAuthorizedException"):
        confirm(idp, app, inbox.code_for(EMAIL))


def test_a_disabled_user_gets_no_code(idp, app, alice, refused):
    alice.enabled = False
    alice.save()
    with refused("NotAuthorizedException") as refusal:
        forget(idp, app)
    assert refusal.message == "User is disabled."


@pytest.mark.spec("CON-225")
def test_a_client_that_hides_nothing_says_who_is_unknown(idp, app, refused):
    with refused("UserNotFoundException") as refusal:
        forget(idp, app, "nobody")
    assert refusal.message == "Username/client id combination not found."


@pytest.mark.spec("CON-229", "USR-272", "APP-265")
@pytest.mark.parametrize("username", ["nobody", "nobody@example.com", "disabled", "unverified", "invited"])
def test_a_delivery_is_pretended_where_existence_is_hidden(idp, pool, secretive_app, username):
    _stored(pool, "disabled", enabled=False, status="CONFIRMED")
    _stored(pool, "unverified", status="CONFIRMED")
    _stored(pool, "invited", status="FORCE_CHANGE_PASSWORD")
    assert forget(idp, secretive_app, username) == forget(idp, secretive_app, username)
    assert not Message.objects.exists()


@pytest.mark.spec("CON-229")
@pytest.mark.parametrize(
    ("username", "medium", "destination"),
    [("nobody@example.com", "EMAIL", "n***@e***"), ("+14325550000", "SMS", "+*******0000")],
)
def test_a_pretended_delivery_goes_where_the_name_points(idp, secretive_app, username, medium, destination):
    details = forget(idp, secretive_app, username)
    assert (details["DeliveryMedium"], details["Destination"]) == (medium, destination)


@pytest.mark.spec("CON-230", "USR-273")
@pytest.mark.parametrize("username", ["nobody", "disabled"])
def test_a_code_for_nobody_is_a_wrong_code_where_existence_is_hidden(idp, pool, secretive_app, username):
    _stored(pool, "disabled", enabled=False, status="CONFIRMED")
    assert refusal(idp, secretive_app, "123456", username) == "CodeMismatchException"


@pytest.mark.spec("CON-230", "USR-273")
def test_an_answer_without_a_question_is_too_late(idp, secretive_app, alice):
    assert refusal(idp, secretive_app, "123456") == "ExpiredCodeException"


@pytest.mark.spec("USR-209", "API-225")
def test_asking_and_answering_share_one_limit(idp, app, alice, inbox, refused):
    forget(idp, app)
    code = inbox.code_for(EMAIL)
    assert {refusal(idp, app, wrong(code)) for _ in range(9)} == {"CodeMismatchException"}
    with refused("LimitExceededException"):
        forget(idp, app)
    with refused("LimitExceededException"):
        confirm(idp, app, code)


@pytest.mark.spec("USR-209")
def test_the_limit_counts_names_that_nobody_has_too(idp, secretive_app, refused):
    [forget(idp, secretive_app, "nobody") for _ in range(10)]
    with refused("LimitExceededException"):
        forget(idp, secretive_app, "nobody")


@pytest.mark.spec("USR-121", "USR-07")
def test_an_administrator_resets_and_the_owner_chooses_anew(idp, pool, app, alice, inbox, refused):
    idp.admin_reset_user_password(UserPoolId=pool.id, Username="alice")
    assert User.objects.get().status == User.Status.RESET_REQUIRED
    with refused("PasswordResetRequiredException"):
        change(idp, app, PASSWORD)
    confirm(idp, app, inbox.code_for(EMAIL))
    assert User.objects.get().status == User.Status.CONFIRMED


def test_who_cannot_be_reached_is_not_reset(idp, pool, alice, refused):
    alice.attributes = {}
    alice.save()
    with refused("InvalidParameterException"):
        idp.admin_reset_user_password(UserPoolId=pool.id, Username="alice")
    assert User.objects.get().status == User.Status.CONFIRMED


def test_a_signed_in_user_changes_the_password(idp, app, alice):
    change(idp, app, PASSWORD)
    alice.refresh_from_db()
    assert passwords.is_correct(alice, NEW_PASSWORD)


@pytest.mark.parametrize(
    ("previous", "proposed", "error"),
    [("Wrong-Horse-1", NEW_PASSWORD, "NotAuthorizedException"), (PASSWORD, "weak", "InvalidPasswordException")],
)
def test_a_change_needs_the_old_password_and_a_good_new_one(idp, app, alice, refused, previous, proposed, error):
    with refused(error):
        change(idp, app, previous, proposed)
    alice.refresh_from_db()
    assert passwords.is_correct(alice, PASSWORD)


@pytest.mark.spec("API-228")
def test_the_sixth_change_within_an_hour_is_refused(idp, app, alice, refused):
    [change(idp, app, PASSWORD, PASSWORD) for _ in range(5)]
    with refused("LimitExceededException"):
        change(idp, app, PASSWORD)


def _stored(pool, name, **fields):
    return User.objects.create(pool=pool, username=name, username_key=name, attributes={"email": EMAIL}, **fields)
