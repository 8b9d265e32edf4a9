"""Choice-based sign-in of who does not exist, at a client that hides it."""

import json

import pytest

from notifications.models import Message
from pools.models import User
from tests.pools.choosing import EMAIL, by_code, give_code, guesses, start


@pytest.fixture(autouse=True)
def otp_allowed(allow):
    allow("PASSWORD", "EMAIL_OTP", "SMS_OTP")


@pytest.mark.spec("CON-226")
def test_a_stranger_is_offered_something_always_the_same(idp, secretive_app):
    offers = [start(idp, secretive_app, "nobody")["AvailableChallenges"] for _ in range(3)]

    assert offers[0]
    assert offers == offers[:1] * 3


@pytest.mark.spec("CON-226")
def test_where_all_have_passwords_strangers_have_too(idp, secretive_app, alice, allow):
    allow("PASSWORD")

    known, unknown = (start(idp, secretive_app, name) for name in ("alice", "uncle"))
    assert known["AvailableChallenges"] == unknown["AvailableChallenges"]
    assert len(known["Session"]) == len(unknown["Session"])


@pytest.mark.spec("CON-226")
def test_a_stranger_is_told_of_a_code_that_nobody_gets(idp, secretive_app, alice):
    known, unknown = (by_code(idp, secretive_app, name) for name in ("alice", "uncle"))

    assert known["ChallengeName"] == unknown["ChallengeName"] == "EMAIL_OTP"
    assert known["ChallengeParameters"].keys() == unknown["ChallengeParameters"].keys()
    assert len(json.dumps(known["ChallengeParameters"])) == len(json.dumps(unknown["ChallengeParameters"]))
    assert len(known["Session"]) == len(unknown["Session"])
    assert [message.address for message in Message.objects.all()] == [EMAIL]


@pytest.mark.spec("CON-226")
@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_a_wrong_code_is_refused_alike(idp, secretive_app, alice, refused, username):
    challenge = by_code(idp, secretive_app, username)
    with refused("CodeMismatchException") as refusal:
        give_code(idp, secretive_app, challenge, "000000", username)

    assert refusal.message == "Invalid verification code provided, please try again."


@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_guesses_are_counted_alike(idp, secretive_app, alice, refused, username):
    challenge = by_code(idp, secretive_app, username)
    assert guesses(idp, secretive_app, challenge, "000000", username) == ["CodeMismatchException"] * 5
    with refused("NotAuthorizedException"):
        give_code(idp, secretive_app, challenge, "000000", username)


@pytest.mark.parametrize("change", [{"status": "UNCONFIRMED"}, {"enabled": False}])
def test_who_may_not_sign_in_is_asked_for_a_code_that_is_not_sent(idp, secretive_app, alice, refused, change):
    User.objects.filter(pk=alice.pk).update(**change)
    challenge = by_code(idp, secretive_app)
    with refused("CodeMismatchException"):
        give_code(idp, secretive_app, challenge, "000000")

    assert not Message.objects.exists()


@pytest.mark.parametrize("username", ["alice", "uncle"])
def test_a_password_is_refused_alike(idp, secretive_app, alice, refused, allow, username):
    allow("PASSWORD")
    with refused("NotAuthorizedException") as refusal:
        start(idp, secretive_app, username, PREFERRED_CHALLENGE="PASSWORD", PASSWORD="Wrong-Horse-1")

    assert refusal.message == "Incorrect username or password."
