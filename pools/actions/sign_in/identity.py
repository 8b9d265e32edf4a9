"""Whom a sign-in name means."""

from pools.actions import passwords, users
from pools.actions.sign_in.attempt import Attempt
from pools.errors import InvalidParameterException, PasswordResetRequiredException, UserNotFoundException
from pools.models import AppClient, User

_LONGEST_NAME = 2048  # characters, as many as an address may have


def begin(client: AppClient, username: str) -> Attempt:
    """The attempt of whoever signs in by this name, if anybody does."""
    if len(username) > _LONGEST_NAME:
        raise InvalidParameterException("USERNAME is too long.")
    return Attempt(client, username, users.find_user(client.pool, username))


def check(attempt: Attempt) -> None:
    """Raise what may be said before a proof: that nobody has this name (CON-225), or that the password was reset
    (CON-234). A client that hides who exists goes on with a simulation."""
    if attempt.client.hides_user_existence:
        return
    if attempt.user is None:
        raise UserNotFoundException
    if attempt.user.status == User.Status.RESET_REQUIRED:
        raise PasswordResetRequiredException


def is_meant(attempt: Attempt, username: str) -> bool:
    """Whether an answer names who began: by the same name, or by the internal one that the challenge told."""
    fold = attempt.client.pool.fold
    if attempt.user is None:
        internal = {passwords.simulated_username(attempt.client.pool, attempt.username)}
    else:
        internal = {fold(attempt.user.username), str(attempt.user.pk)}
    return fold(username) in {fold(attempt.username), *internal}


def internal_name(attempt: Attempt) -> str:
    """The user name that challenges tell. Where users sign in by an address theirs is another one, so it must seem to
    be for who does not exist too (CON-228)."""
    pool, name = attempt.client.pool, attempt.username
    if attempt.user is not None:
        return attempt.user.username
    is_address = "@" in name or name.startswith("+")
    if pool.username_attributes or (pool.alias_attributes and is_address):
        return passwords.simulated_username(pool, name)
    return name
