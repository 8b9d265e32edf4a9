"""A chart as the page has it: drawn by Chart.js, and the same numbers as a table and as a file."""

import csv
import dataclasses
import datetime
import io
import json
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from pools.models import Tally

Value = int | float | None
HOUR, DAY, MONTH = Tally.Grain.HOUR, Tally.Grain.DAY, Tally.Grain.MONTH
_SHORT = {HOUR: "H:i", DAY: "M j", MONTH: "M Y"}
_LONG = {HOUR: "M j, H:i", DAY: "M j, Y", MONTH: "F Y"}


@dataclasses.dataclass(frozen=True)
class Series:
    """`tone` is the name of a colour in charts.css."""

    label: str
    values: Sequence[Value]
    tone: str = "one"

    @property
    def total(self) -> Value:
        return sum(value or 0 for value in self.values)


@dataclasses.dataclass(frozen=True)
class Chart:
    """Numbers over time. `kind` is `bar`, stacked, or `line`; `empty` says what to do where there is nothing."""

    name: str
    title: Any
    hint: Any
    slots: Sequence[datetime.datetime]
    grain: Tally.Grain
    series: Sequence[Series]
    kind: str = "bar"
    unit: str = ""
    empty: Any = ""

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def drawing(self) -> str:
        """What charts.js draws."""
        return json.dumps(
            {
                "kind": self.kind,
                "unit": self.unit,
                "labels": [date_format(slot, _SHORT[self.grain]) for slot in self.slots],
                "titles": [self._long(slot) for slot in self.slots],
                "series": [
                    {"label": str(each.label), "values": list(each.values), "tone": each.tone} for each in self.series
                ],
            }
        )

    @property
    def summary(self) -> str:
        """The chart in a sentence, for who does not see it."""
        said = [f"{each.label}: {each.total}" for each in self.series] if not self.unit else []
        return ". ".join([str(self.title), *said, gettext("The numbers are in the table below")])

    @property
    def rows(self) -> list[tuple[str, list[Value]]]:
        """The newest first."""
        columns = zip(*(each.values for each in self.series), strict=True)
        return [(self._long(slot), list(row)) for slot, row in zip(self.slots, columns, strict=True)][::-1]

    @property
    def csv(self) -> str:
        head = [gettext("Time (UTC)"), *(str(each.label) for each in self.series)]
        columns = zip(*(each.values for each in self.series), strict=True)
        moments = (slot.strftime("%Y-%m-%dT%H:%MZ") for slot in self.slots)
        return _csv([head, *([moment, *row] for moment, row in zip(moments, columns, strict=True))])

    def _long(self, slot: datetime.datetime) -> str:
        return date_format(slot, _LONG[self.grain])


@dataclasses.dataclass(frozen=True)
class Row:
    label: str
    number: int
    share: int  # percent of the greatest
    code: str = ""


@dataclasses.dataclass(frozen=True)
class Ranking:
    """What something is made up of, the most frequent first. It is a table by itself."""

    name: str
    title: Any
    hint: Any
    rows: Sequence[Row]
    tone: str = "one"
    empty: Any = ""
    is_ranking: bool = True

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def csv(self) -> str:
        head = [gettext("Kind"), gettext("Number")]
        return _csv([head, *([row.code or row.label, row.number] for row in self.rows)])


@dataclasses.dataclass(frozen=True)
class Tile:
    """One number and how it compares with the span before. `change` is in percent; None where there was nothing."""

    label: Any
    number: str
    about: str
    change: int | None = None
    is_good_when_more: bool = True

    @property
    def tone(self) -> str:
        if not self.change:
            return "same"
        return "good" if (self.change > 0) == self.is_good_when_more else "bad"


def ranked(numbers: Sequence[tuple[str, str, int]]) -> list[Row]:
    """Rows of (label, code, number), which come with the greatest first."""
    most = max((number for _, _, number in numbers), default=0)
    return [Row(label, number, max(1, round(100 * number / most)), code) for label, code, number in numbers if number]


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])
    return file.getvalue()
