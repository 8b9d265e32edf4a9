"""Where a client hides who exists, nothing in an answer tells: not its status, headers, members, their order or size.

Names are compared in pairs of equal length. What is random in an answer (SRP's B, now and then a digit shorter) is
compared by its distribution. Of time docs/security.md tells.
"""

import json
import statistics

import pytest
from django.test import Client

from pools.actions import passwords
from pools.models import Alias, User
from tests.pools.srp_client import SrpClient, timestamp

PEOPLE = [f"person{number:02}" for number in range(16)]
NOBODIES = [f"nobody{number:02}" for number in range(16)]
WRONG = "Wrong-Horse-1"


@pytest.fixture
def secretive(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    return app


@pytest.fixture
def people(pool):
    """Users whom nothing sets apart but that they exist."""
    for name in PEOPLE:
        email = {"email": f"{name}@example.com", "email_verified": "true"}
        user = User(pool=pool, username=name, username_key=name, status=User.Status.CONFIRMED, attributes=email)
        passwords.set_password(user, "Correct-Horse-1")
        user.save()


def call(operation, client, body):
    return Client().generic(
        "POST",
        "/",
        json.dumps({"ClientId": client.client_id} | body),
        "application/x-amz-json-1.1",
        headers={"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"},
    )


def said(answer):
    return json.loads(answer.content)


def begin(client, flow, name, **parameters):
    return call("InitiateAuth", client, {"AuthFlow": flow, "AuthParameters": {"USERNAME": name, **parameters}})


def by_password(client, name):
    return begin(client, "USER_PASSWORD_AUTH", name, PASSWORD=WRONG)


def by_srp(client, name):
    return begin(client, "USER_SRP_AUTH", name, SRP_A="abcdef")


def by_choice(client, name):
    return begin(client, "USER_AUTH", name)


def by_chosen_srp(client, name):
    return begin(client, "USER_AUTH", name, PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A="abcdef")


def proof(client, name):
    srp = SrpClient(client.pool_id, name, WRONG, 3**80)
    challenge = said(begin(client, "USER_SRP_AUTH", name, **srp.start))
    responses = srp.answer(challenge["ChallengeParameters"], written=timestamp())
    body = {"ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses, "Session": challenge["Session"]}
    return call("RespondToAuthChallenge", client, body)


def forgotten_code(client, name):
    """Once a code was asked for, as anybody can; before that Cognito tells them apart itself (CON-230)."""
    call("ForgotPassword", client, {"Username": name})
    body = {"Username": name, "ConfirmationCode": "123456", "Password": "Fresh-Horse-2"}
    return call("ConfirmForgotPassword", client, body)


def lock(client, name):
    return [by_password(client, name) for _ in range(7)][-1]


DOORS = [by_password, by_srp, by_choice, by_chosen_srp, proof, forgotten_code, lock]


def shape(value):
    """Members in their order, and of each text the length."""
    if isinstance(value, dict):
        return {name: "random" if name == "SRP_B" else shape(member) for name, member in value.items()}
    return len(value) if isinstance(value, str) else value


def seen(door, client, names):
    """What there is to see in the answers to these names, but the time."""
    answers = [door(client, name) for name in names]
    return {
        json.dumps(
            [
                answer.status_code,
                [name for name in answer.headers if name != "Content-Length"],
                answer.headers.get("x-amzn-ErrorMessage"),
                shape(said(answer)),
            ]
        )
        for answer in answers
    }


@pytest.mark.spec("CON-226", "CON-227", "CON-228", "CON-230", "APP-124", "API-363")
@pytest.mark.parametrize("door", DOORS)
def test_nothing_in_an_answer_tells_who_exists(secretive, people, door):
    assert seen(door, secretive, NOBODIES) == seen(door, secretive, PEOPLE)


@pytest.mark.spec("CON-229")
def test_a_forgotten_password_is_answered_alike(secretive, people):
    """Its masked address has the length that an address of this name has; here all are of one length."""

    def ask(client, name):
        return call("ForgotPassword", client, {"Username": name})

    known, unknown = seen(ask, secretive, PEOPLE), seen(ask, secretive, NOBODIES)
    assert {json.loads(each)[3]["CodeDeliveryDetails"]["DeliveryMedium"] for each in known | unknown} == {5}
    assert [json.loads(each)[:3] for each in known] == [json.loads(each)[:3] for each in unknown]


@pytest.mark.spec("CON-228")
def test_the_random_part_is_as_long_for_both(secretive, people):
    """A number of 3,072 bits loses a hex digit once in sixteen times: the mean tells the two apart no better than
    chance, which stays within four standard errors but once in sixteen thousand times."""

    def lengths(names):
        return [len(said(by_srp(secretive, name))["ChallengeParameters"]["SRP_B"]) for name in names * 25]

    known, unknown = lengths(PEOPLE), lengths(NOBODIES)
    error = (statistics.pvariance(known + unknown) * 2 / len(known)) ** 0.5
    assert abs(statistics.mean(known) - statistics.mean(unknown)) <= 4 * error
    assert {*known, *unknown} <= set(range(758, 769))


@pytest.mark.spec("CON-228")
def test_where_people_sign_in_by_address_nobody_s_answer_is_like_somebody_s(secretive, people):
    secretive.pool.alias_attributes = ["email"]
    secretive.pool.save()
    [
        Alias.objects.create(pool=secretive.pool, key=user.attributes["email"], attribute="email", user=user)
        for user in User.objects.all()
    ]
    known = seen(by_password, secretive, [f"{name}@example.com" for name in PEOPLE])

    assert seen(by_password, secretive, [f"{name}@example.com" for name in NOBODIES]) == known
