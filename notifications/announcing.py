"""Telling a worker at once of a row that waits for it. Nothing depends on it: a sweep finds every row."""

import logging
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)

QUIET_SECONDS = 10.0  # without announcements, after one that failed
_quiet_until = 0.0


def announce(send: Callable[[], Any], what: str) -> None:
    """Call `send`, which hands a task to the broker. A broker that is down is left alone for a while, so that not every
    request waits for it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        send()
    except Exception as error:  # whatever a broker that is down raises
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("No broker to announce %s to: %s", what, type(error).__name__)
