"""Custom attributes that users are searched by: an addition of ours, which Cognito has not (USR-125).

A pool chooses some of its custom attributes. Each user who has a value of one has a row for it with an index, written
in the transaction that writes the user. What was there when an attribute is chosen a job goes through.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import QuerySet

from pools.actions import audit, jobs
from pools.actions.jobs import Failure, Item, Kind, Portion
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import Job, SearchedValue, User, UserPool
from pools.models.fields import ascii_lower
from pools.models.user import SEARCHED_LENGTH

MOST = 10  # attributes of a pool: each makes writing a user dearer
JOB = "index-attributes"
EVENT = "SetSearchedAttributes"


def of_schema(pool: UserPool) -> list[str]:
    """The custom attributes that the pool could choose."""
    return [name for name in pool.attribute_schema if ":" in name]


def set_searched_attributes(pool: UserPool, names: Sequence[str], *, caller: Caller) -> Job | None:
    """From now on users are searched by these; the job that goes through those who are there, if there is a change.
    Raises `InvalidParameterException`."""
    chosen = list(dict.fromkeys(names))
    if unknown := set(chosen) - set(of_schema(pool)):
        raise InvalidParameterException(f"{min(unknown)} is no custom attribute of the user pool.")
    if len(chosen) > MOST:
        raise InvalidParameterException(f"At most {MOST} attributes can be searched by.")
    if chosen == pool.searched_attributes:
        return None
    with transaction.atomic():
        pool.searched_attributes = chosen
        pool.save(update_fields=["searched_attributes", "modified_at"])
        audit.record(caller, EVENT, pool=pool, searched_attributes=chosen)
        return jobs.start(pool, JOB, {}, caller=caller)


def is_being_indexed(pool: UserPool) -> bool:
    """Whether a search may not find all yet. No query for a pool that has chosen nothing."""
    return bool(pool.searched_attributes) and jobs.is_any_running(pool, JOB)


def settle(user: User, *, is_new: bool = False) -> None:
    """Write what the user is searched by, in the transaction that writes the user."""
    if user.pool.searched_attributes:
        if not is_new:
            SearchedValue.objects.filter(user=user).delete()
        write(user.pool, [user])


def write(pool: UserPool, users: Iterable[User]) -> None:
    """The same of several, who have no rows yet."""
    if pool.searched_attributes:
        SearchedValue.objects.bulk_create([row for user in users for row in _rows(pool, user)])


def _rows(pool: UserPool, user: User) -> list[SearchedValue]:
    kept = {name: folded(user.attributes.get(name, "")) for name in pool.searched_attributes}
    return [SearchedValue(pool=pool, user=user, name=name, value=value) for name, value in kept.items() if value]


def folded(value: str) -> str:
    """What is kept, and looked for, of a value."""
    return ascii_lower(value[:SEARCHED_LENGTH])


class _Index(Kind):
    """Goes through all users in the order of their `sub`. Who is added meanwhile has rows already."""

    action = "cognito-idp:UpdateUserPool"
    batch = 500

    def portion(self, job: Job, position: str, size: int) -> Portion:
        users = self._users(job)
        if position:
            users = users.filter(sub__gt=position)
        found = list(users.order_by("sub").values_list("sub", flat=True)[:size])
        items = [Item(str(sub), str(sub), str(sub), sub) for sub in found]
        return Portion(items, str(found[-1]) if found else position, is_last=len(found) < size)

    def count(self, job: Job) -> int:
        return self._users(job).count()

    def do_all(self, job: Job, items: Sequence[Item], caller: Caller) -> tuple[int, list[Failure], str]:
        with transaction.atomic():
            held = User.objects.select_for_update().filter(pk__in=[item.value for item in items])
            users = list(held.only("sub", "attributes"))
            SearchedValue.objects.filter(user__in=[user.pk for user in users]).delete()
            write(job.pool, users)
        return len(items), [], ""

    def _users(self, job: Job) -> QuerySet[User]:
        return User.objects.filter(pool=job.pool)


jobs.register(JOB, _Index())
