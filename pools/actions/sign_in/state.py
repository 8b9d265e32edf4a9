"""The `Session` string: what the server must remember between two steps, sealed and handed to the client.

It is bound to the app client, the user and the challenge, ends with the client's `AuthSessionValidity` (API-47), and
serves one finished step: the database notes its id, so of two answers at once one wins (API-46).
"""

import base64
import datetime
import json
import time
import uuid
from typing import Any

from notifications import sealing
from pools.actions import app_clients, spent_steps
from pools.actions.sign_in.attempt import Attempt
from pools.errors import NotAuthorizedException
from pools.models import AppClient
from pools.models.user import USER_BY_SUB

_PURPOSE = "sign-in session"
_LONGEST_MINUTES = 15  # of any step
_NOBODY = uuid.UUID(int=0)  # as long as a `sub`: the length of what is sealed must not tell who exists


def seal(attempt: Attempt, challenge_name: str, *, minutes: int = 0) -> str:
    """The state of the attempt before it is asked this challenge. It ends after as many minutes as the client says,
    unless they are given."""
    content = {
        "step": attempt.step_id.hex if attempt.step_id else "",
        "client": attempt.client.client_id,
        "sub": (attempt.user.pk if attempt.user else _NOBODY).hex,
        "username": attempt.username,
        "challenge": challenge_name,
        "opens_session": attempt.opens_session,
        "factors": attempt.factors_proven,
        "methods": attempt.methods,
        "ends": int(time.time()) + (minutes or attempt.client.auth_session_validity) * 60,
        "data": attempt.data,
        "kept": attempt.kept,
    }
    return sealing.seal(_PURPOSE, json.dumps(content, separators=(",", ":")).encode()).decode()


def open_attempt(client: AppClient, challenge_name: str, session: str) -> Attempt:
    """The attempt that the client is in the middle of. Raises `NotAuthorizedException`."""
    content = _open(session)
    if content["client"] != client.client_id:
        raise NotAuthorizedException("Invalid session for the user.")
    return _resume(client, challenge_name, content)


def open_for_bearer(challenge_name: str, session: str) -> Attempt:
    """The same for an operation that names no app client: its session is all that authorises it (API-355)."""
    content = _open(session)
    client = app_clients.find_app_client(content["client"])
    if client is None:
        raise NotAuthorizedException("Invalid session for the user.")  # deleted meanwhile
    return _resume(client, challenge_name, content)


def _resume(client: AppClient, challenge_name: str, content: dict[str, Any]) -> Attempt:
    if content["challenge"] != challenge_name:
        raise NotAuthorizedException("Invalid session for the user.")
    if content["ends"] <= time.time():
        raise NotAuthorizedException("Invalid session for the user, session is expired.")
    sub = uuid.UUID(content["sub"])
    user = USER_BY_SUB.find(client.pool_id, sub)
    if user is not None:
        user.pool = client.pool
    elif sub != _NOBODY:
        raise NotAuthorizedException("Invalid session for the user.")  # deleted meanwhile
    return Attempt(
        client=client,
        username=content["username"],
        user=user,
        opens_session=content["opens_session"],
        factors_proven=content["factors"],
        methods=content["methods"],
        step_id=uuid.UUID(content["step"]),
        data=content["data"],
        kept=content["kept"],
    )


def check_same(session: str, other: str) -> None:
    """Raise `NotAuthorizedException` unless both were handed out with one challenge."""
    if session != other:
        raise NotAuthorizedException("Invalid session for the user.")


def _open(session: str) -> dict[str, Any]:
    try:
        return json.loads(sealing.unseal(_PURPOSE, session))
    except sealing.Unsealable:
        raise NotAuthorizedException("Invalid session for the user.") from None


def spend(attempt: Attempt) -> None:
    """Note that the step is done, in the caller's transaction, which ends with the `NotAuthorizedException` that is
    raised if it was done before."""
    if attempt.step_id is None:
        return
    try:
        minutes = max(attempt.client.auth_session_validity, _LONGEST_MINUTES)
        spent_steps.spend(attempt.step_id, datetime.timedelta(minutes=minutes))
    except spent_steps.AlreadySpent:
        raise NotAuthorizedException("Invalid session for the user, session can only be used once.") from None


def as_secret_block(session: str) -> str:
    """The state in the base64 of RFC 4648 section 4, which clients decode before they sign it."""
    return base64.b64encode(base64.urlsafe_b64decode(session)).decode()


def block_bytes(block: str) -> bytes:
    """What the client signs of the block."""
    return base64.urlsafe_b64decode(from_secret_block(block))


def from_secret_block(block: str) -> str:
    """What was made a secret block of. Anything else does not open either."""
    return block.translate(str.maketrans("+/", "-_"))
