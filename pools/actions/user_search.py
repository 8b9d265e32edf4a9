"""Finding users by more than one condition, as the console does; a page costs the same in a pool of any size.

One condition is what is walked along: a range of an index, in its order. The others are looked for among those users, a
window at a time, so that a page costs the same however rare they are. It may have fewer users than asked for, even
none, and yet a next one, as pages of the API may (USR-133).
"""

import dataclasses
import datetime
import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from notifications import sealing
from pools.actions import groups, searched_attributes, user_filter
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import GroupMembership, SearchedValue, User, UserPool

ATTRIBUTES = (  # of ListUsers (USR-124)
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "cognito:user_status",
    "status",
    "sub",
)
_TOKEN = "users page"  # noqa: S105, the purpose that tokens are sealed for
_WINDOWS = (150, 2000)  # users that one page looks through for those who meet the other conditions
_COUNT_WINDOW = 10_000
FACTORS = ("sms_mfa_enabled", "email_mfa_enabled", "software_token_mfa_enabled", "web_authn_mfa_enabled")


@dataclasses.dataclass(frozen=True, slots=True)
class UserQuery:
    """Which users are looked for: those who meet every condition that is given. `attribute` starts with `value`;
    `group` is a name; `since` and `until` are when they were created."""

    attribute: str = "username"
    value: str = ""
    status: str = ""
    enabled: bool | None = None
    mfa: bool | None = None
    group: str = ""
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    @property
    def is_everybody(self) -> bool:
        return self == UserQuery(self.attribute)

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` reads."""
        values = dataclasses.asdict(self)
        return {name: _plain(value) for name, value in values.items() if value not in ("", None)}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "UserQuery":
        moments: dict[str, Any] = {name: parse_datetime(values[name]) for name in ("since", "until") if name in values}
        return cls(**(values | moments))


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A page of users. `next_token` is empty on the last one; `looked_through` says after how many users the search
    stopped before the page was full, else 0."""

    users: list[User]
    next_token: str = ""
    looked_through: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Walk:
    """The index that is walked along. `column` may repeat and is empty where `key`, the user's `sub`, alone decides the
    order. `others` is what is left to look for."""

    rows: QuerySet[Any]
    key: str = "sub"
    column: str = ""
    is_newest_first: bool = False
    others: Q = dataclasses.field(default_factory=Q)

    @property
    def order(self) -> list[str]:
        sign = "-" if self.is_newest_first else ""
        return [f"{sign}{name}" for name in (self.column, self.key) if name]

    def places(self, after: str, count: int) -> list[tuple[str, uuid.UUID]]:
        """The next places: how an address or a job tells of one, and whose it is."""
        column = self.column or self.key
        found: list[tuple[Any, uuid.UUID]] = []
        for rows in self._ranges(after):
            if len(found) < count:
                found += rows.order_by(*self.order).values_list(column, self.key)[: count - len(found)]
        return [(_place(value if self.column else "", sub), sub) for value, sub in found]

    def _ranges(self, after: str) -> Iterator[QuerySet[Any]]:
        """What follows a place: first the rest of equal value, then the others, each a range of the index."""
        if not after:
            yield self.rows
            return
        beyond = "lt" if self.is_newest_first else "gt"
        value, sub = _read_place(after)
        later = {f"{self.key}__{beyond}": sub}
        if not self.column:
            yield self.rows.filter(**later)
            return
        here = parse_datetime(value) if self.column == "created_at" else value
        yield self.rows.filter(**{self.column: here}, **later)
        yield self.rows.filter(**{f"{self.column}__{beyond}": here})


def find_users(pool: UserPool, query: UserQuery, *, size: int, token: str = "") -> Found:
    """A page of the users that are looked for. Raises `InvalidParameterException`."""
    walk = walk_along(pool, query)
    after = _open(pool, query, token) if token else ""
    found: list[tuple[str, User]] = []
    windows = _WINDOWS if walk.others else (size + 1,)
    for count in windows:
        places = walk.places(after, count)
        known = users_of(pool, [sub for _, sub in places], walk.others)
        found += [(place, known[sub]) for place, sub in places if sub in known]
        if len(found) > size:
            return Found([user for _, user in found[:size]], _seal(pool, query, found[size - 1][0]))
        if len(places) < count:
            return Found([user for _, user in found])
        after = places[-1][0]
    return Found([user for _, user in found], _seal(pool, query, after), looked_through=sum(windows))


def count_users(pool: UserPool, query: UserQuery, limit: int) -> tuple[int, bool]:
    """How many there are, counted up to the limit, and whether that is all. Where conditions are looked for among
    others, as many of those are looked at as a window has."""
    walk = walk_along(pool, query)
    if not walk.others:
        number = walk.rows.order_by()[: limit + 1].count()
        return min(number, limit), number <= limit
    window = walk.rows.order_by(*walk.order).values(walk.key)
    meeting = User.objects.filter(pk__in=window[:_COUNT_WINDOW]).filter(walk.others)
    number = meeting.order_by()[: limit + 1].count()
    is_all = number <= limit and not window[_COUNT_WINDOW : _COUNT_WINDOW + 1].exists()
    return min(number, limit), is_all


def count_all(pool: UserPool, query: UserQuery, *, batches: int = 200) -> int | None:
    """How many there are, for who has the time; None if there are more than so many windows to look through."""
    walk, after, number = walk_along(pool, query), "", 0
    if not walk.others:
        return walk.rows.order_by().count()
    for _ in range(batches):
        places = walk.places(after, _COUNT_WINDOW)
        subs = [sub for _, sub in places]
        number += User.objects.filter(pk__in=subs).filter(walk.others).count() if subs else 0
        if len(places) < _COUNT_WINDOW:
            return number
        after = places[-1][0]
    return None


def walk_along(pool: UserPool, query: UserQuery) -> Walk:
    """The index that has the fewest users to look through, as far as that can be guessed. Raises
    `InvalidParameterException` for what cannot be searched by."""
    if query.value:
        return _by_attribute(pool, query)
    if query.group:
        members = GroupMembership.objects.filter(group=_group(pool, query.group))
        return Walk(members, key="user_id", others=_others(pool, query, "group"))
    users = User.objects.filter(pool=pool)
    if query.mfa:
        return _newest_first(users.filter(_has_mfa()), _others(pool, query, "mfa"))
    if query.status:
        return Walk(users.filter(status=query.status), others=_others(pool, query, "status"))
    if query.enabled is False:  # `enabled__in`, as SQLite finds no index for `NOT enabled`
        return Walk(users.filter(enabled__in=[False]), others=_others(pool, query, "enabled"))
    return _newest_first(users.filter(_created(query)), _others(pool, query, "created"))


def users_of(pool: UserPool, subs: list[uuid.UUID], others: Q | None = None) -> dict[uuid.UUID, User]:
    """Those of these users who meet the other conditions."""
    found = User.objects.filter(pool=pool, pk__in=subs) if subs else User.objects.none()
    users = {user.pk: user for user in (found.filter(others) if others else found)}
    for user in users.values():
        user.pool = pool
    return users


def _by_attribute(pool: UserPool, query: UserQuery) -> Walk:
    others = _others(pool, query, "")
    if ":" in query.attribute and query.attribute not in ATTRIBUTES:
        return _by_custom_attribute(pool, query, others)
    escaped = query.value.replace("\\", "\\\\").replace('"', '\\"')
    search = user_filter.parse(pool, f'{query.attribute} ^= "{escaped}"')
    users = search.narrow(User.objects.filter(pool=pool))
    if search.column == "created_at":
        return _newest_first(users, others)
    if search.column == "username_key":
        return Walk(users, column="username_key", others=others)
    return Walk(users, column="" if search.is_unique else search.column, others=others)


def _by_custom_attribute(pool: UserPool, query: UserQuery, others: Q) -> Walk:
    if query.attribute not in pool.searched_attributes:
        raise InvalidParameterException(f"Invalid search attribute: {query.attribute}")
    value = searched_attributes.folded(query.value)
    rows = SearchedValue.objects.filter(pool=pool, name=query.attribute)
    return Walk(rows.filter(**user_filter.within("value", value)), key="user_id", column="value", others=others)


def _newest_first(users: QuerySet[User], others: Q) -> Walk:
    return Walk(users, column="created_at", is_newest_first=True, others=others)


def _others(pool: UserPool, query: UserQuery, walked: str) -> Q:
    """The conditions beside the one that is walked along."""
    others = Q()
    if query.group and walked != "group":
        members = GroupMembership.objects.filter(group=_group(pool, query.group))
        others &= Q(pk__in=members.values("user_id"))
    if query.mfa is not None and walked != "mfa":
        others &= _has_mfa() if query.mfa else ~_has_mfa()
    if query.status and walked != "status":
        others &= Q(status=query.status)
    if query.enabled is not None and walked != "enabled":
        others &= Q(enabled=query.enabled)
    if walked != "created":
        others &= _created(query)
    return others


def _created(query: UserQuery) -> Q:
    created = Q(created_at__gte=query.since) if query.since else Q()
    return created & Q(created_at__lte=query.until) if query.until else created


def _has_mfa() -> Q:
    """As the condition of the index `user_with_mfa` is worded."""
    first, *rest = (Q(**{name: True}) for name in FACTORS)
    for other in rest:
        first |= other
    return first


def _group(pool: UserPool, name: str) -> Any:
    try:
        return groups.get_group(pool, name)
    except ResourceNotFoundException as error:
        raise InvalidParameterException(f"There is no group {name}.") from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def _place(value: Any, sub: uuid.UUID) -> str:
    return json.dumps([_plain(value), str(sub)])


def _read_place(place: str) -> tuple[str, uuid.UUID]:
    value, sub = json.loads(place)
    return value, uuid.UUID(sub)


def _listing(pool: UserPool, query: UserQuery) -> str:
    text = json.dumps([pool.id, query.as_json()], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _seal(pool: UserPool, query: UserQuery, place: str) -> str:
    return sealing.seal(_TOKEN, json.dumps([_listing(pool, query), place]).encode()).decode()


def _open(pool: UserPool, query: UserQuery, token: str) -> str:
    try:
        listing, place = json.loads(sealing.unseal(_TOKEN, token))
    except sealing.Unsealable as error:
        raise InvalidParameterException("Invalid pagination token.") from error
    if listing != _listing(pool, query):
        raise InvalidParameterException("The pagination token belongs to another request.")
    return str(place)
