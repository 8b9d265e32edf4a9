"""Counting attempts, so that nobody guesses codes or floods a mailbox."""

from django.db.models import F
from django.utils import timezone

from notifications import sealing
from pools.actions.limits import Limit
from pools.errors import LimitExceededException
from pools.models import AttemptCount


def count(limit: Limit, *who: str) -> None:
    """Count one attempt of `who`, or raise `LimitExceededException` when there were enough of them.

    To be called before the attempt is judged and outside of its transaction, so that neither a refusal nor many
    attempts at once go uncounted. Names that no user has are counted alike: the limit tells nobody who exists.
    """
    now, key = timezone.now(), _key(limit, who)
    row, is_new = AttemptCount.objects.get_or_create(key=key, defaults={"ends_at": now + limit.window})
    if is_new or _begin_again(row, limit):
        return
    within = AttemptCount.objects.filter(key=key, count__lt=limit.number)
    if not within.update(count=F("count") + 1):
        raise LimitExceededException()


def forget(limit: Limit, *who: str) -> None:
    """Begin to count anew: the attempt has succeeded, so it was no guess. The row stays, which spares the next one."""
    AttemptCount.objects.filter(key=_key(limit, who)).update(count=0)


def _key(limit: Limit, who: tuple[str, ...]) -> str:
    return sealing.fingerprint("attempt", "\n".join((limit.name, *who)))


def _begin_again(row: AttemptCount, limit: Limit) -> bool:
    """Start a new stretch of time if the old one is over; of several at once one does."""
    now = timezone.now()
    if row.ends_at > now:
        return False
    ended = AttemptCount.objects.filter(key=row.key, ends_at=row.ends_at)
    return bool(ended.update(count=1, ends_at=now + limit.window))
