"""Users who come from elsewhere with what they are known by: a password or its hash, and the `sub` that applications
have kept."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from pools.actions import attributes, audit, new_users, passwords, users
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import User, UserPool


def create_user(
    pool: UserPool,
    username: str,
    *,
    caller: Caller,
    given: Mapping[str, str],
    sub: uuid.UUID | None = None,
    password: str | None = None,
    password_hash: str | None = None,
    force_alias_creation: bool = False,
    **invitation: Any,
) -> User:
    """A confirmed user with this password or Django-format hash, who is told nothing; without either of them, and
    without a `sub`, whom `admin_create_user` makes and invites. Raises as that does."""
    if sub is None and password is None and password_hash is None:
        return users.admin_create_user(
            pool, username, attributes=given, force_alias_creation=force_alias_creation, caller=caller, **invitation
        )
    if invitation:
        raise InvalidParameterException("A user who brings a password, its hash or a sub along is not invited.")
    user = new_users.build(pool, username, given, sub=sub)
    attributes.check(pool, user.attributes)
    attributes.check_flags(user.attributes)
    user.attributes = {name: value for name, value in user.attributes.items() if value}
    user.status = User.Status.CONFIRMED
    _set_password(user, password, password_hash)
    with transaction.atomic():
        users.insert(user, "User account already exists", force_alias_creation=force_alias_creation)
        audit.record(caller, "AdminCreateUser", user=user, brought=True)
    return user


def _set_password(user: User, password: str | None, password_hash: str | None) -> None:
    if password is not None and password_hash is not None:
        raise InvalidParameterException("Either password or password_hash may be given.")
    if password_hash is not None:
        passwords.set_hash(user, password_hash)
    elif password is not None:
        passwords.check_policy(user.pool, password)
        passwords.set_password(user, password)
    elif not users.is_passwordless(user.pool):
        user.status = User.Status.RESET_REQUIRED
