"""Lookups that are asked thousands of times a second, and rows that are written as often: their SQL is made once
instead of each time.

To word a query of four joined tables takes Django ten times as long as it takes the database to answer it. What comes
out are the model instances that the queryset would have made of the same row; nothing is kept but the wording.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)


_EMPTY = {"{}": dict, "[]": list}  # what most JSON columns hold, known without parsing it


class Lookup(Generic[M]):
    """Rows by the exact values of some of their fields, with what the queryset selects beside them.

    The queryset is given as a function, as models are not ready when modules are imported.
    """

    def __init__(self, queryset: Callable[[], "QuerySet[M]"], *names: str, limit: int = 1) -> None:
        self._queryset = queryset
        self._names = names
        self._limit = limit
        self._wordings: dict[str, _Wording[M]] = {}

    def find(self, *values: Any) -> M | None:
        """The row with these values, in one query."""
        found = self.find_all(*values)
        return found[0] if found else None

    def find_all(self, *values: Any) -> list[M]:
        """The first `limit` rows with these values in the queryset's order, in one query."""
        connection = connections[DEFAULT_DB_ALIAS]
        wording = self._wordings.get(connection.vendor)
        if wording is None:
            wording = _Wording(self._queryset(), self._names, self._limit, connection)
            self._wordings[connection.vendor] = wording
        return wording.find_all(connection, values)


class _Wording(Generic[M]):
    """The query as one kind of database understands it, and how to read its rows."""

    def __init__(
        self, queryset: "QuerySet[M]", names: tuple[str, ...], limit: int, connection: BaseDatabaseWrapper
    ) -> None:
        self.fields = [_field(queryset.model, name) for name in names]
        # A value of the right type stands for the one to come; `exact` puts each into one parameter, in this order
        for name, field in zip(names, self.fields, strict=True):
            queryset = queryset.filter(**{name: field.to_python("0" * 32)})
        queryset = queryset.order_by() if limit == 1 else queryset[:limit]
        compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = compiler.as_sql()
        assert len(parameters) == len(names)
        columns = compiler.select
        self.model = compiler.klass_info["model"]
        self.positions = compiler.klass_info["select_fields"]
        self.names = [columns[position][0].target.attname for position in self.positions]
        self.converters = compiler.get_converters([column[0] for column in columns])
        self.json_positions = {
            position for position, column in enumerate(columns) if isinstance(column[0].target, JSONField)
        }
        self.populators = get_related_populators(  # type: ignore[call-arg]  # the stubs are those of Django 6
            compiler.klass_info, columns, DEFAULT_DB_ALIAS
        )

    def find_all(self, connection: BaseDatabaseWrapper, values: tuple[Any, ...]) -> list[M]:
        parameters = [
            field.get_db_prep_value(value, connection) for field, value in zip(self.fields, values, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        return [self._read(row, connection) for row in rows]

    def _read(self, columns: tuple[Any, ...], connection: BaseDatabaseWrapper) -> M:
        row = list(columns)
        for position, (converters, expression) in self.converters.items():
            if position in self.json_positions and row[position] in _EMPTY:
                row[position] = _EMPTY[row[position]]()
                continue
            for convert in converters:
                row[position] = convert(row[position], expression, connection)
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self.names, [row[position] for position in self.positions])
        for populator in self.populators:
            populator.populate(row, instance)
        return instance


class Insertion(Generic[M]):
    """Saves new rows of one model as `save(force_insert=True)` does, without signals, of which we have none."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._wordings: dict[str, str] = {}

    def insert(self, instance: M) -> M:
        """The instance, now a row of the table."""
        connection = connections[DEFAULT_DB_ALIAS]
        fields = [field for field in self._model._meta.concrete_fields if not field.generated]
        sql = self._wordings.get(connection.vendor)
        if sql is None:
            query = InsertQuery(self._model)
            query.insert_values(fields, [instance])
            [(sql, _)] = query.get_compiler(connection=connection).as_sql()
            self._wordings[connection.vendor] = sql
        values = [field.get_db_prep_save(field.pre_save(instance, True), connection) for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
        instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
        return instance


def _field(model: type[Model], name: str) -> Field:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(field, Field)
    return field
