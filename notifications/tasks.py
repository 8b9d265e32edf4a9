"""Background work of the outbox. Celery finds this module."""

import datetime
import time

from celery import shared_task
from django.utils import timezone

from notifications import batches, delivery, limits
from notifications.models import Message

KEPT_FOR = datetime.timedelta(days=30)
PARKED_FOR = datetime.timedelta(days=7)  # as long as a temporary password serves; codes are long too old by then
SWEEP_SECONDS = 15  # a sweep takes up no new message after that
SWEEP_LIMIT = 500  # messages that one sweep looks up


@shared_task(ignore_result=True)
def deliver(message_id: str) -> None:
    delivery.deliver(message_id)


@shared_task(ignore_result=True)
def sweep() -> None:
    """Deliver what is due: second attempts, and what a lost worker, broker or web process left behind."""
    until = time.monotonic() + SWEEP_SECONDS
    for message_id in delivery.list_due(SWEEP_LIMIT):
        if time.monotonic() > until:
            return
        delivery.deliver(message_id)


@shared_task(ignore_result=True)
def forget_old() -> None:
    """Delete what is neither waiting nor recent: addresses are not kept for ever, parked bodies not for long."""
    parked = Message.objects.filter(state=Message.State.FAILED, sealed_text__isnull=False)
    parked.filter(created_at__lt=timezone.now() - PARKED_FOR).update(sealed_text=None, sealed_html=None)
    limits.forget_ended()
    old = Message.objects.exclude(state=Message.State.WAITING).filter(created_at__lt=timezone.now() - KEPT_FOR)
    batches.delete(old.order_by())
