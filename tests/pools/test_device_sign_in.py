"""Signing in from a remembered device: it proves itself by a password of its own, once and only for its user."""

import datetime

import pytest
import time_machine

from pools.actions import sign_in
from pools.actions.sign_in import devices
from pools.actions.sign_in.attempt import Attempt
from pools.models import Device, Session
from pools.triggers import functions
from tests.conftest import CALLER, PASSWORD
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import answer, by_password, claims, refreshed, start_srp
from tests.pools.srp_client import SrpClient

INSTEAD_OF_MFA = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
BESIDE_MFA = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
PROOF = "DEVICE_PASSWORD_VERIFIER"


@pytest.fixture
def tracking(pool):
    pool.device_configuration = INSTEAD_OF_MFA
    pool.save()
    return pool


@pytest.fixture
def phone(idp, app, alice, tracking):
    """A device that Alice confirmed."""
    return confirmed(idp, app, "alice")


@pytest.fixture
def asked(idp, app, phone):
    """Alice gave her password from the phone, which is now asked for its own."""
    return by_password(idp, app, DEVICE_KEY=phone.key)


def confirmed(idp, app, username: str) -> DeviceClient:
    result = by_password(idp, app, username)["AuthenticationResult"]
    device = DeviceClient(result["NewDeviceMetadata"])
    device.confirm(idp, result["AccessToken"])
    return device


def srp_from(idp, app, device_key: str | None, *, at_first: str | None = None):
    """Alice's SRP sign-in, naming the device with her proof, and perhaps another one before."""
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, app, client, **({"DEVICE_KEY": at_first} if at_first else {}))
    named = {"DEVICE_KEY": device_key} if device_key else {}
    return answer(idp, app, "PASSWORD_VERIFIER", client.answer(challenge["ChallengeParameters"]) | named)


def attempt_from(app, user, device_key: str) -> Attempt:
    attempt = Attempt(app, user.username, user)
    attempt.factors_proven = 1
    devices.recognise(attempt, device_key)
    return attempt


@pytest.mark.spec("CON-142", "API-360", "API-361")
def test_a_remembered_device_proves_itself_after_the_password(idp, app, phone, asked):
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"

    result = phone.prove(idp, app, asked["Session"])["AuthenticationResult"]

    assert claims(result["AccessToken"])["device_key"] == phone.key
    assert "NewDeviceMetadata" not in result


@pytest.mark.spec("CON-142")
def test_it_does_so_after_srp_too(idp, app, phone):
    assert srp_from(idp, app, phone.key)["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_device_named_at_the_start_alone_is_asked(idp, app, phone):
    assert srp_from(idp, app, None, at_first=phone.key)["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_the_proof_needs_no_session_of_its_own(idp, app, phone, asked):
    assert phone.prove(idp, app)["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("API-360")
def test_the_device_is_told_what_it_computes_with(idp, app, phone, asked):
    _, challenge = phone.begin(idp, app, asked["Session"])
    parameters = challenge["ChallengeParameters"]

    assert challenge["ChallengeName"] == PROOF
    assert set(parameters) == {"USERNAME", "DEVICE_KEY", "SALT", "SRP_B", "SECRET_BLOCK"}
    assert int(parameters["SALT"], 16) == phone.salt


def test_a_device_that_is_not_remembered_is_not_asked(idp, app, phone):
    Device.objects.update(is_remembered=False)

    result = by_password(idp, app, DEVICE_KEY=phone.key)["AuthenticationResult"]

    assert claims(result["AccessToken"])["device_key"] == phone.key
    assert "NewDeviceMetadata" not in result


def test_a_pool_that_tracks_no_devices_asks_none(idp, app, phone, pool):
    pool.device_configuration = {}
    pool.save()

    result = by_password(idp, app, DEVICE_KEY=phone.key)["AuthenticationResult"]

    assert "device_key" not in claims(result["AccessToken"])


def test_the_last_sign_in_of_a_device_is_noted(idp, app, phone, asked):
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)):
        phone.prove(idp, app, asked["Session"])

    device = Device.objects.get(key=phone.key)
    assert device.last_authenticated_at - device.created_at > datetime.timedelta(seconds=50)


# Refusals


def test_a_device_that_was_forgotten_is_told_so_and_the_app_tries_without(idp, app, phone, refused):
    Device.objects.all().delete()
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, app, client, DEVICE_KEY=phone.key)
    responses = client.answer(challenge["ChallengeParameters"])

    with refused("ResourceNotFoundException") as refusal:
        answer(idp, app, "PASSWORD_VERIFIER", responses | {"DEVICE_KEY": phone.key})

    assert "device" in refusal.message.lower()  # by this word apps know what is not found
    assert answer(idp, app, "PASSWORD_VERIFIER", responses)["AuthenticationResult"]["NewDeviceMetadata"]


def test_the_device_of_another_is_not_found(idp, app, phone, bob, refused):
    with refused("ResourceNotFoundException"):
        by_password(idp, app, "bob", DEVICE_KEY=phone.key)


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_a_wrong_password_hears_nothing_of_devices(idp, app, phone, refused, username):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    with refused("NotAuthorizedException") as refusal:
        by_password(idp, app, username, "Wrong-Horse-1", DEVICE_KEY="us-east-1_0")

    assert refusal.message == "Incorrect username or password."


def test_a_wrong_device_password_gives_no_tokens(idp, app, phone, asked, refused):
    phone.password = "another"
    with refused("NotAuthorizedException") as refusal:
        phone.prove(idp, app, asked["Session"])

    assert refusal.message == "Incorrect username or password."
    assert Session.objects.count() == 1  # that of the confirmation


def test_the_device_cannot_be_changed_on_the_way(idp, app, phone, asked, refused):
    other = confirmed(idp, app, "alice")
    with refused("NotAuthorizedException"):
        other.begin(idp, app, asked["Session"])


def test_nor_between_its_challenge_and_its_proof(idp, app, phone, asked, refused):
    other = confirmed(idp, app, "alice")
    srp, challenge = phone.begin(idp, app, asked["Session"])
    responses = phone.proof(srp, challenge["ChallengeParameters"]) | {"DEVICE_KEY": other.key}
    with refused("NotAuthorizedException"):
        answer(idp, app, PROOF, responses)


def test_a_device_alone_does_not_sign_in(idp, app, phone, refused):
    with refused("NotAuthorizedException") as refusal:
        phone.begin(idp, app)

    assert refusal.message == "Invalid session for the user."


def test_a_device_that_was_asked_does_not_sign_in_twice(idp, app, phone, asked, refused):
    phone.prove(idp, app)
    with refused("NotAuthorizedException"):
        phone.prove(idp, app)


def test_the_first_challenge_is_answered_once(idp, app, phone, asked, refused):
    phone.begin(idp, app, asked["Session"])
    with refused("NotAuthorizedException"):
        phone.begin(idp, app, asked["Session"])


def test_a_proof_serves_once(idp, app, phone, asked, refused):
    srp, challenge = phone.begin(idp, app, asked["Session"])
    responses = phone.proof(srp, challenge["ChallengeParameters"])
    answer(idp, app, PROOF, responses)
    with refused("NotAuthorizedException"):
        answer(idp, app, PROOF, responses)


def test_the_device_must_answer_in_time(idp, app, phone, asked, refused):
    with (
        time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=4)),
        refused("NotAuthorizedException"),
    ):
        phone.begin(idp, app)


@pytest.mark.parametrize("change", [{"is_remembered": False}, {"key": "us-east-1_1"}])
def test_a_device_that_lost_its_trust_meanwhile_is_refused(idp, app, phone, asked, refused, change):
    srp, challenge = phone.begin(idp, app, asked["Session"])
    Device.objects.update(**change)
    with refused("NotAuthorizedException"):
        answer(idp, app, PROOF, phone.proof(srp, challenge["ChallengeParameters"]))


def test_a_user_disabled_meanwhile_is_refused(idp, app, alice, phone, asked, refused):
    alice.enabled = False
    alice.save()
    with refused("NotAuthorizedException") as refusal:
        phone.begin(idp, app, asked["Session"])

    assert refusal.message == "User is disabled."


@pytest.mark.parametrize("missing", ["DEVICE_KEY", "SRP_A"])
def test_what_the_first_answer_must_have(idp, app, phone, asked, refused, missing):
    responses = {"USERNAME": "alice", "DEVICE_KEY": phone.key, "SRP_A": "2"}
    del responses[missing]
    with refused("InvalidParameterException"):
        answer(idp, app, "DEVICE_SRP_AUTH", responses, asked["Session"])


@pytest.mark.parametrize(
    "missing", ["DEVICE_KEY", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"]
)
def test_what_the_proof_must_have(idp, app, phone, asked, refused, missing):
    srp, challenge = phone.begin(idp, app, asked["Session"])
    responses = phone.proof(srp, challenge["ChallengeParameters"])
    del responses[missing]
    with refused("InvalidParameterException"):
        answer(idp, app, PROOF, responses)


# Trust


@pytest.mark.spec("CON-146", "SEC-114")
def test_a_remembered_device_takes_the_place_of_a_second_factor(app, alice, phone):
    assert devices.is_trusted(attempt_from(app, alice, phone.key))


@pytest.mark.spec("CON-261")
def test_but_not_where_the_pool_wants_both(app, alice, phone, pool):
    app.pool.device_configuration = BESIDE_MFA

    assert not devices.is_trusted(attempt_from(app, alice, phone.key))


def test_nor_does_a_device_that_is_not_remembered(app, alice, phone):
    Device.objects.update(is_remembered=False)

    assert not devices.is_trusted(attempt_from(app, alice, phone.key))


def test_a_proof_does_not_serve_for_another_device(idp, app, alice, phone):
    attempt, other = attempt_from(app, alice, phone.key), confirmed(idp, app, "alice")
    devices.note_proof(attempt)
    devices.recognise(attempt, other.key)

    assert devices.must_prove(attempt)


# Cost


def test_a_pool_without_devices_pays_nothing_for_them(app, alice, django_assert_num_queries):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "DEVICE_KEY": "us-east-1_0"}
    sign_in.start_sign_in(app, "USER_PASSWORD_AUTH", parameters, caller=CALLER)
    with django_assert_num_queries(4 + 2):  # user, failures, event and session; a transaction
        sign_in.start_sign_in(app, "USER_PASSWORD_AUTH", parameters, caller=CALLER)


def test_a_new_device_costs_no_query(app, alice, tracking, django_assert_num_queries):
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    with django_assert_num_queries(4 + 2):
        sign_in.start_sign_in(app, "USER_PASSWORD_AUTH", parameters, caller=CALLER)


def test_the_steps_of_a_device_cost_the_same_however_many_there_are(idp, app, phone, django_assert_max_num_queries):
    confirmed(idp, app, "alice"), confirmed(idp, app, "alice")
    with django_assert_max_num_queries(6 + 2):  # client, user, failures, device, pending sign-in; a transaction
        challenge = by_password(idp, app, DEVICE_KEY=phone.key)
    with django_assert_max_num_queries(4 + 2):  # client, user, device, spent step
        srp, proof = phone.begin(idp, app, challenge["Session"])
    responses = phone.proof(srp, proof["ChallengeParameters"])
    with django_assert_max_num_queries(7 + 2):  # client, user, device, spent step, event, last use, session
        answer(idp, app, PROOF, responses)


def test_a_refresh_from_a_device_reads_one_row_more(idp, app, phone, asked, django_assert_num_queries):
    refresh_token = phone.prove(idp, app, asked["Session"])["AuthenticationResult"]["RefreshToken"]
    with django_assert_num_queries(2):
        refreshed(idp, app, refresh_token, DEVICE_KEY=phone.key)


# Custom sign-in


@pytest.fixture
def riddle(app, monkeypatch):
    """Triggers that are content with one right answer."""

    def define(event):
        session, response = event["request"]["session"], event["response"]
        response["issueTokens"] = bool(session) and session[-1]["challengeResult"]
        response["failAuthentication"] = bool(session) and not session[-1]["challengeResult"]
        response["challengeName"] = "CUSTOM_CHALLENGE"
        return event

    def create(event):
        response = {"publicChallengeParameters": {}, "privateChallengeParameters": {}, "challengeMetadata": ""}
        return event | {"response": response}

    def verify(event):
        return event | {"response": {"answerCorrect": event["request"]["challengeAnswer"] == "5"}}

    arn = "arn:aws:lambda:us-east-1:000000000000:function:{}"
    known = {"DefineAuthChallenge": define, "CreateAuthChallenge": create, "VerifyAuthChallengeResponse": verify}
    monkeypatch.setattr(functions, "_functions", {arn.format(name): known[name] for name in known})
    app.pool.lambda_config = {name: arn.format(name) for name in known}
    app.pool.save()


def custom(idp, app, given: str, **more: str):
    """Alice's answer to the riddle."""
    challenge = idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "alice", **more}
    )
    return answer(idp, app, "CUSTOM_CHALLENGE", {"USERNAME": "alice", "ANSWER": given, **more}, challenge["Session"])


@pytest.mark.spec("CON-142", "TRG-119")
def test_a_device_proves_itself_after_a_custom_challenge(idp, app, riddle, phone):
    challenge = custom(idp, app, "5", DEVICE_KEY=phone.key)
    assert challenge["ChallengeName"] == "DEVICE_SRP_AUTH"

    result = phone.prove(idp, app, challenge["Session"])["AuthenticationResult"]
    assert claims(result["AccessToken"])["device_key"] == phone.key


def test_a_custom_sign_in_from_a_new_device_names_it(idp, app, riddle, phone):
    assert "NewDeviceMetadata" in custom(idp, app, "5")["AuthenticationResult"]


def test_a_wrong_custom_answer_is_not_made_good_by_a_device(idp, app, riddle, phone, refused):
    with refused("NotAuthorizedException"):
        custom(idp, app, "6", DEVICE_KEY=phone.key)


def test_a_custom_sign_in_with_a_device_unknown_names_a_new_one(idp, app, riddle, phone):
    assert "NewDeviceMetadata" in custom(idp, app, "5", DEVICE_KEY="us-east-1_0")["AuthenticationResult"]
