"""Addresses that a sandbox lets through, once their readers have told the code that was sent there (USR-242)."""

import datetime
import secrets

from django.db.models import F
from django.utils import timezone

from notifications import outbox, sealing
from notifications.destinations import VERIFYING
from notifications.models import VerifiedAddress

MOST_ADDRESSES = 10  # of each channel, as SNS has it (USR-231)
CODE_LIFETIME = datetime.timedelta(hours=24)
MAX_GUESSES = 5


class NotVerifiable(ValueError):
    """There are as many verified addresses as a sandbox takes."""


def start_verification(channel: str, address: str) -> VerifiedAddress:
    """Send a code to an address that a sandbox is to let through. Raises `NotVerifiable` and `outbox.Unsendable`."""
    address = address.lower()
    known = VerifiedAddress.objects.filter(channel=channel)
    if not known.filter(address=address).exists() and known.count() >= MOST_ADDRESSES:
        raise NotVerifiable(f"At most {MOST_ADDRESSES} addresses can be verified.")
    code = f"{secrets.randbelow(1_000_000):06}"
    row, _ = VerifiedAddress.objects.update_or_create(
        channel=channel,
        address=address,
        defaults={"code_digest": _digest(channel, address, code), "code_sent_at": timezone.now(), "guesses": 0},
    )
    text = f"Your verification code is {code}."
    outbox.queue(channel, address, subject="Verify this address", text=text, reference=VERIFYING)
    return row


def finish_verification(channel: str, address: str, code: str) -> bool:
    """Whether the code is the one that was sent; if so the address is verified from now on. Five guesses are taken."""
    address = address.lower()
    since = timezone.now() - CODE_LIFETIME
    asked = VerifiedAddress.objects.filter(channel=channel, address=address, code_sent_at__gte=since)
    if not asked.filter(guesses__lt=MAX_GUESSES).update(guesses=F("guesses") + 1):
        return False
    digest = _digest(channel, address, code)
    return bool(asked.filter(code_digest=digest).update(verified_at=timezone.now(), code_digest=""))


def _digest(channel: str, address: str, code: str) -> str:
    return sealing.fingerprint("sandbox address", f"{channel}:{address}:{code}")
