"""Background work of the hosted UI."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from hostedui.models import AuthorizationCode, BrowserSession

_KEPT = timedelta(days=1)  # a code that comes a second time is known for as long


@shared_task
def forget_ended() -> None:
    """Delete codes and browser sessions that open nothing any more."""
    AuthorizationCode.objects.filter(expires_at__lt=timezone.now() - _KEPT).delete()
    BrowserSession.objects.filter(expires_at__lt=timezone.now()).delete()
