"""Where requests are counted.

A bucket holds one second's worth of requests: as many may come at once, and each gives its place back a second after it
came. `limits` has no strategy that is called a token bucket; its moving window is one whose tokens return one by one
after exactly a second. It keeps to the word of a rate, so many within any second. A bucket that is refilled evenly lets
twice as many through in the second after a quiet one, a fixed window does so around its end, and the sliding counter
guesses.

Redis counts for all processes of all nodes. Without it each web process counts for itself and admits its share.
"""

import functools
import hashlib
import logging
import time
from typing import Any

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

_TIMEOUT = 0.25  # seconds that a request waits for Redis
_REST = 5.0  # seconds without Redis after it failed

_log = logging.getLogger(__name__)


class Buckets:
    """Counts in Redis if it has its address, and in this process while Redis does not answer."""

    def __init__(self, redis_url: str, processes: int) -> None:
        self._processes = processes
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared: MovingWindowRateLimiter | None = None
        self._rests_until = float("-inf")
        if redis_url:
            options: dict[str, Any] = {"socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT}
            storage = RedisStorage(redis_url, key_prefix="poolhouse:rate", wrap_exceptions=True, **options)
            self._shared = MovingWindowRateLimiter(storage)

    def take(self, rps: int, *names: str) -> bool:
        """Count a request in the bucket of these names; False if it is empty, and then nothing is counted."""
        key = _key(names)
        if self._shared and time.time() >= self._rests_until:
            try:
                return self._shared.hit(_item(rps, 1), key)
            except StorageError as error:
                _log.warning("Redis does not count requests, this process does so alone: %s", error)
                self._rests_until = time.time() + _REST
        return self._own.hit(_item(rps, self._processes), key)


@functools.cache
def buckets() -> Buckets:
    """Those of this process."""
    return Buckets(settings.REDIS_URL, settings.WORKERS)


@functools.lru_cache(1024)
def _item(rps: int, processes: int) -> RateLimitItem:
    """The share of one process: a whole number of requests in a second, or one in some seconds."""
    if rps >= processes:
        return RateLimitItemPerSecond(-(-rps // processes))
    return RateLimitItemPerSecond(1, -(-processes // rps))


def _key(names: tuple[str, ...]) -> str:
    """Of one length, and without the names of users."""
    return hashlib.sha256("\0".join(names).encode()).hexdigest()[:32]
