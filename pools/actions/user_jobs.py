"""What is done to many users at once: the chosen ones, or all that a search finds. Each is changed by the ordinary
action, with its own audit event, in the name of whoever asked."""

import csv
import io
import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from pools.actions import groups, jobs, user_search, users
from pools.actions.jobs import Item, Kind, Portion
from pools.actions.user_search import UserQuery
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import GroupMembership, Job, User, UserPool
from pools.models.user import SEARCHED_LENGTH

EXPORT = "export-users"
MOST_CHOSEN = 100  # users named one by one: as many as a page has
_NUMBER = frozenset("+-0123456789. ()")


def start(
    pool: UserPool,
    kind: str,
    who: Sequence[uuid.UUID] | UserQuery,
    *,
    caller: Caller,
    group: str = "",
    is_awaited: bool = False,
) -> Job:
    """Have it done to these users, or to all that a search finds now. Raises `InvalidParameterException`, and
    `ResourceNotFoundException` if there is no such group."""
    parameters: dict[str, Any] = {"group": groups.get_group(pool, group).name} if group else {}
    if isinstance(who, UserQuery):
        user_search.walk_along(pool, who)  # which says whether it can be searched for
        parameters["query"] = who.as_json()
    elif 0 < len(who) <= MOST_CHOSEN:
        parameters["subs"] = [str(sub) for sub in who]
    else:
        raise InvalidParameterException(f"Choose 1 to {MOST_CHOSEN} users.")
    return jobs.start(pool, kind, parameters, caller=caller, is_awaited=is_awaited)


class _OfUsers(Kind):
    """Goes through the users; a position is a place of the search, or how many of the chosen ones are done."""

    def portion(self, job: Job, position: str, size: int) -> Portion:
        if "subs" in job.parameters:
            return self._chosen(job, int(position or 0), size)
        walk = user_search.walk_along(job.pool, self._query(job))
        places = walk.places(position, size if not walk.others else 10 * size)
        known = user_search.users_of(job.pool, [sub for _, sub in places], walk.others)
        items = [_item(place, known[sub]) for place, sub in places if sub in known]
        is_last = len(places) < (size if not walk.others else 10 * size)
        return Portion(items, places[-1][0] if places else position, is_last)

    def count(self, job: Job) -> int | None:
        if "subs" in job.parameters:
            return len(job.parameters["subs"])
        return user_search.count_all(job.pool, self._query(job))

    def _chosen(self, job: Job, begin: int, size: int) -> Portion:
        subs = [uuid.UUID(sub) for sub in job.parameters["subs"]]
        here = subs[begin : begin + size]
        known = user_search.users_of(job.pool, here)
        items = [_item(str(begin + number), known[sub]) for number, sub in enumerate(here, 1) if sub in known]
        return Portion(items, str(begin + len(here)), begin + len(here) >= len(subs))

    def _query(self, job: Job) -> UserQuery:
        """Of those who were there when the job was asked for."""
        return UserQuery.from_json({"until": job.created_at.isoformat()} | job.parameters["query"])


class _Change(_OfUsers):
    """One action on each user, who is left alone if it is done already: a batch that was lost is done again."""

    def __init__(
        self, action: str, is_done: Callable[[User, Job], bool], run: Callable[[User, Job, Caller], Any]
    ) -> None:
        self.action = f"cognito-idp:{action}"
        self._is_done = is_done
        self._run = run

    def do(self, job: Job, item: Item, caller: Caller) -> str:
        if not self._is_done(item.value, job):
            self._run(item.value, job, caller)
        return ""


class _Export(_OfUsers):
    action = "cognito-idp:ListUsers"
    batch: ClassVar[int] = 500
    has_output: ClassVar[bool] = True

    def head(self, job: Job) -> str:
        return _line(columns_of(job.pool))

    def do(self, job: Job, item: Item, caller: Caller) -> str:
        user: User = item.value
        mfa = "true" if any(getattr(user, flag) for flag in user_search.FACTORS) else "false"
        own = {
            "cognito:username": user.username,
            "cognito:mfa_enabled": mfa,
            "sub": str(user.sub),
            "cognito:user_status": user.status,
            "enabled": str(user.enabled).lower(),
            "created": user.created_at.isoformat(timespec="seconds"),
            "updated": user.modified_at.isoformat(timespec="seconds"),
        }
        values = user.attributes | own
        return _line([_safe_cell(values.get(name, "")) for name in columns_of(job.pool)])


def columns_of(pool: UserPool) -> list[str]:
    """The columns of an export: those of Cognito's import, then what else is known of a user."""
    attributes = [name for name in pool.attribute_schema if name != "sub"]
    return [*attributes, "cognito:mfa_enabled", "cognito:username", "sub", *_STATE]


_STATE = ("cognito:user_status", "enabled", "created", "updated")


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()


def _safe_cell(value: str) -> str:
    """A value that no spreadsheet takes for a formula: users choose theirs. Telephone numbers are none."""
    if value.startswith(("=", "@", "\t", "\r")) or (value.startswith(("+", "-")) and not set(value) <= _NUMBER):
        return f"'{value}"
    return value


def _item(place: str, user: User) -> Item:
    return Item(place, str(user.sub), user.username[:SEARCHED_LENGTH], user)


def _is_reset_by(job: Job, user: User) -> bool:
    """Whether this job has reset the password already, so that nobody gets two codes."""
    is_reset = user.status == User.Status.RESET_REQUIRED
    return is_reset and job.started_at is not None and user.modified_at >= job.started_at


def _is_member(user: User, job: Job) -> bool:
    return GroupMembership.objects.filter(user=user, group__pool=job.pool, group__name=job.parameters["group"]).exists()


def _add(user: User, job: Job, caller: Caller) -> None:
    groups.admin_add_user_to_group(user, groups.get_group(job.pool, job.parameters["group"]), caller=caller)


jobs.register(
    "enable-users",
    _Change(
        "AdminEnableUser",
        lambda user, job: user.enabled,
        lambda user, job, caller: users.admin_enable_user(user, caller=caller),
    ),
)
jobs.register(
    "disable-users",
    _Change(
        "AdminDisableUser",
        lambda user, job: not user.enabled,
        lambda user, job, caller: users.admin_disable_user(user, caller=caller),
    ),
)
jobs.register(
    "reset-passwords",
    _Change(
        "AdminResetUserPassword",
        lambda user, job: _is_reset_by(job, user),
        lambda user, job, caller: users.admin_reset_user_password(user, caller=caller),
    ),
)
jobs.register("add-to-group", _Change("AdminAddUserToGroup", _is_member, _add))
jobs.register(
    "delete-users",
    _Change(
        "AdminDeleteUser",
        lambda user, job: False,
        lambda user, job, caller: users.admin_delete_user(user, caller=caller),
    ),
)
jobs.register(EXPORT, _Export())
