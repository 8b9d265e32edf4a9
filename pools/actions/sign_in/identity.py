"""Whom a sign-in name means."""

from pools.actions import passwords
from pools.actions.sign_in.attempt import Attempt
from pools.actions.users import find_user
from pools.errors import PasswordResetRequiredException, UserNotFoundException
from pools.models import AppClient, User


def begin(client: AppClient, username: str) -> Attempt:
    """The attempt of whoever signs in by this name. An unknown name is only told where the client does not hide it
    (CON-225); neither is, where it does, that a user must reset the password (CON-234)."""
    user = find_user(client.pool, username)
    if user is None and not client.hides_user_existence:
        raise UserNotFoundException
    if user is not None and user.status == User.Status.RESET_REQUIRED and not client.hides_user_existence:
        raise PasswordResetRequiredException
    return Attempt(client, username, user)


def is_meant(attempt: Attempt, username: str) -> bool:
    """Whether an answer names who began: by the same name, or by the internal one that the challenge told."""
    fold = attempt.client.pool.fold
    known = {fold(attempt.username), passwords.simulated_username(attempt.client.pool, attempt.username)}
    if attempt.user is not None:
        known = {fold(attempt.username), fold(attempt.user.username), str(attempt.user.pk)}
    return fold(username) in known
