"""What the database holds, digest by table: an error must leave all of it as it was, except for what is named here."""

import contextlib
import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import connection

# Tables that any refusal may write to, and why
TRACES = {
    "pools_auditevent": "a refusal is an event too",
    "pools_attemptcount": "guesses and requests for codes are counted before they are judged, lockouts among them",
}
_WRITES = ("INSERT", "UPDATE", "DELETE")

Dump = dict[str, str]


def dump(*but: str) -> Dump:
    """A digest of each table of ours, but the ones that refusals write to."""
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
    return {table: _digest(table) for table in tables if table not in TRACES and table not in but}


def changed(before: Dump, after: Dump) -> list[str]:
    """The tables that differ."""
    return [table for table, digest in before.items() if after.get(table, digest) != digest]


class Writes:
    """Counts statements that write; asking it is cheaper than a dump."""

    count = 0

    def __call__(self, execute, sql, parameters, many, context):
        self.count += sql.lstrip().startswith(_WRITES)
        return execute(sql, parameters, many, context)


@contextlib.contextmanager
def lost_connection(to: str) -> Iterator[None]:
    """A database that fails on every statement with this text in it, but still knows who signed."""

    def fail(execute, sql, parameters, many, context):
        if to in sql and "pools_accesskey" not in sql:
            raise connection.Database.OperationalError("the database at 10.1.2.3 is gone")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(fail):
        yield


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(map(repr, map(_plain, cursor.fetchall())))
    return hashlib.sha256("\n".join(rows).encode(errors="surrogatepass")).hexdigest()


def _plain(row: tuple) -> tuple:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
