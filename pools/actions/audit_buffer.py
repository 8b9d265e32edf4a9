"""Audit events of what changed nothing: reads, pages that were looked at, requests that were refused at the door.

They are thousands a second, and none of them is worth a transaction. They wait in the process, at most for about a
second, and a thread of its own writes them in batches. A process that is killed loses those that wait; never a change,
whose event is written with it.
"""

import collections
import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.utils import timezone

from pools.metrics import AUDIT_EVENTS_LOST
from pools.models import AppClient, AuditEvent, AuditResponse
from pools.models.audit_event import NEW_AUDIT_EVENT, NEW_AUDIT_RESPONSE

CAPACITY = 20_000  # events that wait for a database that does not answer
INTERVAL_SECONDS = 0.5
LATEST = timedelta(seconds=30)  # what could not be written for so long is given up: exports have passed its time by
_BATCH = 500  # rows in one short transaction

_Row = AuditEvent | AuditResponse
_log = logging.getLogger(__name__)


class Buffer:
    """What waits is how to make a row: hiding secrets and wording are the writer's work, not the request's."""

    def __init__(self) -> None:
        self._waiting: collections.deque[Callable[[], _Row]] = collections.deque()
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._beside: tuple[Callable[..., None], ...] = ()

    def add(self, make: Callable[[], _Row]) -> None:
        """Have this row written soon. Takes no time; a full buffer loses it, which is counted."""
        if len(self._waiting) < CAPACITY:
            self._waiting.append(make)
        else:
            AUDIT_EVENTS_LOST.inc()

    def flush(self) -> None:
        """Write what waits, now. Raises DatabaseError where it cannot be; it waits on."""
        with self._turn:
            while self._waiting:
                rows = [row for row in map(_made, self._take()) if row is not None]
                try:
                    _write(rows)
                except DatabaseError:
                    self._put_back(rows)
                    raise

    def start(self, *beside: "Callable[..., None]") -> None:
        """Begin to write in the background, until the process ends. Call it once in a process that serves requests.
        What else is to be written now and then is called beside, with `is_last` before the process ends."""
        self._beside = beside
        self._thread = threading.Thread(target=self._run, name="audit", daemon=False)
        self._thread.start()

    def clear(self) -> None:
        self._waiting.clear()

    def _run(self) -> None:
        main, ended = threading.main_thread(), threading.Event()
        while main.is_alive():  # not a daemon: the process ends when this thread has written the rest
            ended.wait(INTERVAL_SECONDS)
            self._flush_if_possible()
            self._do_beside(is_last=not main.is_alive())
        connections.close_all()

    def _flush_if_possible(self) -> None:
        try:
            close_old_connections()
            self.flush()
        except Exception:
            _log.exception("Audit events cannot be written; %d wait", len(self._waiting))
        finally:
            close_old_connections()

    def _do_beside(self, *, is_last: bool) -> None:
        for write in self._beside:
            try:
                write(is_last=is_last)
            except Exception:
                _log.exception("What is written beside audit events cannot be written")
            finally:
                close_old_connections()

    def _take(self) -> list[Callable[[], _Row]]:
        return [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]

    def _put_back(self, rows: list[_Row]) -> None:
        oldest = timezone.now() - LATEST
        kept = [row for row in rows if row.created_at > oldest]
        AUDIT_EVENTS_LOST.inc(len(rows) - len(kept))
        self._waiting.extendleft((lambda row=row: row) for row in reversed(kept))  # type: ignore[misc]


BUFFER = Buffer()


def _made(make: Callable[[], _Row]) -> _Row | None:
    try:
        return make()
    except Exception:  # one request that cannot be worded must not hold up all others
        _log.exception("An audit event could not be worded")
        return None


def _write(rows: list[_Row]) -> None:
    events = [row for row in rows if isinstance(row, AuditEvent)]
    responses = [row for row in rows if isinstance(row, AuditResponse)]
    _find_pools(events)
    with transaction.atomic():
        if events:
            NEW_AUDIT_EVENT.insert_all(events)
        if responses:
            NEW_AUDIT_RESPONSE.insert_all(responses)


def _find_pools(events: list[AuditEvent]) -> None:
    """A page on the base host knows an app client only."""
    wanted = {event.client_id for event in events if event.client_id and not event.pool_id}
    if wanted:
        pools = dict(AppClient.objects.filter(client_id__in=wanted).values_list("client_id", "pool_id"))
        for event in events:
            event.pool_id = event.pool_id or pools.get(event.client_id, "")
