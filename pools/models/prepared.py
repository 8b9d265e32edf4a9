"""Lookups that are asked thousands of times a second, and rows that are written as often: their SQL is made once
instead of each time.

To word a query of four joined tables takes Django ten times as long as it takes the database to answer it. What comes
out are the model instances that the queryset would have made of the same row; nothing is kept but the wording.
"""

import datetime
import functools
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateTimeField, Field, JSONField, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery
from psycopg.adapt import Loader

M = TypeVar("M", bound=Model)
Converter = Callable[[Any, Any, BaseDatabaseWrapper], Any]


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
        self.statement, parameters = compiler.as_sql()
        assert len(parameters) == len(names)
        columns = [column for column, *_ in compiler.select]
        self.converters = [
            (position, _converter(column.target, converters, connection), column)
            for position, (converters, column) in compiler.get_converters(columns).items()
        ]
        self.reader = _Reader(compiler.klass_info, columns)

    def find_all(self, connection: BaseDatabaseWrapper, values: tuple[Any, ...]) -> list[M]:
        parameters = [
            field.get_db_prep_value(value, connection) for field, value in zip(self.fields, values, strict=True)
        ]
        rows = _execute(connection, self.statement, parameters)
        return [self.reader.read(self._convert(row, connection)) for row in rows]

    def _convert(self, columns: tuple[Any, ...], connection: BaseDatabaseWrapper) -> list[Any]:
        row = list(columns)
        for position, convert, column in self.converters:
            row[position] = convert(row[position], column, connection)
        return row


def _converter(field: Field, converters: list[Converter], connection: BaseDatabaseWrapper) -> Converter:
    """One function for what Django does in several, and at once what nearly all values need."""

    def convert(value: Any, column: Any, connection: BaseDatabaseWrapper) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return value

    def convert_json(value: Any, column: Any, connection: BaseDatabaseWrapper) -> Any:
        return _EMPTY[value]() if value in _EMPTY else convert(value, column, connection)

    if isinstance(field, JSONField):
        return convert_json
    if isinstance(field, DateTimeField) and connection.vendor == "sqlite":
        return _read_moment
    return convert if len(converters) > 1 else converters[0]


def _read_moment(
    value: datetime.datetime | None, column: Any, connection: BaseDatabaseWrapper
) -> datetime.datetime | None:
    """Django keeps times in SQLite in UTC, without saying so."""
    return None if value is None else value.replace(tzinfo=datetime.UTC)


class _Reader:
    """Makes an instance of a row, with those that `select_related` joined, as `Model.from_db` and Django's populators
    do; but at once, where `Model.__init__` looks at each argument."""

    def __init__(self, information: dict[str, Any], columns: list[Any]) -> None:
        self._model = information["model"]
        self._positions = information["select_fields"]
        self._names = [columns[position].target.attname for position in self._positions]
        self._key = self._positions[self._names.index(self._model._meta.pk.attname)]
        self._joined = [
            (_Reader(related, columns), related["local_setter"], related["remote_setter"])
            for related in information.get("related_klass_infos", ())
        ]

    def read(self, row: list[Any]) -> Any:
        """The instance; None where an outer join found none."""
        if row[self._key] is None:
            return None
        instance = self._model.__new__(self._model)
        instance._state = state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        instance.__dict__.update(zip(self._names, [row[position] for position in self._positions], strict=True))
        for reader, set_here, set_there in self._joined:
            joined = reader.read(row)
            set_here(instance, joined)
            if joined is not None:
                set_there(joined, instance)
        return instance


class Insertion(Generic[M]):
    """Saves new rows of one model as `save(force_insert=True)` does, without signals, of which we have none."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._statements: dict[str, str] = {}

    def insert(self, instance: M) -> M:
        """The instance, now a row of the table."""
        connection = connections[DEFAULT_DB_ALIAS]
        _execute(connection, self._statement(connection, instance), self._values(connection, instance))
        instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS
        return instance

    def insert_all(self, instances: Sequence[M]) -> None:
        """All of them, by one statement that is run for each; in a transaction, unless it is one alone."""
        connection = connections[DEFAULT_DB_ALIAS]
        statement = self._statement(connection, instances[0])
        with connection.cursor() as cursor:
            cursor.executemany(statement, [self._values(connection, instance) for instance in instances])

    def _statement(self, connection: BaseDatabaseWrapper, instance: M) -> str:
        statement = self._statements.get(connection.vendor)
        if statement is None:
            query = InsertQuery(self._model)
            query.insert_values(self._fields, [instance])
            [(statement, _)] = query.get_compiler(connection=connection).as_sql()
            self._statements[connection.vendor] = statement
        return statement

    def _values(self, connection: BaseDatabaseWrapper, instance: M) -> list[Any]:
        return [field.get_db_prep_save(field.pre_save(instance, True), connection) for field in self._fields]

    @functools.cached_property
    def _fields(self) -> list[Field]:
        return [field for field in self._model._meta.concrete_fields if not field.generated]


def _execute(connection: BaseDatabaseWrapper, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """The rows that come of it. The database is asked past Django's cursors, which take longer than it does, unless
    somebody watches the queries."""
    if connection.queries_logged or connection.execute_wrappers:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        if connection.vendor == "sqlite":
            return connection.connection.execute(_in_sqlite(statement), parameters).fetchall()
        return _ask_postgresql(connection.connection, statement, parameters)


def _ask_postgresql(connection: psycopg.Connection, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """The server parses and plans the statement once for each connection, where Django's cursors send it anew with the
    values worded into it."""
    cursor = _cursor_of(connection)
    cursor.execute(statement, parameters, prepare=True)
    assert cursor.pgresult is not None
    return cursor.fetchall() if cursor.pgresult.nfields else []


def _cursor_of(connection: psycopg.Connection) -> psycopg.Cursor:
    """One for the connection's whole life: to make it takes as long as a query."""
    known = vars(connection)
    if "poolhouse_cursor" not in known:
        known["poolhouse_cursor"] = cursor = psycopg.Cursor(connection)
        cursor.adapters.register_loader("timestamptz", _MomentLoader)
    return known["poolhouse_cursor"]


class _MomentLoader(Loader):
    """PostgreSQL writes a moment as ISO 8601 has it, in the connection's zone, which Django makes UTC."""

    def load(self, data: Any) -> datetime.datetime:
        return datetime.datetime.fromisoformat(bytes(data).decode())


@functools.cache
def _in_sqlite(statement: str) -> str:
    return statement.replace("%s", "?")


def _field(model: type[Model], name: str) -> Field:
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    assert isinstance(field, Field)
    return field
