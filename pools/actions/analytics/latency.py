"""How long requests of a pool take, as a histogram for each hour.

To measure costs the request nothing that it could notice: a number in memory goes up by one, and the thread that writes
audit events adds what has gathered to the tallies. A process that is killed loses what it gathered since.
"""

import bisect
import enum
import threading
import time
from collections import Counter

from django.db import DatabaseError, transaction
from django.utils import timezone

from pools.actions.analytics import tallies
from pools.actions.analytics.metrics import Metric
from pools.actions.analytics.tallies import Key

INTERVAL_SECONDS = 20
# Upper bounds in milliseconds; close enough that what is read from between two of them is off by a fifth at most
BOUNDS = (1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000)
BEYOND = 10_000  # stands for whatever takes longer


class Kind(enum.StrEnum):
    """Requests that are alike in what they have to do."""

    SIGN_IN = "sign_in"
    TOKENS = "tokens"
    API = "api"
    PAGES = "pages"


class Gathered:
    """What this process has measured and not yet written."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._turn = threading.Lock()
        self._written_at = time.monotonic()

    def note(self, pool_id: str, kind: Kind, seconds: float) -> None:
        """A request of this pool was answered. Of requests whose pool nobody knows nothing is kept."""
        if pool_id:
            hour = tallies.hour_of(timezone.now())
            key = Key(pool_id, "", hour, Metric.LATENCY.value, f"{kind}:{bucket_of(seconds)}")
            with self._turn:
                self._counts[key] += 1

    def flush_if_due(self, *, is_last: bool) -> None:
        """Write what has gathered, every now and then and before the process ends."""
        if is_last or time.monotonic() - self._written_at >= INTERVAL_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what has gathered, now. Raises DatabaseError where it cannot be; then it is kept."""
        self._written_at = time.monotonic()
        with self._turn:
            counts, self._counts = self._counts, Counter()
        try:
            with transaction.atomic():
                tallies.add(counts)
        except DatabaseError:
            with self._turn:
                self._counts.update(counts)
            raise


GATHERED = Gathered()


def bucket_of(seconds: float) -> int:
    """The upper bound, in milliseconds, of the bucket that this falls into."""
    place = bisect.bisect_left(BOUNDS, seconds * 1000)
    return BOUNDS[place] if place < len(BOUNDS) else BEYOND


def percentile(counts: dict[int, int], share: float) -> float | None:
    """How many milliseconds this share of the requests took at most, read from between the bounds; None for none."""
    wanted, seen = sum(counts.values()) * share, 0
    for bound in (*BOUNDS, BEYOND):
        number = counts.get(bound, 0)
        if number and seen + number >= wanted:
            lower = max((each for each in (0, *BOUNDS) if each < bound), default=0)
            return lower + (bound - lower) * (wanted - seen) / number
        seen += number
    return None
