"""Setting up a second factor: with an access token, or because sign-in asks for it."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from pools.actions import app_clients
from pools.models import AuditEvent, User
from tests.conftest import CALLER, PASSWORD
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP
from tests.pools.signing_in import answer, by_password, tokens


@pytest.fixture
def respond(idp, app):
    """Answers the challenge, as alice."""

    def make(challenge, session="", **responses):
        name = challenge["ChallengeName"]
        return answer(idp, app, name, {"USERNAME": "alice", **responses}, session or challenge["Session"])

    return make


@pytest.fixture
def required(pool, alice):
    """Alice has no factor in a pool that requires the app."""
    mfa.configure(pool, "ON", software_token=TOTP)


@pytest.fixture
def token(idp, app, pool, alice):
    """Alice's access token in a pool where MFA is optional."""
    mfa.configure(pool)
    return tokens(idp, app)["AccessToken"]


@pytest.mark.spec("SEC-133", "SEC-135", "SEC-137", "SEC-138")
def test_an_app_is_bound_with_an_access_token(idp, app, token, alice):
    told = idp.associate_software_token(AccessToken=token)
    secret = told["SecretCode"]
    assert secret.isalnum()
    assert len(secret) >= 16
    assert "Session" not in told

    verified = idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(secret), FriendlyDeviceName="Phone")

    alice.refresh_from_db()
    assert verified["Status"] == "SUCCESS"
    assert alice.totp_device_name == "Phone"
    assert by_password(idp, app)["AuthenticationResult"]  # until it is turned on


@pytest.mark.spec("SEC-133")
def test_an_app_that_is_turned_on_is_asked_for(idp, app, token, respond):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(secret))
    idp.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})

    challenge = by_password(idp, app)

    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, 30))["AuthenticationResult"]


def test_the_code_that_bound_the_app_signs_nobody_in(idp, app, token, respond, refused):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    code = mfa.code_of(secret)
    idp.verify_software_token(AccessToken=token, UserCode=code)
    idp.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True})

    with refused("ExpiredCodeException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=code)


@pytest.mark.spec("SEC-139", "SEC-287")
def test_a_wrong_code_binds_nothing_and_may_be_corrected(idp, token, alice, refused):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    with refused("EnableSoftwareTokenMFAException"):
        idp.verify_software_token(AccessToken=token, UserCode="000000")

    alice.refresh_from_db()
    assert alice.sealed_totp_secret is None
    assert idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(secret))["Status"] == "SUCCESS"


@pytest.mark.spec("SEC-139", "SEC-141")
def test_too_many_wrong_codes_end_in_an_error(idp, token):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    statuses = [_verify(idp, token, f"{number:06}") for number in range(15)]

    assert set(statuses) == {"EnableSoftwareTokenMFAException"}
    assert _verify(idp, token, mfa.code_of(secret)) == "ERROR"


@pytest.mark.spec("SEC-145")
def test_a_new_app_takes_the_place_of_the_old_one_once_it_is_verified(idp, app, token, alice, respond):
    old = mfa.give_app(alice)
    new = idp.associate_software_token(AccessToken=token)["SecretCode"]
    assert respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(old))["AuthenticationResult"]

    idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(new))

    assert respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(new, 30))["AuthenticationResult"]


def test_the_secret_is_not_kept_readable(token, idp, alice):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]

    alice.refresh_from_db()
    assert secret.encode() not in bytes(alice.sealed_new_totp_secret)
    assert secret not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


@pytest.mark.spec("SEC-131")
def test_a_pool_without_apps_binds_none(idp, app, pool, token, refused):
    mfa.configure(pool, sms=SMS)

    with refused("SoftwareTokenMFANotFoundException") as refusal:
        idp.associate_software_token(AccessToken=token)
    assert refusal.message == "Software Token MFA has not been enabled by the userPool"
    with refused("SoftwareTokenMFANotFoundException"):
        idp.verify_software_token(AccessToken=token, UserCode="000000")


@pytest.mark.spec("SEC-104")
def test_where_mfa_is_off_nobody_registers_a_factor(idp, app, alice, refused):
    with refused("SoftwareTokenMFANotFoundException"):
        idp.associate_software_token(AccessToken=tokens(idp, app)["AccessToken"])


def test_there_must_be_something_to_verify(idp, token, refused):
    with refused("SoftwareTokenMFANotFoundException"):
        idp.verify_software_token(AccessToken=token, UserCode="123456")


@pytest.mark.spec("SEC-286")
@pytest.mark.parametrize("given", [{}, {"AccessToken": "a.b.c", "Session": "s" * 20}])
def test_either_a_token_or_a_session_must_come(idp, db, root_key, refused, given):
    with refused("InvalidParameterException"):
        idp.associate_software_token(**given)
    with refused("InvalidParameterException"):
        idp.verify_software_token(UserCode="123456", **given)


@pytest.mark.parametrize("name", ["x" * 129, "two\nlines", "\0"])
def test_a_name_must_be_one_that_can_be_shown(idp, token, refused, name):
    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    with refused("InvalidParameterException"):
        idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(secret), FriendlyDeviceName=name)


@pytest.mark.spec("SEC-113", "SEC-136", "SEC-150", "SEC-283", "SEC-286")
def test_where_mfa_is_required_it_is_set_up_before_any_token(idp, app, required, respond):
    challenge = by_password(idp, app)
    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert challenge["ChallengeParameters"] == {"MFAS_CAN_SETUP": '["SOFTWARE_TOKEN_MFA"]', "USER_ID_FOR_SRP": "alice"}

    begun = idp.associate_software_token(Session=challenge["Session"])
    code = mfa.code_of(begun["SecretCode"])
    verified = idp.verify_software_token(Session=begun["Session"], UserCode=code)
    assert verified["Status"] == "SUCCESS"

    assert respond(challenge, verified["Session"])["AuthenticationResult"]["AccessToken"]


def test_what_was_set_up_is_asked_for_from_then_on(idp, app, required, respond):
    challenge = by_password(idp, app)
    secret, session = _set_up(idp, challenge)
    token = respond(challenge, session)["AuthenticationResult"]["AccessToken"]

    told = idp.get_user(AccessToken=token)
    again = by_password(idp, app)

    assert (told["UserMFASettingList"], told["PreferredMfaSetting"]) == (["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")
    assert respond(again, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, 30))["AuthenticationResult"]


def test_the_setup_is_not_answered_unverified(idp, app, required, respond, refused):
    challenge = by_password(idp, app)
    begun = idp.associate_software_token(Session=challenge["Session"])

    with refused("InvalidParameterException"):
        respond(challenge)
    with refused("InvalidParameterException"):
        respond(challenge, begun["Session"])


def test_a_session_of_before_replaces_no_factor(idp, app, required, respond, refused):
    early = by_password(idp, app)
    challenge = by_password(idp, app)
    respond(challenge, _set_up(idp, challenge)[1])

    with refused("NotAuthorizedException"):
        idp.associate_software_token(Session=early["Session"])
    with refused("NotAuthorizedException"):
        respond(early, PHONE_NUMBER=PHONE)


def test_a_set_up_that_was_overtaken_opens_nothing(idp, app, required, alice, respond, refused):
    challenge = by_password(idp, app)
    _, session = _set_up(idp, challenge)
    mfa.give_app(alice)

    with refused("NotAuthorizedException"):
        respond(challenge, session)


def test_a_finished_set_up_is_not_answered_again(idp, app, required, respond, refused):
    challenge = by_password(idp, app)
    _, session = _set_up(idp, challenge)
    respond(challenge, session)

    with refused("NotAuthorizedException"):
        respond(challenge, session)


@pytest.mark.parametrize("session", ["x" * 20, "é" * 20, "gAAAAA" * 20])
def test_a_session_of_nothing_opens_nothing(idp, root_key, refused, session):
    with refused("NotAuthorizedException"):
        idp.associate_software_token(Session=session)


def test_the_session_of_another_challenge_sets_nothing_up(idp, app, pool, alice, refused):
    mfa.configure(pool, "ON", software_token=TOTP)
    mfa.give_app(alice)
    session = by_password(idp, app)["Session"]

    with refused("NotAuthorizedException"):
        idp.associate_software_token(Session=session)


def test_the_session_ends_in_time(idp, app, required, refused):
    session = by_password(idp, app)["Session"]
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(minutes=4), tick=False),
        refused("NotAuthorizedException"),
    ):
        idp.associate_software_token(Session=session)


def test_the_session_ends_with_its_client(idp, app, required, refused):
    session = by_password(idp, app)["Session"]
    app_clients.delete_app_client(app, caller=CALLER)

    with refused("NotAuthorizedException"):
        idp.associate_software_token(Session=session)


@pytest.mark.spec("SEC-109", "SEC-283")
def test_without_a_phone_nobody_comes_in_by_sms(idp, app, pool, alice, respond, refused):
    mfa.configure(pool, "ON", sms=SMS)
    challenge = by_password(idp, app)
    assert challenge["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SMS_MFA"]'
    with refused("InvalidParameterException"):
        respond(challenge)


@pytest.mark.spec("SEC-283")
def test_a_phone_becomes_the_users_when_it_has_answered(idp, app, pool, alice, respond, inbox):
    mfa.configure(pool, "ON", sms=SMS)

    challenge = respond(by_password(idp, app), PHONE_NUMBER=PHONE)
    assert challenge["ChallengeName"] == "SMS_MFA"
    alice.refresh_from_db()
    assert "phone_number" not in alice.attributes

    assert respond(challenge, SMS_MFA_CODE=inbox.code_for(PHONE))["AuthenticationResult"]
    alice.refresh_from_db()
    assert alice.is_verified("phone_number")
    assert by_password(idp, app)["ChallengeName"] == "SMS_MFA"


def test_an_email_address_may_be_given_as_well(idp, app, pool, alice, respond, inbox):
    mfa.configure(pool, "ON", email={})
    User.objects.filter(pk=alice.pk).update(attributes={})

    challenge = respond(by_password(idp, app), EMAIL="new@example.com")

    assert respond(challenge, EMAIL_OTP_CODE=inbox.code_for("new@example.com"))["AuthenticationResult"]


@pytest.mark.parametrize("given", [{"PHONE_NUMBER": "5"}, {"EMAIL": "a@example.com"}, {"PHONE_NUMBER": "+1\0"}])
def test_an_address_must_be_one_of_a_kind_that_is_offered(idp, app, pool, alice, respond, refused, given):
    mfa.configure(pool, "ON", sms=SMS)
    with refused("InvalidParameterException"):
        respond(by_password(idp, app), **given)


def test_a_phone_that_came_meanwhile_is_not_replaced(idp, app, pool, alice, respond, refused, inbox):
    mfa.configure(pool, "ON", sms=SMS)
    challenge = respond(by_password(idp, app), PHONE_NUMBER=PHONE)
    mfa.give_phone(alice, "+15550009999")

    with refused("NotAuthorizedException"):
        respond(challenge, SMS_MFA_CODE=inbox.code_for(PHONE))


@pytest.mark.spec("SEC-111")
def test_without_a_phone_the_app_can_be_set_up(idp, app, pool, alice, respond):
    mfa.configure(pool, "ON", sms=SMS, software_token=TOTP)
    challenge = by_password(idp, app)
    assert challenge["ChallengeParameters"]["MFAS_CAN_SETUP"] == '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'
    assert respond(challenge, _set_up(idp, challenge)[1])["AuthenticationResult"]


@pytest.mark.spec("SEC-107", "SEC-112", "SEC-147", "SEC-148")
def test_the_code_that_confirmed_the_sign_up_is_the_second_factor_once(idp, app, pool, inbox):
    mfa.configure(pool, "ON", software_token=TOTP)
    _sign_up(idp, app, inbox)

    assert by_password(idp, app, "carol")["AuthenticationResult"]
    assert by_password(idp, app, "carol")["ChallengeName"] == "MFA_SETUP"


@pytest.mark.spec("SEC-147")
def test_the_token_of_the_first_sign_in_sets_the_app_up(idp, app, pool, inbox):
    mfa.configure(pool, "ON", software_token=TOTP)
    _sign_up(idp, app, inbox)
    token = tokens(idp, app, "carol")["AccessToken"]

    secret = idp.associate_software_token(AccessToken=token)["SecretCode"]
    idp.verify_software_token(AccessToken=token, UserCode=mfa.code_of(secret))

    assert by_password(idp, app, "carol")["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


@pytest.mark.spec("SEC-107")
def test_who_was_confirmed_without_a_code_is_not_excepted(idp, app, pool):
    mfa.configure(pool, "ON", software_token=TOTP)
    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD)
    idp.admin_confirm_sign_up(UserPoolId=pool.id, Username="carol")

    assert by_password(idp, app, "carol")["ChallengeName"] == "MFA_SETUP"


@pytest.mark.spec("SEC-114")
def test_who_has_turned_a_factor_on_is_not_excepted(idp, app, pool, inbox):
    mfa.configure(pool, "ON", sms=SMS)
    _sign_up(idp, app, inbox, phone_number=PHONE)
    sms = {"Enabled": True, "PreferredMfa": True}
    idp.admin_set_user_mfa_preference(UserPoolId=pool.id, Username="carol", SMSMfaSettings=sms)

    assert by_password(idp, app, "carol")["ChallengeName"] == "SMS_MFA"


@pytest.mark.spec("SEC-108", "SEC-150")
def test_who_was_given_a_password_for_good_is_not_excepted(idp, app, pool):
    mfa.configure(pool, "ON", software_token=TOTP)
    idp.admin_create_user(UserPoolId=pool.id, Username="carol", TemporaryPassword=PASSWORD)
    idp.admin_set_user_password(UserPoolId=pool.id, Username="carol", Password=PASSWORD, Permanent=True)

    assert by_password(idp, app, "carol")["ChallengeName"] == "MFA_SETUP"


@pytest.mark.spec("SEC-108", "SEC-150")
def test_who_has_just_chosen_a_password_is_not_excepted(idp, app, pool):
    mfa.configure(pool, "ON", software_token=TOTP)
    idp.admin_create_user(UserPoolId=pool.id, Username="carol", TemporaryPassword=PASSWORD)
    challenge = by_password(idp, app, "carol")

    responses = {"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse-2"}
    outcome = answer(idp, app, "NEW_PASSWORD_REQUIRED", responses, challenge["Session"])

    assert outcome["ChallengeName"] == "MFA_SETUP"


def _sign_up(idp, app, inbox, **attributes):
    given = {"email": "carol@example.com", **attributes}
    listed = [{"Name": name, "Value": value} for name, value in given.items()]
    idp.sign_up(ClientId=app.client_id, Username="carol", Password=PASSWORD, UserAttributes=listed)
    idp.confirm_sign_up(ClientId=app.client_id, Username="carol", ConfirmationCode=inbox.code_for("carol@example.com"))


def _set_up(idp, challenge):
    begun = idp.associate_software_token(Session=challenge["Session"])
    secret = begun["SecretCode"]
    verified = idp.verify_software_token(Session=begun["Session"], UserCode=mfa.code_of(secret))
    return secret, verified["Session"]


def _verify(idp, token, code):
    try:
        return idp.verify_software_token(AccessToken=token, UserCode=code)["Status"]
    except idp.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
