"""Active users by day and month, each counted once.

A user has one row a month, with a bit for each day. Only a bit that was not set yet adds to a counter, so to be told of
the same activity again changes nothing.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from pools.actions.analytics import tallies
from pools.actions.analytics.metrics import Metric
from pools.actions.analytics.tallies import Cell
from pools.models import ActiveUser, CountingProgress, Tally

_BATCH = 100  # users in one transaction: short, as on SQLite whoever signs in waits for it
_Row = tuple[str, datetime.date, str, str]  # `sub`, month, pool and app client


class Activity(NamedTuple):
    """A user did something at an app client on this day. What he did at none has an empty `client_id`."""

    sub: str
    pool_id: str
    client_id: str
    day: datetime.date


def note(activities: Iterable[Activity]) -> None:
    """Count the users who were not known to be active then. May be stopped anywhere and run again."""
    ordered = sorted(set(activities))
    for start in range(0, len(ordered), _BATCH):
        with transaction.atomic():
            _note(ordered[start : start + _BATCH])


def _note(activities: Iterable[Activity]) -> None:
    """Whoever counts holds the progress's row, so nobody sets the same bits at the same time."""
    CountingProgress.objects.select_for_update().get(id=1)
    wanted: dict[_Row, int] = defaultdict(int)
    for each in activities:
        month = each.day.replace(day=1)
        for client_id in {each.client_id, ""}:
            wanted[each.sub, month, each.pool_id, client_id] |= 1 << (each.day.day - 1)

    cells: Counter[Cell] = Counter()
    new, changed = [], []
    known = _rows_of(wanted)
    for key, days in wanted.items():
        row = known.get(key)
        if row is None:
            sub, month, pool_id, client_id = key
            row = ActiveUser(sub=sub, month=month, pool_id=pool_id, client_id=client_id, days=0)
            new.append(row)
            cells[_cell(row, Tally.Grain.MONTH, month)] += 1
        elif days & ~row.days:
            changed.append(row)
        for day in _days_in(days & ~row.days):
            cells[_cell(row, Tally.Grain.DAY, row.month.replace(day=day))] += 1
        row.days |= days
    ActiveUser.objects.bulk_create(new)
    ActiveUser.objects.bulk_update(changed, ["days"], batch_size=_BATCH)
    tallies.add_to(cells.items())


def _rows_of(
    wanted: Iterable[tuple[str, datetime.date, str, str]],
) -> dict[tuple[str, datetime.date, str, str], ActiveUser]:
    subs, months = {key[0] for key in wanted}, {key[1] for key in wanted}
    rows = ActiveUser.objects.filter(sub__in=subs, month__in=months)
    return {(row.sub, row.month, row.pool_id, row.client_id): row for row in rows}


def _cell(row: ActiveUser, grain: Tally.Grain, day: datetime.date) -> Cell:
    start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return Cell(row.pool_id, grain.value, start, Metric.ACTIVE.value, "", row.client_id)


def _days_in(bits: int) -> Iterable[int]:
    return (day for day in range(1, 32) if bits & 1 << (day - 1))
