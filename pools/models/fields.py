"""Kinds of columns that more than one table needs."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import functions
from django.db.models.sql.compiler import SQLCompiler


class CodePointCharField(models.CharField):
    """Text that every database compares and sorts by code point, so that a range of its index is a prefix search.

    SQLite does so by itself; PostgreSQL would follow the language of the database, by which no index serves `LIKE`.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class AsciiLower(functions.Lower):
    """Lower case for A to Z alone: the one folding that SQLite, PostgreSQL and `ascii_lower` agree on."""

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any) -> tuple[str, Any]:
        return super().as_sql(compiler, connection, template='LOWER((%(expressions)s) COLLATE "C")', **extra)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def ascii_lower(text: str) -> str:
    """What `AsciiLower` makes of this text in the database."""
    return text.translate(_LOWER)
