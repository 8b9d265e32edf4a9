"""Getting a message out, once, whatever happens to the process that does it.

A worker holds a message by having pushed its `due_at` ahead. If it dies, the lease runs out and the message is due
again. One window stays open, and SMTP leaves it so (RFC 1047): a server that took the message from a worker that is
killed before it could note so sees it twice, with the same Message-ID. Other senders have the same window, unless their
provider knows a double by the message's id.
"""

import datetime
import logging
import random
import time
import uuid

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from notifications import destinations, leases, limits, senders
from notifications.models import Message
from notifications.sender_urls import Malformed
from notifications.senders.base import Handler, Sender, SendError

log = logging.getLogger(__name__)

STEPS_OF_A_TALK = 12  # with a server, each of which may take the sender's timeout; SMTP with TLS and log-in has nine
MAX_ATTEMPTS = 9  # the last one comes one to two hours after the first
PUT_OFF = datetime.timedelta(seconds=1)  # where the sender is not free: the sweep comes back to it


def deliver(message_id: str | uuid.UUID) -> None:
    """Send the message if it is due and nobody else has it. May be called any number of times."""
    message = _claim(message_id)
    if message is None:
        return None
    if message.attempts > MAX_ATTEMPTS:
        return _park(message, message.last_error or "Every worker that tried was lost.")
    try:
        sender = _find_sender(message)
        if sender is None:
            return None
        provider_id = sender.send(message)
    except SendError as error:
        return _try_later(message, error)
    except Malformed as error:
        return _try_later(message, SendError(f"The sender cannot be used: {error}"))
    except limits.Exhausted as limit:
        return _park(message, str(limit))
    except Exception as error:  # poison: what nobody foresaw must not come back for ever, nor stop what waits behind it
        log.exception("Message %s broke its sender", message.id)
        return _try_later(message, SendError(f"The sender broke: {type(error).__name__}"))
    return _finish(message, provider_id or "", forget_body=not sender.keeps_body)


def list_due(limit: int) -> list[uuid.UUID]:
    """Messages whose turn it is, the longest waiting first."""
    due = Message.objects.filter(state=Message.State.WAITING, due_at__lte=timezone.now())
    return list(due.order_by("due_at").values_list("id", flat=True)[:limit])


def try_again(message: Message) -> bool:
    """Take a parked message up anew, with all its attempts. False if it is not parked, or what it said is gone."""
    parked = Message.objects.filter(id=message.id, state=Message.State.FAILED, sealed_text__isnull=False)
    return bool(parked.update(state=Message.State.WAITING, attempts=0, due_at=timezone.now()))


def pause_after(attempts: int) -> datetime.timedelta:
    """Between half of the longest pause and all of it: what failed together does not come back together."""
    return leases.longest_pause_after(attempts) * random.uniform(0.5, 1)  # noqa: S311 - no secret


def lease() -> datetime.timedelta:
    """For how long a worker holds a message: longer than the slowest talk with a server."""
    return datetime.timedelta(seconds=STEPS_OF_A_TALK * settings.SENDER_TIMEOUT_SECONDS)


def _find_sender(message: Message) -> Handler | None:
    """Whoever takes the message, when it is its turn; None if that takes too long. Raises what forbids the message."""
    if handler := senders.handler_of(message):
        return handler
    sender = senders.of_message(message)
    return sender if _may_leave(message, sender) else None


def _may_leave(message: Message, sender: Sender) -> bool:
    """Wait for the sender's turn; False if that takes too long. Raises what forbids the message."""
    if sender.keeps_body:
        return True
    destinations.check(message, sender.url)
    wait = limits.turn(sender.url)
    if wait is None:
        _put_off(message)
        return False
    if message.attempts == 1:
        limits.count(message, sender.url)
    time.sleep(wait.total_seconds())
    return True


def _claim(message_id: str | uuid.UUID) -> Message | None:
    """The message, held for the length of the lease; None if it is not due or somebody else has it."""
    if not leases.take(Message, message_id, lease()):
        return None
    return Message.objects.get(id=message_id)


def _finish(message: Message, provider_id: str, *, forget_body: bool) -> None:
    """It is out, so this is true even if the lease ran out meanwhile."""
    changes = {
        "state": Message.State.SENT,
        "sent_at": timezone.now(),
        "last_error": "",
        "provider_id": provider_id[:255],
    }
    if forget_body:
        changes |= {"sealed_text": None, "sealed_html": None}
    Message.objects.filter(id=message.id).update(**changes)


def _try_later(message: Message, error: SendError) -> None:
    if error.is_final or message.attempts >= MAX_ATTEMPTS:
        return _park(message, str(error))

    log.warning("Message %s is to be tried again (attempt %d): %s", message.id, message.attempts, error)
    due_at = timezone.now() + pause_after(message.attempts)
    leases.held(message).update(due_at=due_at, last_error=str(error)[:512])
    return None


def _put_off(message: Message) -> None:
    """Not tried at all, so it does not count as an attempt."""
    leases.held(message).update(due_at=timezone.now() + PUT_OFF, attempts=F("attempts") - 1)


def _park(message: Message, why: str) -> None:
    """Give it up until somebody asks for another try; what it says is kept sealed for that, for a while."""
    log.error("Message %s cannot be delivered: %s", message.id, why)
    leases.held(message).update(state=Message.State.FAILED, last_error=why[:512])
