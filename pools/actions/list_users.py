"""Listing and searching users: a page costs the same in a pool of ten and of ten million.

A page starts after the last user of the one before, found by an index (no offset, no count). Its token is sealed, bound
to the pool and the filter, and good for an hour (USR-132).
"""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from notifications import sealing
from pools.actions import user_filter
from pools.actions.user_filter import Search
from pools.errors import InvalidParameterException
from pools.models import User, UserPool
from pools.models.user import USERS_BY_ADDRESS

MAX_PAGE = 60
_TOKEN = "list users token"  # noqa: S105, the purpose that tokens are sealed for
_TOKEN_SECONDS = 3600
_COLUMNS = ("sub", "pool_id", "username", "status", "enabled", "attributes", "created_at", "modified_at")


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Some users, and the token that the next page is had by; None on the last one."""

    users: list[User]
    next_token: str | None


def list_users(
    pool: UserPool,
    *,
    filter_text: str = "",
    limit: int | None = None,
    pagination_token: str | None = None,
    attributes_to_get: Sequence[str] | None = None,
) -> Page:
    """A page of the users that the filter lets through, in the order of what it searches by (USR-126 to USR-132).

    Every user on it must have a value for each of `attributes_to_get` (USR-127).
    """
    size = limit or MAX_PAGE
    search = user_filter.parse(pool, filter_text)
    place = _open(pool, filter_text, pagination_token) if pagination_token else None
    found = _after(pool, search, place, size + 1) if place else _first(pool, search, size + 1)
    page = found[:size]
    _check_requested(page, attributes_to_get or ())
    return Page(page, _seal(pool, filter_text, search, page[-1]) if len(found) > size else None)


def _check_requested(users: list[User], names: Sequence[str]) -> None:
    asked_for = {*names} - {"sub"}
    if any(not asked_for <= user.attributes.keys() for user in users):
        raise InvalidParameterException("One or more requested attributes do not exist in user pool.")


def _first(pool: UserPool, search: Search, count: int) -> list[User]:
    if search.is_exact and not search.whole and (prepared := USERS_BY_ADDRESS.get(search.column)):
        return prepared.find_all(pool.id, search.conditions[search.column])[:count]
    return list(_found(pool, search).order_by(*search.order)[:count])


def _after(pool: UserPool, search: Search, place: dict[str, str], count: int) -> list[User]:
    """Those that follow: first the rest of equal value, then the greater ones, each a range of the index."""
    users = _found(pool, search)
    value = parse_datetime(place["value"]) if search.column == "created_at" else place["value"]
    greater = users.filter(**{f"{search.column}__gt": value}).order_by(*search.order)
    if search.is_unique:
        return list(greater[:count])
    found = list(users.filter(**{search.column: value}, sub__gt=place["sub"]).order_by("sub")[:count])
    if len(found) < count and not search.is_exact:
        found += greater[: count - len(found)]
    return found


def _found(pool: UserPool, search: Search) -> QuerySet[User]:
    return search.narrow(User.objects.filter(pool=pool).only(*_COLUMNS, search.column))


def _seal(pool: UserPool, filter_text: str, search: Search, last: User) -> str:
    value: Any = getattr(last, search.column)
    text = value.isoformat() if search.column == "created_at" else str(value)
    place = {"pool": pool.id, "filter": filter_text, "value": text, "sub": str(last.sub)}
    return sealing.seal(_TOKEN, json.dumps(place).encode()).decode()


def _open(pool: UserPool, filter_text: str, token: str) -> dict[str, str]:
    try:
        place = json.loads(sealing.unseal(_TOKEN, token, max_age_seconds=_TOKEN_SECONDS))
    except sealing.Unsealable as error:
        raise InvalidParameterException("Invalid pagination token.") from error
    if (place["pool"], place["filter"]) != (pool.id, filter_text):
        raise InvalidParameterException("The pagination token belongs to another request.")
    return place
