"""How a user of a pool may be called, and the row that a new one starts as."""

import unicodedata
import uuid
from collections.abc import Mapping

from pools.actions import aliases, attributes
from pools.actions.quotas import fullness
from pools.errors import InvalidParameterException
from pools.models import Alias, User, UserPool

_NAMES = {"email": "an email", "phone_number": "a phone number"}
_LONGEST_NAME = 128  # characters (CON-240)


def is_user_name(text: str) -> bool:
    """Letters, marks, symbols, numbers and punctuation: nothing that separates or controls (CON-240)."""
    return 0 < len(text) <= _LONGEST_NAME and all(unicodedata.category(character)[0] in "LMSNP" for character in text)


def build(pool: UserPool, username: str, given: Mapping[str, str], *, sub: uuid.UUID | None = None) -> User:
    """A user of this name with these attributes, not saved. Raises `InvalidParameterException`, and
    `LimitExceededException` if the pool is full.

    Where people sign in by e-mail address or phone number, the name becomes that attribute and the user name is made
    up: the `sub` (CON-61 to CON-64).
    """
    fullness.check_users(pool)
    sub, kept = sub or uuid.uuid4(), attributes.normalise(given)
    if not is_user_name(username):
        raise InvalidParameterException("Username must be 1 to 128 characters long, without spaces.")
    if "sub" in kept:
        raise InvalidParameterException("user.sub: Attribute cannot be updated.\n")
    if pool.username_attributes:
        kept = _with_sign_in_attribute(pool, username, kept)
        username = str(sub)
    else:
        _refuse_format_of_alias(pool, username)
    return User(sub=sub, pool=pool, username=username, username_key=aliases.key_of(pool, username), attributes=kept)


def is_alias_of_another(user: User) -> bool:
    """Whether somebody signs in by this user's name already, as a preferred user name."""
    if "preferred_username" not in user.pool.alias_attributes:
        return False
    return Alias.objects.filter(pool=user.pool, key=user.username_key).exists()


def _with_sign_in_attribute(pool: UserPool, username: str, kept: dict[str, str]) -> dict[str, str]:
    attribute = _attribute_of(pool, username)
    if pool.fold(kept.setdefault(attribute, username)) != pool.fold(username):
        raise InvalidParameterException(f"The value of {attribute} does not match the username.")
    return kept


def _attribute_of(pool: UserPool, username: str) -> str:
    if "email" in pool.username_attributes and attributes.is_email(username):
        return "email"
    if "phone_number" in pool.username_attributes and attributes.is_phone_number(username):
        return "phone_number"
    allowed = [words for attribute, words in _NAMES.items() if attribute in pool.username_attributes]
    raise InvalidParameterException(
        f"Username should be {'either ' if len(allowed) > 1 else ''}{' or '.join(allowed)}."
    )


def _refuse_format_of_alias(pool: UserPool, username: str) -> None:
    """CON-42, CON-43: such a name could be somebody's address."""
    if "email" in pool.alias_attributes and attributes.is_email(username):
        raise InvalidParameterException(
            "Username cannot be of email format, since user pool is configured for email alias."
        )
    if "phone_number" in pool.alias_attributes and attributes.is_phone_number(username):
        raise InvalidParameterException(
            "Username cannot be of phone number format, since user pool is configured for phone number alias."
        )
