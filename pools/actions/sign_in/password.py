"""The password in clear: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH` and the hosted UI."""

from pools.actions import passwords
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.errors import NotAuthorizedException


def prove(attempt: Attempt, password: str) -> None:
    """Raise `NotAuthorizedException` unless this is the user's password; who does not exist takes as long."""
    if attempt.user is None:
        passwords.simulate_check(attempt.client.pool, attempt.username, password)
        raise NotAuthorizedException
    if not passwords.is_correct(attempt.user, password):
        raise NotAuthorizedException
    user_states.check(attempt.user)
