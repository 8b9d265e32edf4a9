"""A first sign-in right after sign-up: the code that confirmed it is the first factor (USR-251, API-363).

`SignUp` hands out a session, `ConfirmSignUp` takes it and hands out another, `InitiateAuth` takes that one.
"""

import uuid
from collections.abc import Mapping

from pools.actions.sign_in import flows, identity, state, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step
from pools.errors import NotAuthorizedException
from pools.models import AppClient, User

_SIGNED_UP, _CONFIRMED = "SignUp", "ConfirmSignUp"  # in place of a challenge's name


class ConfirmedSignUp(Step):
    """Asked by no challenge: it is begun with."""

    name = _CONFIRMED

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        return {}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        assert attempt.user is not None
        user_states.check_account(attempt.user)
        attempt.prove_otherwise("sign_up_code")


CONFIRMED_SIGN_UP = ConfirmedSignUp()


def session_after_sign_up(client: AppClient, user: User) -> str | None:
    """What `ConfirmSignUp` may be given, at a client whose users have the choice."""
    return _seal(client, user, _SIGNED_UP) if flows.is_allowed(client, "USER_AUTH") else None


def check_session(client: AppClient, username: str, session: str) -> None:
    """Raise `NotAuthorizedException` unless the session is from this user's sign-up at this client."""
    _open(client, username, session, _SIGNED_UP)


def session_after_confirmation(client: AppClient, user: User) -> str:
    """What `InitiateAuth` may be given, once."""
    return _seal(client, user, _CONFIRMED)


def begin(client: AppClient, username: str, session: str) -> Attempt:
    """The attempt that goes on from the confirmed sign-up."""
    return _open(client, username, session, _CONFIRMED)


def _seal(client: AppClient, user: User, name: str) -> str:
    return state.seal(Attempt(client, user.username, user, step_id=uuid.uuid4()), name)


def _open(client: AppClient, username: str, session: str, name: str) -> Attempt:
    attempt = state.open_attempt(client, name, session)
    meant = identity.begin(client, username).user
    if meant is None or attempt.user is None or meant.pk != attempt.user.pk:
        raise NotAuthorizedException("Invalid session for the user.")
    return attempt
