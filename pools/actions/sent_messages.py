"""Messages that are to leave, have left, or could not: looked up by administrators, and tried again."""

import uuid

from django.db import transaction
from django.db.models import QuerySet

from notifications import delivery, outbox
from notifications.models import Message
from pools.actions import audit, paging
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceNotFoundException


def find_message(message_id: uuid.UUID) -> Message | None:
    return Message.objects.filter(id=message_id).first()


def get_message(message_id: uuid.UUID) -> Message:
    """The message. Raises `ResourceNotFoundException`."""
    message = find_message(message_id)
    if message is None:
        raise ResourceNotFoundException("Message not found.")
    return message


def list_messages(
    *, state: str = "", address: str = "", pool_id: str = "", limit: int, token: str | None = None
) -> tuple[list[Message], str | None]:
    """A page of messages, as far as they are of this state, to this address and of this pool."""
    wanted = {"state": state, "address": address, "reference": pool_id}
    found: QuerySet[Message] = Message.objects.filter(**{name: value for name, value in wanted.items() if value})
    return paging.page(found, "id", "messages", limit=limit, token=token)


def retry_message(message: Message, *, caller: Caller) -> None:
    """Send a parked message after all, with as many attempts as a new one has.

    Raises `InvalidParameterException` if it is not parked, or what it says is kept no longer.
    """
    with transaction.atomic():
        if not delivery.try_again(message):
            raise InvalidParameterException("Only a message that was given up within the last days can be tried again.")
        audit.record(caller, "RetryMessage", message_id=str(message.id))
        outbox.announce(message)
