"""Counting the audit trail on, in the background: no sign-in waits for it or asks the database one query more.

The trail is counted in stretches of time. How far it has come and what was found is written in one transaction, so a
worker that is killed neither loses nor doubles anything; of two at once one is too late and lets it be.

Events may come late: those of reads and refusals wait in their process for up to half a minute, a transaction may
take its time, and a machine's clock may be behind. So a stretch that was counted while it was fresh is counted once
more when it has settled, and the difference is added. What comes later than that is not counted.
"""

import datetime
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from pools.actions.analytics import active_users, events, tallies
from pools.actions.analytics.active_users import Activity
from pools.actions.analytics.events import Event
from pools.actions.analytics.tallies import Key
from pools.models import AuditEvent, CountedSlice, CountingProgress

FRESH = datetime.timedelta(seconds=5)  # what is younger is left for the next time
SETTLED = datetime.timedelta(minutes=15)  # for skewed clocks and slow transactions
STRETCH = datetime.timedelta(minutes=15)  # at most, counted at once
_PAGE = 1000
_NEXT = datetime.timedelta(microseconds=1)
_AT_ONCE = 20_000  # activities that are held in memory
_SECONDS = 40  # a run takes up no stretch after that


def count_due() -> int:
    """Count what has happened since the last time; how many events that were. May be stopped anywhere."""
    until, ends_at = timezone.now() - FRESH, time.monotonic() + _SECONDS
    moment, count = _progress(until), 0
    while moment < until and time.monotonic() < ends_at:
        end = min(moment + STRETCH, until)
        counted = _count_stretch(moment, end)
        if counted is None:
            break
        moment, count = end, count + counted
    for each in CountedSlice.objects.filter(end__lt=timezone.now() - SETTLED).order_by("end"):
        _count_again(each)
    return count


def _progress(until: datetime.datetime) -> datetime.datetime:
    """Where the last run ended; the first one begins at the oldest event."""
    row = CountingProgress.objects.filter(id=1).first()
    if row is None:
        first = _counted().order_by("created_at").values_list("created_at", flat=True).first()
        start = min(first or until, until)
        row, _ = CountingProgress.objects.get_or_create(id=1, defaults={"moment": start})
    return row.moment


def _count_stretch(start: datetime.datetime, end: datetime.datetime) -> int | None:
    """None where another worker has counted it meanwhile."""
    counts, size = _read(start, end)
    with transaction.atomic():
        progress = CountingProgress.objects.select_for_update().get(id=1)
        if progress.moment != start:
            return None
        tallies.add(counts)
        if end > timezone.now() - SETTLED:
            CountedSlice.objects.create(start=start, end=end, counts=_as_json(counts))
        CountingProgress.objects.filter(id=1).update(moment=end)
    return size


def _count_again(counted: CountedSlice) -> None:
    counts, _ = _read(counted.start, counted.end)
    counts.subtract(_from_json(counted.counts))
    with transaction.atomic():
        gone, _ = CountedSlice.objects.filter(pk=counted.pk).delete()
        if gone:  # of two workers one deletes it
            tallies.add(counts)


def _read(start: datetime.datetime, end: datetime.datetime) -> tuple[Counter[Key], int]:
    """What happened in the stretch, and of how many events. Active users are counted on the way."""
    counts: Counter[Key] = Counter()
    activities: set[Activity] = set()
    size = 0
    for event in _events(start, end):
        size += 1
        found = list(events.counts_as(event))
        hour = tallies.hour_of(event.created_at)
        counts.update(Key(event.pool_id, event.client_id, hour, metric.value, label) for metric, label in found)
        if events.tells_of_activity(found, event):
            activities.add(Activity(event.sub, event.pool_id, event.client_id, hour.date()))
        if len(activities) >= _AT_ONCE:
            active_users.note(activities)
            activities.clear()
    active_users.note(activities)
    return counts, size


def _counted() -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(read_only=False)


def _events(start: datetime.datetime, end: datetime.datetime) -> Iterator[Event]:
    """Page by page, ordered by nothing but the time: so the database goes by the index of what changed something, which
    reads, a hundred times as many, are not in."""
    rows = _counted().filter(created_at__lt=end).annotate(grant=KT(f"{events.GRANT}__0"))
    ordered = rows.order_by("created_at").values(*events.COLUMNS, "grant")
    while page := list(ordered.filter(created_at__gte=start)[:_PAGE]):
        first, last = page[0]["created_at"], page[-1]["created_at"]
        if len(page) < _PAGE:
            start = end
        elif first < last:  # of the last moment there may be more
            page, start = [row for row in page if row["created_at"] < last], last
        else:
            page, start = list(ordered.filter(created_at=last)), last + _NEXT
        yield from map(_event, page)


def _event(row: dict[str, Any]) -> Event:
    columns = {name: row[name] for name in events.COLUMNS}
    return Event(**columns, grant=row["grant"] or "")


def _as_json(counts: "Counter[Key]") -> list[list[Any]]:
    return [[key.pool_id, key.client_id, key.hour.isoformat(), key.metric, key.label, n] for key, n in counts.items()]


def _from_json(counts: list[list[Any]]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for pool_id, client_id, hour, metric, label, number in counts:
        moment = parse_datetime(hour)
        assert moment is not None
        found[Key(pool_id, client_id, moment, metric, label)] = number
    return found
