"""Triggers that keep the audit trail from being changed, whoever asks: a console, a script, a statement by hand.

A row is deleted only when it is older than the horizon (`AuditHorizon`), which `actions/audit_retention.py` moves.
Emptying the whole database (`manage.py flush`) is refused on SQLite too, where it deletes row by row.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("pools_auditevent", "pools_auditresponse")
_REFUSAL = "the audit trail is append-only"
_HORIZON = "(SELECT moment FROM pools_audithorizon WHERE id = 1)"


def install(connection: BaseDatabaseWrapper) -> None:
    _run(connection, _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL)


def remove(connection: BaseDatabaseWrapper) -> None:
    suffix = {"sqlite": ""}.get(connection.vendor, " ON {table}")
    names = ("keep_from_change", "keep_from_deletion")
    _run(connection, [f"DROP TRIGGER IF EXISTS {{table}}_{name}{suffix}" for name in names])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in statements:
                cursor.execute(statement.format(table=table))


_SQLITE = [
    f"CREATE TRIGGER {{table}}_keep_from_change BEFORE UPDATE ON {{table}} "
    f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    f"CREATE TRIGGER {{table}}_keep_from_deletion BEFORE DELETE ON {{table}} "
    f"WHEN OLD.created_at >= COALESCE({_HORIZON}, '') BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
]
_POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION {{table}}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND OLD.created_at < COALESCE({_HORIZON}, '-infinity') THEN RETURN OLD; END IF; "
    f"RAISE EXCEPTION '{_REFUSAL}'; END $$",
    "CREATE TRIGGER {table}_keep_from_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
    "CREATE TRIGGER {table}_keep_from_deletion BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_keep()",
]
