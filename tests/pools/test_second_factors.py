"""Signing in with a second factor: asked for when it is due, answered once, by who was asked."""

import concurrent.futures
import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from pools.actions import sign_in
from pools.errors import PoolError
from pools.models import AuditEvent, Session, User
from tests.conftest import CALLER, PASSWORD
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP
from tests.pools.signing_in import answer, by_password, by_srp, secret_hash
from tests.pools.test_device_sign_in import confirmed
from tests.pools.test_sign_in_cost import TRANSACTION

EMAIL = "alice@example.com"


@pytest.fixture
def respond(idp, app):
    """Answers the challenge, as alice."""

    def make(challenge, **responses):
        return answer(idp, app, challenge["ChallengeName"], {"USERNAME": "alice", **responses}, challenge["Session"])

    return make


@pytest.fixture
def by_sms(pool, alice):
    """Alice with a phone and MFA by it."""
    mfa.configure(pool)
    mfa.give_phone(alice)
    alice.sms_mfa_enabled = True
    alice.save()
    return alice


@pytest.fixture
def secret(pool, alice):
    """That of alice's authenticator app, which she has turned on."""
    mfa.configure(pool)
    return mfa.give_app(alice)


@pytest.mark.spec("SEC-123", "SEC-124", "API-55")
def test_a_password_is_followed_by_a_code_to_the_phone(idp, app, by_sms, inbox, respond):
    challenge = by_password(idp, app)
    assert challenge["ChallengeName"] == "SMS_MFA"
    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******1212",
        "USER_ID_FOR_SRP": "alice",
    }
    assert "AuthenticationResult" not in challenge

    assert "AccessToken" in respond(challenge, SMS_MFA_CODE=inbox.code_for(PHONE))["AuthenticationResult"]


@pytest.mark.spec("API-55")
def test_srp_is_followed_by_the_second_factor_too(idp, app, secret, respond):
    challenge = by_srp(idp, app)
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


@pytest.mark.spec("API-363")
def test_who_chose_the_password_is_asked_too(idp, app, secret, respond):
    parameters = {"USERNAME": "alice", "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": PASSWORD}
    challenge = idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters)
    assert respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


def test_administrators_are_asked_as_well(idp, app, secret):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    challenge = idp.admin_initiate_auth(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )
    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"

    done = idp.admin_respond_to_auth_challenge(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        ChallengeName="SOFTWARE_TOKEN_MFA",
        ChallengeResponses={"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)},
        Session=challenge["Session"],
    )
    assert done["AuthenticationResult"]["RefreshToken"]


@pytest.mark.spec("SEC-110", "SEC-127")
def test_the_first_answer_verifies_the_phone(idp, app, by_sms, inbox, respond):
    respond(by_password(idp, app), SMS_MFA_CODE=inbox.code_for(PHONE))

    by_sms.refresh_from_db()
    assert by_sms.is_verified("phone_number")


def test_a_phone_that_another_signs_in_by_stays_unverified(idp, app, pool, alice, bob, inbox, respond):
    pool.alias_attributes = ["phone_number"]
    mfa.configure(pool)
    pool.save()
    idp.admin_update_user_attributes(
        UserPoolId=pool.id,
        Username="bob",
        UserAttributes=[
            {"Name": "phone_number", "Value": PHONE},
            {"Name": "phone_number_verified", "Value": "true"},
        ],
    )
    mfa.give_phone(alice)
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)

    assert respond(by_password(idp, app), SMS_MFA_CODE=inbox.code_for(PHONE))["AuthenticationResult"]

    alice.refresh_from_db()
    assert not alice.is_verified("phone_number")


@pytest.mark.spec("SEC-285", "API-361")
def test_a_code_by_email_does_as_well(idp, app, pool, alice, inbox, respond):
    mfa.configure(pool, email={"Message": "Yours: {####}", "Subject": "Hello"})
    User.objects.filter(pk=alice.pk).update(email_mfa_enabled=True)

    challenge = by_password(idp, app)

    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "a***@e***"
    assert inbox.to(EMAIL)[0].subject == "Hello"
    assert respond(challenge, EMAIL_OTP_CODE=inbox.code_for(EMAIL))["AuthenticationResult"]


@pytest.mark.spec("FED-50", "SEC-142")
def test_the_app_is_asked_for_by_the_name_its_owner_gave_it(idp, app, pool, alice):
    mfa.configure(pool)
    mfa.give_app(alice, name="My phone")

    challenge = by_password(idp, app)

    assert challenge["ChallengeParameters"] == {"FRIENDLY_DEVICE_NAME": "My phone", "USER_ID_FOR_SRP": "alice"}


@pytest.mark.spec("SEC-140")
@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_half_a_minute_off_is_right(idp, app, secret, respond, seconds):
    assert respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, seconds))


@pytest.mark.spec("SEC-140", "SEC-287")
@pytest.mark.parametrize("seconds", [-90, 90])
def test_a_clock_further_off_is_wrong(idp, app, secret, respond, refused, seconds):
    with refused("CodeMismatchException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, seconds))


def test_a_code_of_the_app_serves_once(idp, app, secret, respond, refused):
    code = mfa.code_of(secret)
    respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=code)

    with refused("ExpiredCodeException") as refusal:
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=code)
    assert refusal.message == "Your software token has already been used once."


@pytest.mark.django_db(transaction=True)
def test_of_ten_sign_ins_at_once_by_one_code_one_succeeds(app, pool, alice):
    mfa.configure(pool)
    code = mfa.code_of(mfa.give_app(alice))
    given = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    challenges = [sign_in.start_sign_in(app, "USER_PASSWORD_AUTH", given, caller=CALLER) for _ in range(10)]

    def respond(challenge) -> str:
        responses = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": code}
        try:
            sign_in.answer_challenge(app, challenge.name, responses, challenge.session, caller=CALLER)
        except PoolError as refusal:
            return refusal.name
        finally:
            connection.close()
        return "in"

    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        outcomes = sorted(threads.map(respond, challenges))

    assert outcomes == ["ExpiredCodeException"] * 9 + ["in"]
    assert Session.objects.count() == 1


def test_an_older_code_than_the_last_one_is_refused_too(idp, app, secret, respond, refused):
    respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, 30))

    with refused("ExpiredCodeException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))


@pytest.mark.spec("SEC-287")
def test_a_wrong_code_may_be_corrected(idp, app, secret, respond, refused):
    challenge = by_password(idp, app)
    with refused("CodeMismatchException"):
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE="000000")

    assert respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


@pytest.mark.parametrize("code", ["", "1", "é" * 6, "٣" * 6, "a" * 5000, "\0" * 6])
def test_nonsense_is_no_code(idp, app, secret, respond, code):
    with pytest.raises(idp.exceptions.ClientError) as raised:
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=code)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_guessing_comes_to_an_end(idp, app, secret, respond, refused):
    challenge = by_password(idp, app)
    guesses = [_name_of_refusal(respond, challenge, f"{number:06}") for number in range(11)]

    assert guesses == ["CodeMismatchException"] * 10 + ["LimitExceededException"]
    with refused("LimitExceededException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))


def test_a_right_code_lets_guessing_begin_anew(idp, app, secret, respond, refused):
    challenge = by_password(idp, app)
    guesses = [_name_of_refusal(respond, challenge, f"{number:06}") for number in range(9)]
    respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))

    with refused("CodeMismatchException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE="000000")
    assert set(guesses) == {"CodeMismatchException"}


def test_a_flood_of_messages_comes_to_an_end(idp, app, by_sms, refused):
    sent = [by_password(idp, app)["ChallengeName"] for _ in range(20)]

    with refused("LimitExceededException"):
        by_password(idp, app)
    assert set(sent) == {"SMS_MFA"}


@pytest.mark.spec("SEC-126", "API-47", "API-223")
def test_a_code_lives_as_long_as_the_session(idp, app, by_sms, inbox, respond, refused):
    app.auth_session_validity = 3
    app.save()
    challenge = by_password(idp, app)
    with (
        time_machine.travel(timezone.now() + datetime.timedelta(seconds=181), tick=False),
        refused("NotAuthorizedException"),
    ):
        respond(challenge, SMS_MFA_CODE=inbox.code_for(PHONE))


def test_a_sent_code_serves_once(idp, app, by_sms, inbox, respond, refused):
    first, second = by_password(idp, app), by_password(idp, app)
    code = inbox.code_for(PHONE)
    respond(first, SMS_MFA_CODE=code)

    with refused("ExpiredCodeException"):
        respond(second, SMS_MFA_CODE=code)


def test_a_finished_challenge_is_not_answered_again(idp, app, secret, respond, refused):
    challenge = by_password(idp, app)
    respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))

    with refused("NotAuthorizedException"):
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, 30))
    assert Session.objects.count() == 1


@pytest.mark.parametrize("name", ["SMS_MFA", "EMAIL_OTP", "SELECT_MFA_TYPE", "MFA_SETUP", "NEW_PASSWORD_REQUIRED"])
def test_a_session_answers_the_challenge_it_came_with(idp, app, secret, refused, name):
    session = by_password(idp, app)["Session"]
    with refused("NotAuthorizedException"):
        answer(idp, app, name, {"USERNAME": "alice", "NEW_PASSWORD": PASSWORD, "ANSWER": "SMS_MFA"}, session)


def test_the_code_of_one_user_is_no_use_to_another(idp, app, secret, bob, refused):
    mfa.give_app(bob)
    challenge = by_password(idp, app, "bob")
    responses = {"USERNAME": "bob", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)}
    with refused("CodeMismatchException"):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", responses, challenge["Session"])


def test_a_client_with_a_secret_proves_it_with_the_code(idp, app, secret, refused):
    app.secret = "its secret"
    app.save()
    challenge = by_password(idp, app, SECRET_HASH=secret_hash(app, "alice"))
    responses = {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": mfa.code_of(secret)}
    with refused("NotAuthorizedException"):
        answer(idp, app, "SOFTWARE_TOKEN_MFA", responses, challenge["Session"])

    responses["SECRET_HASH"] = secret_hash(app, "alice")
    assert answer(idp, app, "SOFTWARE_TOKEN_MFA", responses, challenge["Session"])["AuthenticationResult"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"enabled": False}, "NotAuthorizedException"),
        ({"status": "RESET_REQUIRED"}, "PasswordResetRequiredException"),
        ({"status": "UNCONFIRMED"}, "UserNotConfirmedException"),
        ({"password_set_at": datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)}, "NotAuthorizedException"),
        ({"software_token_mfa_enabled": False}, "NotAuthorizedException"),
    ],
)
def test_what_happens_to_the_user_in_the_middle_counts(idp, app, secret, alice, respond, refused, change, name):
    challenge = by_password(idp, app)
    User.objects.filter(pk=alice.pk).update(**change)

    with refused(name):
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))


def test_a_user_deleted_in_the_middle_is_gone(idp, app, secret, alice, respond, refused):
    challenge = by_password(idp, app)
    alice.delete()

    with refused("NotAuthorizedException"):
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))


def test_a_wrong_code_is_on_record(idp, app, secret, respond, refused):
    with refused("CodeMismatchException"):
        respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE="000000")

    event = AuditEvent.objects.get(name="RespondToAuthChallenge")
    assert event.error == "CodeMismatchException"


@pytest.mark.spec("SEC-104")
def test_nobody_is_asked_where_mfa_is_off(idp, app, pool, secret):
    mfa.configure(pool, "OFF", software_token={"Enabled": False})
    assert by_password(idp, app)["AuthenticationResult"]


@pytest.mark.spec("SEC-105")
def test_optional_asks_nobody_who_has_not_turned_it_on(idp, app, pool, alice):
    mfa.configure(pool)
    mfa.give_phone(alice)
    mfa.give_app(alice, enabled=False)
    assert by_password(idp, app)["AuthenticationResult"]


@pytest.mark.spec("SEC-132")
def test_an_app_serves_on_when_the_pool_offers_none_any_more(idp, app, pool, secret, respond):
    mfa.configure(pool, sms=SMS)
    assert respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


@pytest.mark.spec("SEC-106", "SEC-110")
def test_where_mfa_is_required_a_phone_is_a_factor(idp, app, pool, alice):
    mfa.configure(pool, "ON", sms=SMS)
    mfa.give_phone(alice)
    assert by_password(idp, app)["ChallengeName"] == "SMS_MFA"


@pytest.mark.spec("SEC-106")
def test_where_mfa_is_required_a_verified_app_is_a_factor(idp, app, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    mfa.give_app(alice, enabled=False)
    assert by_password(idp, app)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


@pytest.mark.spec("SEC-282", "API-361")
def test_several_factors_and_no_favourite_leave_the_choice(idp, app, by_sms, respond, inbox):
    mfa.give_app(by_sms)

    challenge = by_password(idp, app)
    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert challenge["ChallengeParameters"]["MFAS_CAN_CHOOSE"] == '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'
    assert inbox.to(PHONE) == []

    chosen = respond(challenge, ANSWER="SMS_MFA")
    assert chosen["ChallengeName"] == "SMS_MFA"
    assert respond(chosen, SMS_MFA_CODE=inbox.code_for(PHONE))["AuthenticationResult"]


def test_the_app_may_be_chosen(idp, app, by_sms, respond):
    secret = mfa.give_app(by_sms)
    chosen = respond(by_password(idp, app), ANSWER="SOFTWARE_TOKEN_MFA")
    assert respond(chosen, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


@pytest.mark.parametrize("chosen", ["EMAIL_OTP", "EMAIL_MFA", "PASSWORD", "x"])
def test_only_what_is_offered_may_be_chosen(idp, app, by_sms, respond, refused, chosen):
    mfa.give_app(by_sms)
    with refused("InvalidParameterException"):
        respond(by_password(idp, app), ANSWER=chosen)


@pytest.mark.spec("SEC-282")
def test_the_favourite_is_asked_for(idp, app, by_sms):
    mfa.give_app(by_sms)
    User.objects.filter(pk=by_sms.pk).update(preferred_mfa="SOFTWARE_TOKEN_MFA")
    assert by_password(idp, app)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


@pytest.mark.spec("USR-72")
def test_a_new_password_comes_before_the_second_factor(idp, app, secret, alice, respond):
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")

    challenge = respond(by_password(idp, app), NEW_PASSWORD="Another-Horse-2")

    assert challenge["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))["AuthenticationResult"]


def test_mfa_that_was_switched_on_in_the_middle_is_asked_for(idp, app, pool, alice, respond):
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")
    challenge = by_password(idp, app)
    mfa.configure(pool, "ON", software_token=TOTP)

    assert respond(challenge, NEW_PASSWORD="Another-Horse-2")["ChallengeName"] == "MFA_SETUP"


@pytest.mark.spec("USR-206")
def test_the_phone_that_answers_for_mfa_recovers_no_password(idp, app, pool, by_sms):
    User.objects.filter(pk=by_sms.pk).update(attributes=by_sms.attributes | {"phone_number_verified": "true"})
    names = ["verified_phone_number", "verified_email"]
    pool.account_recovery_setting = {
        "RecoveryMechanisms": [{"Priority": number, "Name": name} for number, name in enumerate(names, 1)]
    }
    pool.save()

    sent = idp.forgot_password(ClientId=app.client_id, Username="alice")

    assert sent["CodeDeliveryDetails"]["AttributeName"] == "email"


def test_a_second_factor_costs_few_queries(idp, app, secret, respond, django_assert_max_num_queries):
    respond(by_password(idp, app), SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret))
    challenge = by_password(idp, app)
    with django_assert_max_num_queries(9 + TRANSACTION):
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE=mfa.code_of(secret, 30))


@pytest.mark.spec("CON-146", "SEC-114")
def test_a_remembered_device_takes_the_place_of_the_second_factor(idp, app, pool, alice):
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
    mfa.configure(pool)
    pool.save()
    phone = confirmed(idp, app, "alice")
    mfa.give_app(alice)

    assert by_password(idp, app)["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    assert phone.prove(idp, app, challenge["Session"])["AuthenticationResult"]


def _name_of_refusal(respond, challenge, code):
    with pytest.raises(Exception, match="An error occurred") as raised:
        respond(challenge, SOFTWARE_TOKEN_MFA_CODE=code)
    return raised.value.response["Error"]["Code"]
