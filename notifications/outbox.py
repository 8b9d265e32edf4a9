"""Taking messages in. Whoever has something to say writes it here, in the transaction of its cause."""

import functools
import logging
import time
import unicodedata

from django.db import transaction
from django.utils import timezone

from notifications import tasks
from notifications.models import Message

log = logging.getLogger(__name__)

QUIET_SECONDS = 10.0  # without announcements, after one that failed
_quiet_until = 0.0


class Unsendable(ValueError):
    """An address, subject or sender that would break out of its header line."""


def queue(
    channel: Message.Channel | str,
    address: str,
    *,
    subject: str = "",
    text: str,
    html: str | None = None,
    sender: str = "",
    reference: str = "",
) -> Message:
    """Write the message; it leaves after the commit and is lost only with its transaction. Raises `Unsendable`.

    `reference` says who asked, such as a pool id, and is what an inbox is listed by.
    """
    for value in (address, subject, sender):
        _refuse_control_characters(value)

    now = timezone.now()
    message = Message(
        channel=channel,
        address=address,
        subject=subject,
        sender=sender,
        reference=reference,
        created_at=now,
        due_at=now,
    )
    message.text, message.html = text, html
    message.save(force_insert=True)
    transaction.on_commit(functools.partial(_wake_a_worker, str(message.id)))
    return message


def _refuse_control_characters(value: str) -> None:
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
        raise Unsendable("Line breaks and control characters are not allowed in an address, subject or sender.")


def _wake_a_worker(message_id: str) -> None:
    """Announce the message. A broker that is down is left alone for a while, so that not every request waits for it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        tasks.deliver.apply_async((message_id,))
    except Exception as error:  # whatever a broker that is down raises: the sweep finds the row
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("No broker to announce message %s to: %s", message_id, type(error).__name__)
