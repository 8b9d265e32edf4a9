"""`manage.py audit_export`: the audit trail as JSON lines, each a record of CloudTrail."""

import contextlib
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date, parse_datetime

from pools.actions import audit_export, audit_records
from pools.errors import PoolError

_TOLD_EVERY = 10_000  # events


class Command(BaseCommand):
    help = "Write audit events as JSON lines, oldest first. Where it ended is told, to go on from later by --after."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", type=_moment, help="e.g. 2026-01-31 or 2026-01-31T12:00:00Z")
        parser.add_argument("--to", dest="end", type=_moment, help="up to before this moment; until a minute ago")
        parser.add_argument("--pool", default="", help="the events of this user pool alone")
        parser.add_argument("--after", default="", help="go on from where an export ended; the file is added to")
        parser.add_argument("--output", type=Path, help="a file, instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            position = _start(options)
        except PoolError as error:
            raise CommandError(error.message) from error
        end = min(options["end"] or audit_export.settled(), audit_export.settled())
        count = 0
        with _opened(options["output"], "a" if options["after"] else "w") as file:
            for page in audit_export.pages(position, end, options["pool"]):
                for record in audit_records.word_all(page):
                    file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
                position = audit_export.Position.of(page[-1])
                count += len(page)
                if count % _TOLD_EVERY < len(page):
                    self.stderr.write(f"{count:,} events, up to {page[-1].created_at:%Y-%m-%d %H:%M}")
        self.stderr.write(f"{count:,} events in all. To go on from here: --after {position}")


def _start(options: dict[str, Any]) -> audit_export.Position:
    if options["after"]:
        return audit_export.Position.parse(options["after"])
    if options["start"]:
        return audit_export.Position(options["start"], audit_export.START.event_id)
    return audit_export.START


def _moment(text: str) -> datetime:
    """A day or a moment; in UTC unless it says otherwise."""
    try:
        day = parse_date(text)
        moment = datetime(day.year, day.month, day.day) if day else parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise ArgumentTypeError(f"{text!r} is neither a day nor a moment.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextlib.contextmanager
def _opened(path: Path | None, mode: str) -> Iterator[IO[str]]:
    if path is None:
        yield sys.stdout
        return
    try:
        file = path.open(mode, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--output: {error.strerror}: {path}") from error
    with file:
        yield file
