"""How tests sign in: by the SDK, as apps do."""

import base64
import hmac
from typing import Any

import jwt

from tests.conftest import PASSWORD
from tests.pools.srp_client import SrpClient


def by_password(idp, app, username="alice", password=PASSWORD, **more: str) -> dict[str, Any]:
    parameters = {"USERNAME": username, "PASSWORD": password, **more}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)


def start_srp(idp, app, client: SrpClient, **more: str) -> dict[str, Any]:
    parameters = client.start | more
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)


def answer(idp, app, name: str, responses: dict[str, str], session: str | None = None) -> dict[str, Any]:
    sent = {"Session": session} if session else {}
    return idp.respond_to_auth_challenge(
        ClientId=app.client_id, ChallengeName=name, ChallengeResponses=responses, **sent
    )


def by_srp(idp, app, username="alice", password=PASSWORD) -> dict[str, Any]:
    client = SrpClient(app.pool_id, username, password)
    challenge = start_srp(idp, app, client)
    return answer(idp, app, "PASSWORD_VERIFIER", client.answer(challenge["ChallengeParameters"]))


def refreshed(idp, app, refresh_token: str, **more: str) -> dict[str, Any]:
    parameters = {"REFRESH_TOKEN": refresh_token, **more}
    return idp.initiate_auth(ClientId=app.client_id, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=parameters)


def tokens(idp, app, username="alice") -> dict[str, Any]:
    return by_password(idp, app, username)["AuthenticationResult"]


def claims(token: str) -> dict[str, Any]:
    return jwt.decode(token, options={"verify_signature": False})


def secret_hash(app, username: str) -> str:
    digest = hmac.digest(app.secret.encode(), f"{username}{app.client_id}".encode(), "sha256")
    return base64.b64encode(digest).decode()
