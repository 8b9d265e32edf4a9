"""Answering a challenge: once, in time, by who was asked, and with what was asked for."""

import base64
import concurrent.futures
import datetime
import json

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from pools.actions import app_clients, passwords, sign_in
from pools.errors import PoolError
from pools.models import AuditEvent, Session, SpentStep, User
from tests.conftest import CALLER, PASSWORD
from tests.pools.signing_in import answer, by_password, claims, start_srp
from tests.pools.srp_client import SrpClient

VERIFIER, NEW_PASSWORD = "PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"


@pytest.fixture
def asked(idp, app, alice):
    """Alice's client and what it was asked."""
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    return client, start_srp(idp, app, client)


@pytest.fixture
def responses(asked):
    client, challenge = asked
    return client.answer(challenge["ChallengeParameters"])


@pytest.fixture
def newcomer(pool):
    """Carol, who has a temporary password."""
    user = User(pool=pool, username="carol", username_key="carol", status=User.Status.FORCE_CHANGE_PASSWORD)
    user.attributes = {"email": "carol@example.com", "custom:hidden": "x"}
    passwords.set_password(user, PASSWORD)
    user.save()
    return user


@pytest.fixture
def another_app(app):
    return app_clients.create_app_client(app.pool, "other", caller=CALLER, explicit_auth_flows=app.explicit_auth_flows)


def altered(text: str) -> str:
    """The text with its middle character changed."""
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]


# PASSWORD_VERIFIER


@pytest.mark.spec("API-46")
def test_an_answer_with_the_session_is_taken(idp, app, asked, responses):
    assert "AuthenticationResult" in answer(idp, app, VERIFIER, responses, asked[1]["Session"])


def test_the_secret_block_is_plain_base64(asked):
    assert base64.b64decode(asked[1]["ChallengeParameters"]["SECRET_BLOCK"], validate=True)


def test_a_session_of_another_sign_in_is_refused(idp, app, asked, responses, refused):
    other = start_srp(idp, app, asked[0])
    with refused("NotAuthorizedException") as refusal:
        answer(idp, app, VERIFIER, responses, other["Session"])

    assert refusal.message == "Invalid session for the user."


def test_an_answer_is_taken_once(idp, app, responses, refused):
    answer(idp, app, VERIFIER, responses)
    with refused("NotAuthorizedException") as refusal:
        answer(idp, app, VERIFIER, responses)

    assert refusal.message == "Invalid session for the user, session can only be used once."
    assert (Session.objects.count(), SpentStep.objects.count()) == (1, 1)


@pytest.mark.spec("API-47", "APP-121", "CON-162")
def test_an_answer_comes_within_three_minutes(idp, app, asked, refused):
    client, challenge = asked
    later = timezone.now() + datetime.timedelta(minutes=3, seconds=1)
    with time_machine.travel(later, tick=False), refused("NotAuthorizedException") as refusal:
        answer(idp, app, VERIFIER, client.answer(challenge["ChallengeParameters"], later))

    assert refusal.message == "Invalid session for the user, session is expired."


@pytest.mark.spec("API-47", "APP-121", "CON-162")
def test_a_client_may_give_more_time(idp, app, alice):
    app.auth_session_validity = 15
    app.save()
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = start_srp(idp, app, client)
    later = timezone.now() + datetime.timedelta(minutes=14)
    with time_machine.travel(later, tick=False):
        responses = client.answer(challenge["ChallengeParameters"], later)
        assert "AuthenticationResult" in answer(idp, app, VERIFIER, responses)


@pytest.mark.parametrize("member", ["PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"])
def test_an_altered_answer_is_refused(idp, app, responses, refused, member):
    responses[member] = altered(responses[member])
    with refused("NotAuthorizedException"):
        answer(idp, app, VERIFIER, responses)

    assert not Session.objects.exists()


@pytest.mark.parametrize("member", ["PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"])
@pytest.mark.parametrize("value", ["x", "é", "====", "A" * 10_000])
def test_nonsense_is_refused(idp, app, responses, refused, member, value):
    responses[member] = value
    with refused("NotAuthorizedException"):
        answer(idp, app, VERIFIER, responses)


@pytest.mark.parametrize("member", ["PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP", "USERNAME"])
def test_what_an_answer_lacks_is_named(idp, app, responses, refused, member):
    del responses[member]
    with refused("InvalidParameterException") as refusal:
        answer(idp, app, VERIFIER, responses)

    assert refusal.message == f"Missing required parameter {member}"


def test_another_client_cannot_answer(idp, another_app, responses, refused):
    with refused("NotAuthorizedException") as refusal:
        answer(idp, another_app, VERIFIER, responses)

    assert refusal.message == "Invalid session for the user."


def test_bob_cannot_answer_for_alice(idp, app, bob, responses, refused):
    responses["USERNAME"] = "bob"
    with refused("NotAuthorizedException"):
        answer(idp, app, VERIFIER, responses)


def test_a_state_of_one_challenge_answers_no_other(idp, app, asked, refused):
    with refused("NotAuthorizedException"):
        answer(idp, app, NEW_PASSWORD, {"USERNAME": "alice", "NEW_PASSWORD": "Better-Horse-2"}, asked[1]["Session"])


def test_who_is_deleted_meanwhile_gets_nothing(idp, app, alice, responses, refused):
    alice.delete()
    with refused("NotAuthorizedException"):
        answer(idp, app, VERIFIER, responses)


def test_a_password_changed_meanwhile_voids_the_answer(idp, app, alice, responses, refused):
    alice.save(update_fields=passwords.set_password(alice, PASSWORD))
    with refused("NotAuthorizedException"):
        answer(idp, app, VERIFIER, responses)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2026-01-01T00:00:00Z", "Mon Feb 12 15:26:37 +05:30 2018", "Mon Feb 30 15:26:37 UTC 2026",
     "Mo Feb 12 15:26:37 UTC 2026", "Mon Feb ١٢ 15:26:37 UTC 2026", "Mon Feb 12 25:26:37 UTC 2026"],
)  # fmt: skip
def test_a_timestamp_has_one_form(idp, app, responses, refused, text):
    responses["TIMESTAMP"] = text
    with refused("InvalidParameterException"):
        answer(idp, app, VERIFIER, responses)


@pytest.mark.spec("API-360")
@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_proof_of_another_time_is_refused(idp, app, asked, refused, minutes):
    client, challenge = asked
    moment = timezone.now() + datetime.timedelta(minutes=minutes)
    with refused("NotAuthorizedException") as refusal:
        answer(idp, app, VERIFIER, client.answer(challenge["ChallengeParameters"], moment))

    assert refusal.message == "Invalid timestamp."


def test_a_day_may_have_a_leading_zero(idp, app, alice):
    with time_machine.travel("2026-02-03T10:00:00Z", tick=False):
        client = SrpClient(app.pool_id, "alice", PASSWORD)
        challenge = start_srp(idp, app, client)["ChallengeParameters"]
        responses = client.answer(challenge, written="Tue Feb 03 10:00:00 UTC 2026")
        assert "AuthenticationResult" in answer(idp, app, VERIFIER, responses)


@pytest.mark.parametrize("name", ["SRP_A", "ADMIN_NO_SRP_AUTH"])
def test_a_challenge_that_was_not_asked_is_not_answered(idp, app, alice, refused, name):
    with refused("InvalidParameterException"):
        answer(idp, app, name, {"USERNAME": "alice"}, "x" * 20)


@pytest.mark.django_db(transaction=True)
def test_of_twenty_equal_answers_one_signs_in(app, alice):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    challenge = sign_in.start_sign_in(app, "USER_SRP_AUTH", client.start, caller=CALLER)
    responses = client.answer(challenge.parameters)

    def respond(turn: int) -> str:
        try:
            sign_in.answer_challenge(app, VERIFIER, responses, None, caller=CALLER)
        except PoolError as refusal:
            return refusal.message
        finally:
            connection.close()
        return "in"

    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        outcomes = sorted(threads.map(respond, range(20)))

    assert outcomes == ["Invalid session for the user, session can only be used once."] * 19 + ["in"]
    assert Session.objects.count() == 1


# NEW_PASSWORD_REQUIRED


def new_password(idp, app, session, password="Better-Horse-2", **attributes):
    responses = {"USERNAME": "carol", "NEW_PASSWORD": password}
    responses |= {f"userAttributes.{name}": value for name, value in attributes.items()}
    return answer(idp, app, NEW_PASSWORD, responses, session)


@pytest.mark.spec("API-361")
def test_carol_chooses_a_password_of_her_own(idp, app, newcomer):
    challenge = by_password(idp, app, "carol")
    result = new_password(idp, app, challenge["Session"])["AuthenticationResult"]

    newcomer.refresh_from_db()
    assert newcomer.status == User.Status.CONFIRMED
    assert claims(result["IdToken"])["email"] == "carol@example.com"
    assert "AuthenticationResult" in by_password(idp, app, "carol", "Better-Horse-2")


def test_the_challenge_tells_what_is_known_and_what_is_missing(idp, app, newcomer):
    app.pool.schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    app.pool.save()
    told = by_password(idp, app, "carol")["ChallengeParameters"]

    assert told["USER_ID_FOR_SRP"] == "carol"
    assert json.loads(told["requiredAttributes"]) == ["userAttributes.name"]
    assert json.loads(told["userAttributes"]) == {"email": "carol@example.com"}


@pytest.mark.spec("API-361")
def test_carol_gives_the_required_attributes_with_it(idp, app, newcomer, refused):
    app.pool.schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
    app.pool.save()
    challenge = by_password(idp, app, "carol")
    with refused("InvalidParameterException") as refusal:
        new_password(idp, app, challenge["Session"])
    result = new_password(idp, app, challenge["Session"], name="Carol")["AuthenticationResult"]

    assert refusal.message == "Invalid attributes given, name is missing"
    assert claims(result["IdToken"])["name"] == "Carol"


def test_after_srp_too_a_new_password_is_due(idp, app, newcomer):
    client = SrpClient(app.pool_id, "carol", PASSWORD)
    responses = client.answer(start_srp(idp, app, client)["ChallengeParameters"])

    assert answer(idp, app, VERIFIER, responses)["ChallengeName"] == NEW_PASSWORD
    assert not Session.objects.exists()


def test_a_weak_password_can_be_bettered(idp, app, newcomer, refused):
    challenge = by_password(idp, app, "carol")
    with refused("InvalidPasswordException"):
        new_password(idp, app, challenge["Session"], "weak")

    assert "AuthenticationResult" in new_password(idp, app, challenge["Session"])


def test_a_new_password_is_chosen_once(idp, app, newcomer, refused):
    challenge = by_password(idp, app, "carol")
    new_password(idp, app, challenge["Session"])
    with refused("NotAuthorizedException"):
        new_password(idp, app, challenge["Session"], "Other-Horse-3")

    assert "AuthenticationResult" in by_password(idp, app, "carol", "Better-Horse-2")


def test_of_two_sign_ins_one_chooses(idp, app, newcomer, refused):
    first, second = by_password(idp, app, "carol"), by_password(idp, app, "carol")
    new_password(idp, app, first["Session"])
    with refused("NotAuthorizedException"):
        new_password(idp, app, second["Session"], "Other-Horse-3")


def test_another_temporary_password_voids_the_first_one_s_session(idp, app, newcomer, refused):
    challenge = by_password(idp, app, "carol")
    newcomer.save(update_fields=passwords.set_password(newcomer, "Other-Horse-3"))
    with refused("NotAuthorizedException"):
        new_password(idp, app, challenge["Session"])


@pytest.mark.parametrize("attribute", ["email_verified", "sub"])
def test_nobody_verifies_an_address_by_the_way(idp, app, newcomer, refused, attribute):
    challenge = by_password(idp, app, "carol")
    with refused("NotAuthorizedException"):
        new_password(idp, app, challenge["Session"], **{attribute: "true"})

    newcomer.refresh_from_db()
    assert newcomer.status == User.Status.FORCE_CHANGE_PASSWORD


def test_an_answer_without_the_session_is_refused(idp, app, newcomer, refused):
    with refused("InvalidParameterException") as refusal:
        new_password(idp, app, None)

    assert refusal.message == "Missing required parameter Session"


@pytest.mark.parametrize("session", ["x" * 20, "é" * 20, "gAAAAA" + "A" * 200])
def test_a_forged_session_is_refused(idp, app, newcomer, refused, session):
    with refused("NotAuthorizedException") as refusal:
        new_password(idp, app, session)

    assert refusal.message == "Invalid session for the user."


def test_what_began_on_the_hosted_pages_gives_no_tokens_at_the_api(idp, app, newcomer, refused):
    challenge = sign_in.with_password(app, "carol", PASSWORD, caller=CALLER)
    with refused("NotAuthorizedException"):
        new_password(idp, app, challenge.session)

    assert not Session.objects.exists()


def test_a_hosted_sign_in_begins_no_session_of_tokens(app, newcomer):
    challenge = sign_in.with_password(app, "carol", PASSWORD, caller=CALLER)
    responses = {"USERNAME": "carol", "NEW_PASSWORD": "Better-Horse-2"}
    done = sign_in.answer_challenge(app, NEW_PASSWORD, responses, challenge.session, caller=CALLER, opens_session=False)

    assert (done.user, done.session) == (newcomer, None)
    assert AuditEvent.objects.get(id=done.event_id).sub == str(newcomer.sub)


def test_the_audit_tells_of_each_step_without_a_secret(idp, app, newcomer):
    new_password(idp, app, by_password(idp, app, "carol")["Session"])

    assert AuditEvent.objects.filter(name="RespondToAuthChallenge", sub=newcomer.sub, error="").count() == 1
    assert not AuditEvent.objects.filter(detail__icontains="Horse").exists()
