"""Adding to the counters. Whoever adds does so in the transaction that notes what was counted."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from pools.models import Tally

_Grain = Tally.Grain
_ADD = (
    "INSERT INTO pools_tally (pool_id, grain, start, metric, label, client_id, count) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) "
    "ON CONFLICT (pool_id, grain, start, metric, label, client_id) "
    "DO UPDATE SET count = pools_tally.count + excluded.count"
)


class Key(NamedTuple):
    """What is counted together: all of one kind that fell into one hour."""

    pool_id: str
    client_id: str
    hour: datetime.datetime
    metric: str
    label: str


class Cell(NamedTuple):
    """One counter."""

    pool_id: str
    grain: str
    start: datetime.datetime
    metric: str
    label: str
    client_id: str


def add(counts: "Counter[Key]") -> None:
    """Add to the hours and to the days that these belong to; what is less than nothing is taken away."""
    cells: Counter[Cell] = Counter()
    for key, number in counts.items():
        day = day_of(key.hour)
        for grain, start in ((_Grain.HOUR, key.hour), (_Grain.DAY, day)):
            cells[Cell(key.pool_id, grain.value, start, key.metric, key.label, key.client_id)] += number
    add_to(cells.items())


def add_to(cells: Iterable[tuple[Cell, int]]) -> None:
    """Add to these counters, in one order, so that of two who add at once neither waits for the other for ever."""
    moment = Tally._meta.get_field("start").get_db_prep_value
    rows = [(*cell._replace(start=moment(cell.start, connection)), number) for cell, number in sorted(cells) if number]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


def hour_of(moment: datetime.datetime) -> datetime.datetime:
    return moment.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime.datetime) -> datetime.datetime:
    return hour_of(moment).replace(hour=0)


def month_of(day: datetime.datetime) -> datetime.datetime:
    return day_of(day).replace(day=1)
