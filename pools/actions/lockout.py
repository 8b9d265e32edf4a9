"""The lock after wrong passwords (API-50 to API-52): five are free, then each doubles the wait, from 1 s to 15 minutes.

Counted is the name that was typed in, whether a user has it or not: who is locked out tells nobody who exists. Each row
ends 15 minutes after the last failure that counted, so its end also tells when that was.
"""

import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from notifications import sealing
from pools.actions import aliases
from pools.errors import NotAuthorizedException
from pools.models import AttemptCount, UserPool
from pools.models.attempt import ATTEMPT_BY_KEY

FREE_FAILURES = 5
_LONGEST_SECONDS = 900  # of a lock, and of the quiet after which all is forgotten
_MEMORY = datetime.timedelta(seconds=_LONGEST_SECONDS)


def check(pool: UserPool, username: str) -> int:
    """How many failures this name has behind it; one query. Raises `NotAuthorizedException` while it is locked, be the
    password right or wrong."""
    row = ATTEMPT_BY_KEY.find(_key(pool, username))
    now = timezone.now()
    if row is None or row.ends_at <= now:
        return 0
    if now < row.ends_at - _MEMORY + _lock_after(row.count):
        raise NotAuthorizedException("Password attempts exceeded", reason=f"locked after {row.count} failures")
    return row.count


def count_failure(pool: UserPool, username: str) -> None:
    """Count a wrong password. To be called outside of any transaction that its refusal ends."""
    now = timezone.now()
    key = _key(pool, username)
    rows = AttemptCount.objects.filter(key=key)
    if _count_on(rows, now) or rows.filter(ends_at__lte=now).update(count=1, ends_at=now + _MEMORY):
        return
    _, is_new = rows.get_or_create(key=key, defaults={"ends_at": now + _MEMORY})
    if not is_new:  # another request was quicker
        _count_on(rows, now)


def forget(pool: UserPool, username: str) -> None:
    """A right password: the next failure is a first one again."""
    AttemptCount.objects.filter(key=_key(pool, username)).delete()


def _count_on(rows: QuerySet[AttemptCount], now: datetime.datetime) -> int:
    return rows.filter(ends_at__gt=now).update(count=F("count") + 1, ends_at=now + _MEMORY)


def _lock_after(failures: int) -> datetime.timedelta:
    if failures < FREE_FAILURES:
        return datetime.timedelta()
    doublings = min(failures - FREE_FAILURES, 10)  # 2 to the 10th is more than the longest already
    return datetime.timedelta(seconds=min(2**doublings, _LONGEST_SECONDS))


def _key(pool: UserPool, username: str) -> str:
    return sealing.fingerprint("lockout", f"{pool.id}\n{aliases.key_of(pool, username)}")
