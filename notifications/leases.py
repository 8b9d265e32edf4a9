"""Rows that wait for a worker, such as messages: one worker at a time holds a row, and what failed is tried again after
longer and longer pauses.

Such a model has a `state` of which one is "waiting", `attempts`, and `due_at`, before which nobody takes the row.
Taking it pushes `due_at` ahead by the length of the lease: if the worker dies, the row is due again after that.
"""

import datetime
import uuid
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

FIRST_PAUSE = datetime.timedelta(seconds=10)
LONGEST_PAUSE = datetime.timedelta(hours=1)
_WAITING = "waiting"


def take(model: type[Any], pk: str | uuid.UUID, lease: datetime.timedelta) -> bool:
    """Hold the row for the length of the lease, and count one attempt. Of several workers one gets it: the update hits
    one row."""
    now = timezone.now()
    due = model.objects.filter(pk=pk, state=_WAITING, due_at__lte=now)
    return bool(due.update(due_at=now + lease, attempts=F("attempts") + 1))


def held(row: Any) -> QuerySet[Any]:
    """The row, if it is still ours: whoever took it after us has counted one attempt more."""
    return type(row).objects.filter(pk=row.pk, state=_WAITING, attempts=row.attempts)


def longest_pause_after(attempts: int) -> datetime.timedelta:
    """10 s, 30 s, 90 s and so on, to an hour."""
    return min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)
