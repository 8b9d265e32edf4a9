"""Taking messages in. Whoever has something to say writes it here, in the transaction of its cause."""

import functools
import unicodedata
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications import announcing, tasks
from notifications.models import Message


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
    reply_to: str = "",
    identity: str = "",
    reference: str = "",
    options: dict[str, Any] | None = None,
) -> Message:
    """Write the message; it leaves after the commit and is lost only with its transaction. Raises `Unsendable`.

    `identity` is the ARN of what it is to be sent as, `options` what its sender is told beside. `reference` says who
    asked, such as a pool id, and is what an inbox is listed by.
    """
    for value in (address, subject, sender, reply_to):
        _refuse_control_characters(value)

    now = timezone.now()
    message = Message(
        channel=channel,
        address=address,
        subject=subject,
        sender=sender,
        reply_to=reply_to,
        identity=identity,
        reference=reference,
        options=options or {},
        created_at=now,
        due_at=now,
    )
    message.text, message.html = text, html
    message.save(force_insert=True)
    announce(message)
    return message


def announce(message: Message) -> None:
    """Have a worker look at the message after the commit."""
    transaction.on_commit(functools.partial(_wake_a_worker, str(message.id)))


def _refuse_control_characters(value: str) -> None:
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
        raise Unsendable("Line breaks and control characters are not allowed in an address, subject or sender.")


def _wake_a_worker(message_id: str) -> None:
    announcing.announce(lambda: tasks.deliver.apply_async((message_id,)), f"message {message_id}")
