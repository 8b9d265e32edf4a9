"""The audit trail taken out: as records, by hand or on a schedule, none left out and none doubled."""

import dataclasses
import datetime
import gzip
import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from pools.actions import audit_records, audit_targets
from pools.errors import InvalidParameterException
from pools.models import AuditEvent, AuditExport

SETTLED = datetime.timedelta(seconds=60)  # twice as long as an event may wait for being written: none comes later
FILE_EVENTS = 5_000
_PAGE = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Position:
    """A place in the trail: everything up to this event."""

    moment: datetime.datetime
    event_id: uuid.UUID

    @classmethod
    def parse(cls, text: str) -> Self:
        """The place that `str()` told of. Raises InvalidParameterException."""
        moment, _, event_id = text.partition("/")
        try:
            read = parse_datetime(moment)
            if read and read.tzinfo:
                return cls(read, uuid.UUID(event_id))
        except ValueError:
            pass
        raise InvalidParameterException("The cursor must be one that an export has told.")

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        return cls(event.created_at, event.id)

    def __str__(self) -> str:
        return f"{self.moment.isoformat()}/{self.event_id}"


START = Position(datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC), uuid.UUID(int=0))


def pages(after: Position, until: datetime.datetime, pool_id: str = "") -> Iterator[list[AuditEvent]]:
    """The events from after the place to before the moment, oldest first, some hundred at a time."""
    while page := _after(after, until, pool_id, _PAGE):
        yield page
        after = Position.of(page[-1])


def settled() -> datetime.datetime:
    """No event from before this moment is still to come."""
    return timezone.now() - SETTLED


def export_due() -> int:
    """Write what has settled since the last time to `AUDIT_EXPORT_URL`; how many files that were.

    What the next file holds is laid down before it is written, and it is named after that: whoever goes on with it,
    after a kill or at the same time, writes the same file.
    """
    target = settings.AUDIT_EXPORT_URL
    if not target:
        return 0
    row, _ = AuditExport.objects.get_or_create(
        target=target, defaults={"moment": START.moment, "event_id": START.event_id}
    )
    files = 0
    while (end := _plan(row)) is not None:
        start = Position(row.moment, row.event_id)
        audit_targets.put(target, _name(start, end), _file(start, end))
        _advance(row)
        files += 1
    return files


def _after(after: Position, until: datetime.datetime, pool_id: str, limit: int) -> list[AuditEvent]:
    rows = AuditEvent.objects.filter(
        Q(created_at__gt=after.moment) | Q(id__gt=after.event_id), created_at__gte=after.moment, created_at__lt=until
    )
    if pool_id:
        rows = rows.filter(pool_id=pool_id)
    return list(rows.order_by("created_at", "id")[:limit])


def _plan(row: AuditExport) -> Position | None:
    """Lay down what the next file holds, unless that was done before. None when nothing is due."""
    if row.next_moment is None:
        due = AuditEvent.objects.filter(
            Q(created_at__gt=row.moment) | Q(id__gt=row.event_id),
            created_at__gte=row.moment,
            created_at__lt=settled(),
        )
        places = list(due.order_by("created_at", "id").values_list("created_at", "id")[:FILE_EVENTS])
        if not places:
            return None
        next_moment, next_event_id = places[-1]
        unplanned = AuditExport.objects.filter(pk=row.pk, event_id=row.event_id, next_moment=None)
        unplanned.update(next_moment=next_moment, next_event_id=next_event_id)
    row.refresh_from_db()
    if row.next_moment is None or row.next_event_id is None:
        return None
    return Position(row.next_moment, row.next_event_id)


def _advance(row: AuditExport) -> None:
    """The file is there. Of two who wrote it, one moves on."""
    written = AuditExport.objects.filter(pk=row.pk, event_id=row.event_id, next_event_id=row.next_event_id)
    written.update(moment=row.next_moment, event_id=row.next_event_id, next_moment=None, next_event_id=None)
    row.refresh_from_db()


def _file(start: Position, end: Position) -> bytes:
    until = end.moment + datetime.timedelta(microseconds=1)
    events = (event for page in pages(start, until) for event in page)
    upto = [event for event in events if (event.created_at, event.id) <= (end.moment, end.event_id)]
    content = json.dumps({"Records": audit_records.word_all(upto)}, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(content.encode(), mtime=0)


def _name(start: Position, end: Position) -> str:
    """CloudTrail's layout; the last part is the same whenever the same file is written."""
    account, region = settings.ACCOUNT_ID, settings.REGION
    unique = hashlib.sha256(f"{start} {end}".encode()).hexdigest()[:16]
    day, moment = end.moment.strftime("%Y/%m/%d"), end.moment.strftime("%Y%m%dT%H%MZ")
    name = f"{account}_CloudTrail_{region}_{moment}_{unique}.json.gz"
    return f"AWSLogs/{account}/CloudTrail/{region}/{day}/{name}"
