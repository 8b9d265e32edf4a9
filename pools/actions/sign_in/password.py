"""The password in clear: `USER_PASSWORD_AUTH`, `ADMIN_USER_PASSWORD_AUTH` and the hosted UI."""

from pools.actions import lockout, passwords, user_migration
from pools.actions.assurance import Method
from pools.actions.sign_in import risk, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.errors import NotAuthorizedException, UserNotFoundException
from pools.models import User


def prove(attempt: Attempt, password: str) -> None:
    """Raise `NotAuthorizedException` unless this is the user's password; who does not exist takes as long."""
    pool = attempt.client.pool
    failures = lockout.check(pool, attempt.username)
    if attempt.user is None and user_migration.is_asked(pool):
        attempt.user = _bring_over(attempt, password)
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
    risk.look_at_password(attempt, password)


def _bring_over(attempt: Attempt, password: str) -> User | None:
    """Whom the pool's function knows by this name and password. A client that hides who exists is told nothing of a
    failure, which counts as any wrong password does."""
    try:
        return user_migration.at_sign_in(attempt.occasion(), password, attempt.caller, attempt.validation_data)
    except UserNotFoundException:
        if attempt.client.hides_user_existence:
            return None
        lockout.count_failure(attempt.client.pool, attempt.username)
        raise
