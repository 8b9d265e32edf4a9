"""What providers tell about messages that they had taken: those that came back, and readers who complained."""

import logging
import uuid

from django.db.models import Q

from notifications import destinations
from notifications.models import Message, SuppressedAddress

log = logging.getLogger(__name__)

Reason = SuppressedAddress.Reason


def came_back(message_id: str, address: str, detail: str) -> None:
    """The mailbox does not exist, or takes nothing from us: nothing is sent there any more (USR-53)."""
    _note(message_id, address, detail)
    destinations.suppress(Message.Channel.EMAIL, address, Reason.BOUNCE, detail)


def was_refused(message_id: str, address: str, detail: str) -> None:
    """The provider did not pass the message on; that says nothing about the address."""
    _note(message_id, address, detail)


def was_complained_of(message_id: str, address: str, detail: str) -> None:
    """Its reader called the message unwanted: nothing is sent there any more."""
    log.warning("The reader of message %s complained", message_id)
    destinations.suppress(Message.Channel.EMAIL, address, Reason.COMPLAINT, detail)


def _note(message_id: str, address: str, detail: str) -> None:
    """Mark the message, known by our id or by the provider's."""
    if not message_id:
        return
    known = Q(provider_id=message_id)
    if own := _own(message_id):
        known |= Q(id=own)
    sent = Message.objects.filter(known, state=Message.State.SENT, address__iexact=address)
    sent.update(state=Message.State.BOUNCED, last_error=(detail or "It came back.")[:512])


def _own(message_id: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(message_id)
    except ValueError:
        return None
