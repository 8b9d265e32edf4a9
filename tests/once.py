"""Rows that most tests want. The actions that make them take longer than most tests, so they are run once."""

import pickle
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.sql import InsertQuery
from django.utils import timezone

from pools.models import AuditEvent

_made: dict[str, "_Made"] = {}


def made_once(name: str, make: Callable[[], list[Model]]) -> Any:
    """The first of the rows that `make` returns. It runs once in a process; for later tests the rows are written again
    by the statements that Django would make for them."""
    if name not in _made:
        rows = make()
        _made[name] = _Made(rows)
        return rows[0]
    return _made[name].again()


class _Made:
    def __init__(self, rows: list[Model]) -> None:
        self._rows = pickle.dumps(rows)  # read again it is a copy, and faster than one that is made step by step
        self._inserts = [_insert(row) for row in rows]

    def again(self) -> Model:
        rows = pickle.loads(self._rows)
        with connection.cursor() as cursor:
            for statement, values in self._inserts:
                cursor.execute(statement, [value() if callable(value) else value for value in values])
        return rows[0]


def _insert(row: Model) -> tuple[str, list[Any]]:
    """The statement and its values. When an event happened is what events are found by: it happens anew."""
    fields = [field for field in row._meta.local_concrete_fields if not field.generated]
    query = InsertQuery(type(row))
    query.insert_values(fields, [row], raw=True)
    [(statement, values)] = query.get_compiler(connection=connection).as_sql()
    values = list(values)
    if isinstance(row, AuditEvent):
        values[[field.name for field in fields].index("created_at")] = _now
    return statement, values


def _now() -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.now())
