"""Deleting many rows without anybody having to wait for it."""

from django.db.models import QuerySet

ROWS = 500  # in one short transaction


def delete(rows: QuerySet, *, size: int = ROWS) -> None:
    """Delete these rows a batch at a time. May be stopped anywhere and run again."""
    model = rows.model
    while batch := list(rows.values_list("pk", flat=True)[:size]):
        model._base_manager.filter(pk__in=batch).delete()
