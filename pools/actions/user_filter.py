r"""The `Filter` of ListUsers: `attribute = "value"` or `attribute ^= "start of value"`, with `\"` and `\\` inside.

Every search is a range of one index. User names are compared as the pool compares them, `status` exactly; the rest
without regard to the case of A to Z (USR-124, USR-131).
"""

import dataclasses
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from pools.actions import aliases
from pools.errors import InvalidParameterException
from pools.models import User, UserPool
from pools.models.fields import AsciiLower, ascii_lower
from pools.models.user import SEARCHED_LENGTH

_GRAMMAR = re.compile(r'\s*([\w:.-]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_IN_ATTRIBUTES = ("email", "phone_number", "name", "given_name", "family_name", "preferred_username")
_LOWEST, _HIGHEST = str(uuid.UUID(int=0)), str(uuid.UUID(int=2**128 - 1))


@dataclasses.dataclass(frozen=True, slots=True)
class Search:
    """What to look for. `column` is what the result is sorted by, then by `sub`."""

    column: str
    conditions: dict[str, Any] = dataclasses.field(default_factory=dict)
    is_exact: bool = False
    is_empty: bool = False
    whole: tuple[str, str] | None = None  # an attribute that is longer than its column, with the value in full

    @property
    def is_unique(self) -> bool:
        """Whether no two users of a pool share a value of the column."""
        return self.column in ("sub", "username_key")

    @property
    def order(self) -> tuple[str, ...]:
        return (self.column,) if self.is_unique else (self.column, "sub")

    def narrow(self, users: QuerySet[User]) -> QuerySet[User]:
        if self.is_empty:
            return users.none()
        users = users.filter(**self.conditions)
        if self.whole:
            name, value = self.whole
            users = users.alias(whole=AsciiLower(KT(f"attributes__{name}")))
            users = users.filter(**_equal_or_within("whole", value, not self.is_exact))
        return users


def parse(pool: UserPool, text: str) -> Search:
    """The search that a filter asks for; all users without one. Raises `InvalidParameterException`."""
    if not text:
        return Search("created_at")
    match = _GRAMMAR.fullmatch(text)
    if match is None or "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise InvalidParameterException("Error while parsing filter")
    attribute, is_prefix, value = match[1], match[2] == "^=", _ESCAPE.sub(r"\1", match[3])
    if attribute in _IN_ATTRIBUTES:
        return _by_attribute(attribute, ascii_lower(value), is_prefix)
    if attribute in _OTHERS:
        return _OTHERS[attribute](pool, value, is_prefix)
    raise InvalidParameterException(f"Invalid search attribute: {attribute}")


def _by_attribute(attribute: str, value: str, is_prefix: bool) -> Search:
    column = f"searched_{attribute}"
    conditions = _equal_or_within(column, value[:SEARCHED_LENGTH], is_prefix)
    whole = (attribute, value) if len(value) >= SEARCHED_LENGTH else None
    return Search(column, conditions, is_exact=not is_prefix, whole=whole)


def _by_username(pool: UserPool, value: str, is_prefix: bool) -> Search:
    key = pool.fold(value) if is_prefix else aliases.key_of(pool, value)
    return Search("username_key", _equal_or_within("username_key", key, is_prefix), is_exact=not is_prefix)


def _by_user_status(pool: UserPool, value: str, is_prefix: bool) -> Search:
    return Search("status", _equal_or_within("status", value.upper(), is_prefix), is_exact=not is_prefix)


def _by_enabled(pool: UserPool, value: str, is_prefix: bool) -> Search:
    """The wire's `status` is `Enabled` or `Disabled` (USR-124)."""
    words = {"Enabled": True, "Disabled": False}
    meant = [flag for word, flag in words.items() if word == value or (is_prefix and word.startswith(value))]
    if len(meant) == len(words):
        return Search("created_at")
    # `enabled__in`, as SQLite finds no index for `NOT enabled`
    return Search("sub", {"enabled__in": meant}) if meant else Search("sub", is_empty=True)


def _by_sub(pool: UserPool, value: str, is_prefix: bool) -> Search:
    """A prefix of a UUID is a range of UUIDs."""
    value = value.lower()
    low, high = (value + bound[len(value) :] for bound in (_LOWEST, _HIGHEST))
    if not _is_canonical(low) or not (is_prefix or len(value) == len(_LOWEST)):
        return Search("sub", is_empty=True)
    return Search("sub", {"sub__gte": low, "sub__lte": high})


def _is_canonical(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def within(column: str, prefix: str) -> dict[str, str]:
    """The range of the column's values that start with the prefix, as conditions."""
    return _equal_or_within(column, prefix, is_prefix=True)


def _equal_or_within(column: str, value: str, is_prefix: bool) -> dict[str, str]:
    if not is_prefix:
        return {column: value}
    within = {f"{column}__gte": value}
    return within | {f"{column}__lt": end} if (end := _after_all(value)) else within


def _after_all(prefix: str) -> str:
    """The least text that is greater than all that start with the prefix, by code point; nothing if there is none."""
    while prefix:
        following = ord(prefix[-1]) + 1
        if following == 0xD800:  # surrogates are no characters
            following = 0xE000
        if following <= 0x10FFFF:
            return prefix[:-1] + chr(following)
        prefix = prefix[:-1]
    return ""


_OTHERS: dict[str, Callable[[UserPool, str, bool], Search]] = {
    "username": _by_username,
    "cognito:user_status": _by_user_status,
    "status": _by_enabled,
    "sub": _by_sub,
}
