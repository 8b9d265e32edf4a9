"""Weeks of an app's life, made up, to look at charts with: straight into the counters."""

import datetime
import math
import random
from collections import Counter

from django.db import transaction
from django.utils import timezone

from pools.actions.analytics import tallies
from pools.actions.analytics.latency import Kind, bucket_of
from pools.actions.analytics.tallies import Cell, Key
from pools.models import CountingProgress, UserPool

_KINDS = (
    ("sign_in", "", 100),
    ("factor", "password", 62),
    ("factor", "srp", 24),
    ("factor", "passkey", 11),
    ("factor", "totp", 9),
    ("factor", "email", 5),
    ("factor", "sms", 3),
    ("sign_in_failed", "wrong_password", 7),
    ("sign_in_failed", "CodeMismatchException", 2),
    ("sign_in_failed", "UserNotConfirmedException", 0.8),
    ("sign_in_failed", "locked", 0.5),
    ("sign_in_failed", "session_ended", 0.4),
    ("sign_up", "self", 9),
    ("sign_up", "admin", 1.5),
    ("confirmation", "self", 7.5),
    ("refresh", "", 260),
    ("refresh_failed", "", 3),
    ("code_grant", "", 70),
    ("machine_token", "", 30),
)
_OF_POOL = (
    ("message", "email:sent", 14),
    ("message", "sms:sent", 3),
    ("message", "email:failed", 0.3),
    ("message", "email:bounced", 0.2),
    ("message", "sms:failed", 0.1),
)


def weeks(pool: UserPool, clients: dict[str, float], *, days: int = 180, seed: int = 7) -> None:
    """That many days of hours up to now, of app clients with these shares."""
    chance = random.Random(seed)
    now = timezone.now()
    counts: Counter[Key] = Counter()
    cells: Counter[Cell] = Counter()
    for back in range(days * 24):
        hour = tallies.hour_of(now - datetime.timedelta(hours=back))
        busy = _busy(hour, back / (days * 24))
        for client_id, share in clients.items():
            for metric, label, rate in _KINDS:
                counts[Key(pool.id, client_id, hour, metric, label)] += _around(chance, rate * share * busy / 24)
        for metric, label, rate in _OF_POOL:
            counts[Key(pool.id, "", hour, metric, label)] += _around(chance, rate * busy / 24)
        for kind, middle in zip(Kind, (0.031, 0.004, 0.003, 0.018), strict=True):
            for _ in range(12):
                seconds = chance.lognormvariate(math.log(middle), 0.5)
                counts[Key(pool.id, "", hour, "latency", f"{kind}:{bucket_of(seconds)}")] += 1
        if hour.hour == 0:
            _active(cells, chance, pool, clients, hour, busy)
    with transaction.atomic():
        tallies.add(counts)
        tallies.add_to(cells.items())
        CountingProgress.objects.update_or_create(id=1, defaults={"moment": now})


def _active(
    cells: "Counter[Cell]",
    chance: random.Random,
    pool: UserPool,
    clients: dict[str, float],
    day: datetime.datetime,
    busy: float,
) -> None:
    for client_id, share in {"": 1.0, **clients}.items():
        number = _around(chance, 80 * busy * share)
        cells[Cell(pool.id, "d", day, "active", "", client_id)] += number
        cells[Cell(pool.id, "m", tallies.month_of(day), "active", "", client_id)] += number // 4


def _busy(hour: datetime.datetime, age: float) -> float:
    """More by day than by night, less at weekends, more from month to month."""
    by_hour = 1 + 0.9 * math.sin((hour.hour - 8) / 24 * 2 * math.pi)
    return by_hour * (0.55 if hour.weekday() >= 5 else 1) * (1.6 - age)


def _around(chance: random.Random, mean: float) -> int:
    return (
        max(0, round(chance.gauss(mean, math.sqrt(mean))))
        if mean > 4
        else sum(chance.random() < mean / 8 for _ in range(8))
    )
