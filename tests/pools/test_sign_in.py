"""Signing in by the wire, with each flow and in each state of the user."""

import jwt
import pytest

from tests.conftest import PASSWORD
from tests.pools.srp_client import SrpClient


def by_password(idp, app, username="alice", password=PASSWORD):
    return idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )


def start_srp(idp, app, client):
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=client.start)


def by_srp(idp, app, username="alice", password=PASSWORD):
    client = SrpClient(app.pool_id, username, password)
    challenge = start_srp(idp, app, client)
    return idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.answer(challenge["ChallengeParameters"]),
    )


@pytest.mark.spec("API-53", "API-54", "API-55")
def test_alice_signs_in_by_srp(idp, app, alice):
    tokens = by_srp(idp, app)["AuthenticationResult"]

    assert jwt.decode(tokens["IdToken"], options={"verify_signature": False})["sub"] == str(alice.sub)


def test_alice_signs_in_by_password(idp, app, alice):
    tokens = by_password(idp, app)["AuthenticationResult"]

    assert idp.get_user(AccessToken=tokens["AccessToken"])["Username"] == "alice"
