"""Getting a message out, once, whatever happens to the process that does it.

A worker holds a message by having pushed its `due_at` ahead. If it dies, the lease runs out and the message is due
again. Only an SMTP server that took a message from a worker killed before it could note so sees it twice, with the
same Message-ID.
"""

import datetime
import logging
import uuid

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone

from notifications import senders
from notifications.models import Message
from notifications.senders.base import SendError

log = logging.getLogger(__name__)

STEPS_OF_A_TALK = 12  # with a server, each of which may take the sender's timeout; SMTP with TLS and log-in has nine
MAX_ATTEMPTS = 9  # the last one comes some two hours after the first
FIRST_PAUSE = datetime.timedelta(seconds=10)
LONGEST_PAUSE = datetime.timedelta(hours=1)


def deliver(message_id: str | uuid.UUID) -> None:
    """Send the message if it is due and nobody else has it. May be called any number of times."""
    message = _claim(message_id)
    if message is None:
        return None
    if message.attempts > MAX_ATTEMPTS:
        return _give_up(message, message.last_error or "Every worker that tried was lost.")

    sender = senders.for_channel(message.channel)
    try:
        sender.send(message)
    except SendError as error:
        return _try_later(message, error)
    return _finish(message, forget_body=not sender.keeps_body)


def list_due(limit: int) -> list[uuid.UUID]:
    """Messages whose turn it is, the longest waiting first."""
    due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=timezone.now())
    return list(due.order_by("due_at").values_list("id", flat=True)[:limit])


def pause_after(attempts: int) -> datetime.timedelta:
    """10 s, 30 s, 90 s and so on, to an hour."""
    return min(FIRST_PAUSE * 3 ** (attempts - 1), LONGEST_PAUSE)


def lease() -> datetime.timedelta:
    """For how long a worker holds a message: longer than the slowest talk with a server."""
    return datetime.timedelta(seconds=STEPS_OF_A_TALK * settings.SENDER_TIMEOUT_SECONDS)


def _claim(message_id: str | uuid.UUID) -> Message | None:
    """The message, held for the length of the lease. Of several workers one gets it: the update hits one row."""
    now = timezone.now()
    due = Message.objects.filter(id=message_id, state=Message.State.WAITING, due_at__lte=now)
    if not due.update(due_at=now + lease(), attempts=F("attempts") + 1):
        return None
    return Message.objects.get(id=message_id)


def _finish(message: Message, *, forget_body: bool) -> None:
    """It is out, so this is true even if the lease ran out meanwhile."""
    changes = {"state": Message.State.SENT, "sent_at": timezone.now(), "last_error": ""}
    if forget_body:
        changes |= {"sealed_text": None, "sealed_html": None}
    Message.objects.filter(id=message.id).update(**changes)


def _try_later(message: Message, error: SendError) -> None:
    if error.is_final or message.attempts >= MAX_ATTEMPTS:
        return _give_up(message, str(error))

    log.warning("Message %s is to be tried again (attempt %d): %s", message.id, message.attempts, error)
    due_at = timezone.now() + pause_after(message.attempts)
    _held(message).update(due_at=due_at, last_error=str(error)[:512])
    return None


def _give_up(message: Message, why: str) -> None:
    log.error("Message %s cannot be delivered: %s", message.id, why)
    _held(message).update(state=Message.State.FAILED, last_error=why[:512], sealed_text=None, sealed_html=None)


def _held(message: Message) -> QuerySet[Message]:
    """The row, if it is still ours: every claim counts one attempt."""
    return Message.objects.filter(id=message.id, state=Message.State.WAITING, attempts=message.attempts)
