"""How tests sign in by choice, by the SDK."""

import pytest
from botocore.exceptions import ClientError

from tests.pools.signing_in import answer

EMAIL, PHONE = "alice@example.com", "+15555550123"
SELECT = "SELECT_CHALLENGE"


def start(idp, app, username="alice", session=None, **parameters):
    more = {"Session": session} if session else {}
    return idp.initiate_auth(
        ClientId=app.client_id, AuthFlow="USER_AUTH", AuthParameters={"USERNAME": username, **parameters}, **more
    )


def by_code(idp, app, username="alice"):
    return start(idp, app, username, PREFERRED_CHALLENGE="EMAIL_OTP")


def give_code(idp, app, challenge, code, username="alice", name="EMAIL_OTP"):
    return answer(idp, app, name, {"USERNAME": username, f"{name}_CODE": code}, challenge["Session"])


def select(idp, app, challenge, name, username="alice", **more):
    return answer(idp, app, SELECT, {"USERNAME": username, "ANSWER": name, **more}, challenge["Session"])


def guesses(idp, app, challenge, code, username="alice"):
    """What five guesses are answered with."""
    return [_guess(idp, app, challenge, code, username) for _ in range(5)]


def _guess(idp, app, challenge, code, username):
    with pytest.raises(ClientError) as raised:
        give_code(idp, app, challenge, code, username)
    return raised.value.response["Error"]["Code"]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"
