"""Codes that are sent in the place of a password, in choice-based sign-in."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from notifications.models import Message
from pools.models import AuditEvent, Session, VerificationCode
from tests.conftest import PASSWORD
from tests.pools.choosing import EMAIL, PHONE, SELECT, by_code, give_code, guesses, select, start, wrong
from tests.pools.signing_in import answer, claims


@pytest.fixture(autouse=True)
def otp_allowed(allow):
    allow("PASSWORD", "EMAIL_OTP", "SMS_OTP")


@pytest.mark.spec("API-361", "API-363")
def test_a_code_by_email_signs_in(idp, app, alice, inbox):
    challenge = by_code(idp, app)
    result = give_code(idp, app, challenge, inbox.code_for(EMAIL))["AuthenticationResult"]

    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
    }
    assert claims(result["AccessToken"])["sub"] == str(alice.pk)


@pytest.mark.spec("API-361")
def test_a_code_by_sms_signs_in(idp, app, alice, inbox):
    alice.attributes |= {"phone_number": PHONE, "phone_number_verified": "true"}
    alice.save()
    challenge = start(idp, app, PREFERRED_CHALLENGE="SMS_OTP")

    assert challenge["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == "+*******0123"
    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for(PHONE), name="SMS_OTP")


def test_a_code_may_be_chosen(idp, app, alice, inbox):
    challenge = select(idp, app, start(idp, app), "EMAIL_OTP")

    assert challenge["ChallengeName"] == "EMAIL_OTP"
    assert "AuthenticationResult" in give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_the_message_is_the_pools_own(idp, app, alice, inbox):
    app.pool.email_mfa_configuration = {"Subject": "Come in", "Message": "Knock with {####}"}
    app.pool.save()
    by_code(idp, app)

    assert inbox.to(EMAIL)[0].subject == "Come in"
    assert inbox.to(EMAIL)[0].text == f"Knock with {inbox.code_for(EMAIL)}"


def test_a_wrong_code_is_refused_and_the_right_one_still_taken(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, wrong(code))

    assert "AuthenticationResult" in give_code(idp, app, challenge, code)


def test_five_guesses_are_all(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    assert guesses(idp, app, challenge, wrong(code)) == ["CodeMismatchException"] * 5
    with refused("NotAuthorizedException"):
        give_code(idp, app, challenge, code)


def test_a_code_serves_once(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    give_code(idp, app, challenge, code)
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, code)

    assert Session.objects.count() == 1


def test_a_code_serves_no_other_sign_in_once_it_is_spent(idp, app, alice, inbox, refused):
    first = by_code(idp, app)
    code = inbox.code_for(EMAIL)
    give_code(idp, app, first, code)
    VerificationCode.objects.update(expires_at=timezone.now() + datetime.timedelta(hours=1))
    again = select(idp, app, start(idp, app), "EMAIL_OTP")
    with refused("CodeMismatchException"):
        give_code(idp, app, again, wrong(inbox.code_for(EMAIL)))
    with refused("NotAuthorizedException"):
        answer(idp, app, SELECT, {"USERNAME": "alice", "ANSWER": "EMAIL_OTP"}, again["Session"])


def test_a_selection_serves_once(idp, app, alice, refused):
    challenge = start(idp, app)
    select(idp, app, challenge, "EMAIL_OTP")
    with refused("NotAuthorizedException") as refusal:
        select(idp, app, challenge, "EMAIL_OTP")

    assert refusal.message == "Invalid session for the user, session can only be used once."


@pytest.mark.spec("API-47")
def test_a_code_is_answered_in_time(idp, app, alice, inbox, refused):
    challenge, code = by_code(idp, app), inbox.code_for(EMAIL)
    later = timezone.now() + datetime.timedelta(minutes=3, seconds=1)
    with time_machine.travel(later, tick=False), refused("NotAuthorizedException"):
        give_code(idp, app, challenge, code)


def test_bobs_code_is_of_no_use_to_alices_sign_in(idp, app, alice, bob, inbox, refused):
    challenge = by_code(idp, app)
    by_code(idp, app, "bob")
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, inbox.code_for("bob@example.com"))


def test_a_sign_up_code_is_of_no_use_here(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    VerificationCode.objects.update(purpose="sign_up")
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_an_address_changed_meanwhile_voids_the_code(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    new = [{"Name": "email", "Value": "new@example.com"}, {"Name": "email_verified", "Value": "true"}]
    idp.admin_update_user_attributes(UserPoolId=app.pool_id, Username="alice", UserAttributes=new)
    with refused("ExpiredCodeException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_who_is_disabled_meanwhile_gets_nothing(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    idp.admin_disable_user(UserPoolId=app.pool_id, Username="alice")
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, inbox.code_for(EMAIL))


def test_a_mailbox_is_not_flooded(idp, app, alice, refused):
    assert len([by_code(idp, app) for _ in range(10)]) == 10
    with refused("TooManyRequestsException"):
        by_code(idp, app)

    assert Message.objects.count() == 10


def test_the_code_that_came_back_verifies_the_address(idp, app, passwordless, inbox):
    challenge = by_code(idp, app, "dora")
    result = give_code(idp, app, challenge, inbox.code_for("dora@example.com"), "dora")["AuthenticationResult"]

    passwordless.refresh_from_db()
    assert passwordless.is_verified("email")
    assert claims(result["IdToken"])["email_verified"] is True


@pytest.mark.parametrize(
    ("name", "response"),
    [
        ("PASSWORD", {"PASSWORD": PASSWORD}),
        ("EMAIL_OTP", {"EMAIL_OTP_CODE": "000000"}),
        ("PASSWORD_SRP", {"SRP_A": "a"}),
    ],
)
def test_a_challenge_that_was_not_chosen_is_not_answered(idp, app, alice, refused, name, response):
    challenge = start(idp, app)
    with refused("NotAuthorizedException"):
        answer(idp, app, name, {"USERNAME": "alice", **response}, challenge["Session"])


def test_what_is_not_available_cannot_be_chosen(idp, app, alice, refused):
    with refused("InvalidParameterException"):
        select(idp, app, start(idp, app), "SMS_OTP")


def test_the_audit_tells_of_the_code_that_was_wrong(idp, app, alice, inbox, refused):
    challenge = by_code(idp, app)
    with refused("CodeMismatchException"):
        give_code(idp, app, challenge, wrong(inbox.code_for(EMAIL)))

    event = AuditEvent.objects.get(error="CodeMismatchException")
    assert (event.name, event.sub) == ("RespondToAuthChallenge", str(alice.pk))
