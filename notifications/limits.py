"""Limits on what leaves: how fast, how much a day, to one address, for how much money.

Each is a counter in the database that a conditional update moves on, so that any number of workers share it. A message
is counted at its first attempt, whatever becomes of it; one that is tried again after it was parked counts again.
"""

import datetime
import hashlib
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from notifications.models import Allowance, Message
from notifications.sender_urls import Limits, SenderUrl

LONGEST_WAIT = datetime.timedelta(seconds=1)  # a worker waits that long for its turn; what has more to wait is put off
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ!\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENDED = frozenset("^{}\\[~]|€")
_MILLIONTHS = 1_000_000


class Exhausted(Exception):
    """A limit forbids the message. The text is for the operator."""


def count(message: Message, url: SenderUrl) -> None:
    """Count the message against the limits of its sender. Raises `Exhausted`, and then has counted nothing."""
    with transaction.atomic():
        for key, ends_at, amount, limit, why in _counters(message, url):
            if not _take(key, ends_at, amount, limit):
                raise Exhausted(why)


def turn(url: SenderUrl) -> datetime.timedelta | None:
    """How long to wait before the sender may be used; None when that is too long to wait for."""
    if url.limits.per_second is None:
        return datetime.timedelta(0)
    step = int(_MILLIONTHS / url.limits.per_second)
    now = _microseconds(timezone.now())
    latest = now + _microseconds_of(LONGEST_WAIT)
    key, ends_at = f"pace:{_name(url)}", timezone.now() + datetime.timedelta(days=1)
    Allowance.objects.bulk_create([Allowance(key=key, ends_at=ends_at)], ignore_conflicts=True)
    with transaction.atomic():
        free = Allowance.objects.filter(key=key, used__lte=latest)
        if not free.update(used=Greatest(F("used"), Value(now)) + step, ends_at=ends_at):
            return None
        mine = Allowance.objects.values_list("used", flat=True).get(key=key) - step
    return datetime.timedelta(microseconds=max(0, mine - now))


def parts_of(text: str) -> int:
    """How many text messages it takes: 160 characters in one, 153 in each of several; 70 and 67 beyond GSM 7 bit."""
    if is_gsm_7(text):
        length, single, several = sum(1 + (each in _GSM_7_EXTENDED) for each in text), 160, 153
    else:
        length, single, several = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else -(-length // several)


def is_gsm_7(text: str) -> bool:
    """Whether the alphabet of text messages (3GPP 23.038) has all of it."""
    return set(text) <= _GSM_7 | _GSM_7_EXTENDED


def forget_ended() -> None:
    """Delete the counters of periods that are over."""
    Allowance.objects.filter(ends_at__lt=timezone.now()).delete()


def _counters(message: Message, url: SenderUrl) -> list[tuple[str, datetime.datetime, int, int, str]]:
    limits, name, now = url.limits, _name(url), timezone.now()
    found = []
    if limits.per_address is not None:
        address = hashlib.sha256(message.address.lower().encode()).hexdigest()[:32]
        why = f"More than {limits.per_address} messages to this address within an hour."
        key = f"address:{address}:{now:%Y-%m-%dT%H}:{name}"
        found.append((key, now + datetime.timedelta(hours=1), 1, limits.per_address, why))
    if limits.per_day is not None:
        why = f"More than {limits.per_day} messages a day through this sender."
        found.append((f"day:{now:%Y-%m-%d}:{name}", now + datetime.timedelta(days=1), 1, limits.per_day, why))
    if limits.budget is not None:
        why = f"More than the {limits.budget} that this sender may cost in a month."
        cost, budget = _cost(message, limits), int(limits.budget * _MILLIONTHS)
        found.append((f"month:{now:%Y-%m}:{name}", now + datetime.timedelta(days=31), cost, budget, why))
    return found


def _cost(message: Message, limits: Limits) -> int:
    """In millionths of the currency."""
    parts = parts_of(message.text) if message.channel == Message.Channel.SMS else 1
    return int(limits.price * parts * Decimal(_MILLIONTHS))


def _take(key: str, ends_at: datetime.datetime, amount: int, limit: int) -> bool:
    Allowance.objects.bulk_create([Allowance(key=key, ends_at=ends_at)], ignore_conflicts=True)
    return bool(Allowance.objects.filter(key=key, used__lte=limit - amount).update(used=F("used") + amount))


def _name(url: SenderUrl) -> str:
    """A sender is known by where it leads and as whom, not by its password or its limits."""
    return hashlib.sha256(f"{url.scheme}:{url.username}:{url.host}:{url.port}".encode()).hexdigest()[:32]


def _microseconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * _MILLIONTHS)


def _microseconds_of(duration: datetime.timedelta) -> int:
    return duration // datetime.timedelta(microseconds=1)
