"""Places at work in this process: as many requests as have one are worked on at a time.

Whoever waits for a function gives his place away meanwhile, so that functions which hang hold nobody up. As many wait
at once as there are threads beyond the places; one more is refused, as Lambda refuses what exceeds its concurrency.
"""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection

from pools.triggers.runners.base import Failed

_places: "queue.SimpleQueue[None] | None" = None  # none in commands, tests and the worker for background work
_waiting = threading.BoundedSemaphore(settings.FUNCTION_CALLS)
_here = threading.local()

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def serve(application: Application, places: int) -> Application:
    """The application, worked on in this many places."""
    global _places
    free: queue.SimpleQueue[None] = queue.SimpleQueue()
    for _ in range(places):
        free.put(None)
    _places = free

    def serve_one(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        free.get()
        _here.has_place = True
        try:
            return application(environ, start_response)
        finally:
            _here.has_place = False
            free.put(None)

    return serve_one


@contextlib.contextmanager
def given_away() -> Iterator[None]:
    """While somebody else answers. Raises `Failed` when too many wait in this process already.

    A connection to the database goes back to its pool meanwhile, where there is one.
    """
    if not _waiting.acquire(blocking=False):
        raise Failed("TooManyRequestsException", is_passing=False)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        connection.close()
    free = _places if getattr(_here, "has_place", False) else None
    if free is not None:
        free.put(None)
    try:
        yield
    finally:
        if free is not None:
            free.get()
        _waiting.release()
