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
from pools.models import AppClient

INTERVAL_SECONDS = 20
_MOST = 5_000  # counters that wait; names of app clients may be made up
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

    def note(self, pool_id: str, kind: Kind, seconds: float, *, client_id: str = "") -> None:
        """A request of this pool was answered, or of the pool of the app client that was named, should there be such
        a one. Of requests whose pool nobody knows nothing is kept."""
        if not pool_id and (not client_id or len(self._counts) >= _MOST):
            return
        hour = tallies.hour_of(timezone.now())
        label = f"{kind}:{bucket_of(seconds)}"
        key = Key(pool_id, "" if pool_id else client_id, hour, Metric.LATENCY.value, label)
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
                tallies.add(_of_pools(counts))
        except DatabaseError:
            with self._turn:
                self._counts.update(counts)
            raise


GATHERED = Gathered()


def _of_pools(counts: "Counter[Key]") -> "Counter[Key]":
    """Those of existing pools, some of which are told by an app client alone."""
    named = {key.client_id for key in counts if not key.pool_id}
    pools = dict(AppClient.objects.filter(client_id__in=named).values_list("client_id", "pool_id")) if named else {}
    found: Counter[Key] = Counter()
    for key, number in counts.items():
        if pool_id := key.pool_id or pools.get(key.client_id, ""):
            found[key._replace(pool_id=pool_id, client_id="")] += number
    return found


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
