"""Rows that most tests want. The actions that make them take longer than most tests, so they are run once."""

import pickle
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery
from django.utils import timezone

from pools.models import AuditEvent

_made: dict[str, "_Made"] = {}


def made_once(name: str, make: Callable[[], list[Model]]) -> Any:
    """The first of the rows that `make` returns. It runs once in a process; for later tests the rows are written again
    by the statements that Django would make for them, as if they had been made just now."""
    if name not in _made:
        rows = make()
        _made[name] = _Made(rows)
        return rows[0]
    return _made[name].again()


class _Made:
    def __init__(self, rows: list[Model]) -> None:
        self._rows = pickle.dumps(rows)  # read again it is a copy, and faster than one that is made step by step
        # Of copies: the test goes on to change what it was given
        self._inserts = [_Insert(row) for row in pickle.loads(self._rows)]

    def again(self) -> Model:
        rows: list[Model] = pickle.loads(self._rows)
        with transaction.atomic(), connection.cursor() as cursor:  # which of them comes first does not matter
            for row, insert in zip(rows, self._inserts, strict=True):
                cursor.execute(insert.statement, insert.values_now(row))
        return rows[0]


class _Insert:
    """A statement and its values. When a row was made is made anew: caches and lists go by it."""

    def __init__(self, row: Model) -> None:
        fields = [field for field in row._meta.local_concrete_fields if not field.generated]
        query = InsertQuery(type(row))
        query.insert_values(fields, [row], raw=True)
        [(self.statement, values)] = query.get_compiler(connection=connection).as_sql()
        self._values = list(values)
        self._moments = {place: field.attname for place, field in enumerate(fields) if _is_of_making(field)}

    def values_now(self, row: Model) -> list[Any]:
        now = timezone.now()
        for place, name in self._moments.items():
            setattr(row, name, now)
            self._values[place] = connection.ops.adapt_datetimefield_value(now)
        return self._values


def _is_of_making(field: Field) -> bool:
    of_event = field.model is AuditEvent and field.name == "created_at"
    return of_event or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
