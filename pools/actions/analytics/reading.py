"""What was counted, for charts: some queries whatever has happened, none of which counts anything."""

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import QuerySet, Sum
from django.utils import timezone

from pools.actions.analytics import tallies
from pools.actions.analytics.metrics import Metric
from pools.models import CountingProgress, Tally

_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
MONTHS = 12
FEWEST_DAYS = 7  # of active users, who have no hours


@dataclasses.dataclass(frozen=True)
class Span:
    """The hours or days up to now, this one included."""

    name: str
    grain: Tally.Grain
    length: int

    @property
    def step(self) -> datetime.timedelta:
        return _HOUR if self.grain == Tally.Grain.HOUR else _DAY

    def slots(self, now: datetime.datetime) -> list[datetime.datetime]:
        last = tallies.hour_of(now) if self.grain == Tally.Grain.HOUR else tallies.day_of(now)
        return [last - self.step * back for back in reversed(range(self.length))]


SPANS = {
    span.name: span
    for span in (
        Span("24h", Tally.Grain.HOUR, 24),
        Span("7d", Tally.Grain.DAY, 7),
        Span("30d", Tally.Grain.DAY, 30),
        Span("90d", Tally.Grain.DAY, 90),
    )
}


class Line:
    """How often something happened in each slot of a span, and in all of the span before."""

    def __init__(self, length: int) -> None:
        self.values = [0] * length
        self.before = 0

    @property
    def total(self) -> int:
        return sum(self.values)


@dataclasses.dataclass(frozen=True)
class Numbers:
    """What is known of some pools in a span."""

    span: Span
    slots: list[datetime.datetime]
    lines: dict[tuple[str, str], Line]  # by metric and label
    days: list[datetime.datetime]
    active_days: list[int]
    months: list[datetime.datetime]
    active_months: list[int]
    counted_until: datetime.datetime | None

    def line(self, metric: Metric, label: str = "") -> Line:
        return self.lines.get((metric, label)) or Line(len(self.slots))

    def labels(self, metric: Metric) -> list[str]:
        """Those that occur in the span, the most frequent first."""
        found = [(line.total, label) for (kind, label), line in self.lines.items() if kind == metric and line.total]
        return [label for _, label in sorted(found, key=lambda each: (-each[0], each[1]))]

    def total(self, metric: Metric) -> int:
        return sum(line.total for (kind, _), line in self.lines.items() if kind == metric)

    def before(self, metric: Metric) -> int:
        """The same in the span before."""
        return sum(line.before for (kind, _), line in self.lines.items() if kind == metric)

    @property
    def is_empty(self) -> bool:
        return not any(line.total for line in self.lines.values()) and not any(self.active_days)


def read(span: Span, *, pool_ids: Collection[str] | None, client_id: str = "") -> Numbers:
    """The numbers of these pools, or of all; where an app client is named, what it had part in."""
    now = timezone.now()
    slots = span.slots(now)
    rows = Tally.objects.all() if pool_ids is None else Tally.objects.filter(pool_id__in=pool_ids)
    days = Span("", Tally.Grain.DAY, max(span.length if span.grain == Tally.Grain.DAY else 0, FEWEST_DAYS)).slots(now)
    months = _months(now)
    active = rows.filter(metric=Metric.ACTIVE, client_id=client_id)
    progress = CountingProgress.objects.filter(id=1).values_list("moment", flat=True).first()
    return Numbers(
        span,
        slots,
        _lines(rows.filter(client_id=client_id) if client_id else rows, span, slots),
        days,
        _at(active.filter(grain=Tally.Grain.DAY), days),
        months,
        _at(active.filter(grain=Tally.Grain.MONTH), months),
        progress,
    )


def _lines(rows: "QuerySet[Tally]", span: Span, slots: list[datetime.datetime]) -> dict[tuple[str, str], Line]:
    place = {slot: number for number, slot in enumerate(slots)}
    found: dict[tuple[str, str], Line] = defaultdict(lambda: Line(len(slots)))
    in_time = rows.filter(grain=span.grain, start__gte=slots[0] - span.step * span.length, start__lte=slots[-1])
    summed = in_time.exclude(metric=Metric.ACTIVE).values_list("start", "metric", "label").annotate(Sum("count"))
    for start, metric, label, count in summed.order_by():
        line = found[metric, label]
        if start in place:
            line.values[place[start]] = count
        else:
            line.before += count
    return dict(found)


def _at(rows: "QuerySet[Tally]", starts: list[datetime.datetime]) -> list[int]:
    in_time = rows.filter(start__gte=starts[0], start__lte=starts[-1]).values_list("start").annotate(Sum("count"))
    found = dict(in_time.order_by())
    return [found.get(start, 0) for start in starts]


def _months(now: datetime.datetime) -> list[datetime.datetime]:
    month, found = tallies.month_of(now), []
    for _ in range(MONTHS):
        found.append(month)
        month = tallies.month_of(month - _DAY)
    return found[::-1]


def of_each(pool_ids: Collection[str]) -> dict[str, int]:
    """How many users of each of these pools are active this month; those without any are left out."""
    rows = Tally.objects.filter(
        pool_id__in=pool_ids, grain=Tally.Grain.MONTH, start=tallies.month_of(timezone.now()), metric=Metric.ACTIVE
    )
    return dict(rows.filter(client_id="").values_list("pool_id", "count"))
