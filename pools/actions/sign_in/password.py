"""The password in clear: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH` and the hosted UI."""

from pools.actions import lockout, passwords
from pools.actions.assurance import Method
from pools.actions.sign_in import user_states
from pools.actions.sign_in.attempt import Attempt
from pools.errors import NotAuthorizedException


def prove(attempt: Attempt, password: str) -> None:
    """Raise `NotAuthorizedException` unless this is the user's password; who does not exist takes as long."""
    pool = attempt.client.pool
    failures = lockout.check(pool, attempt.username)
    if attempt.user is None:
        passwords.simulate_check(pool, attempt.username, password)
    if attempt.user is None or not passwords.is_correct(attempt.user, password):
        lockout.count_failure(pool, attempt.username)
        raise NotAuthorizedException
    if failures:
        lockout.forget(pool, attempt.username)
    passwords.renew(attempt.user, password)
    user_states.check(attempt.user)
    attempt.prove_first(Method.PASSWORD)
