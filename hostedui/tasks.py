"""Background work of the hosted UI."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from federation.actions import federated_attempts
from hostedui.models import (
    AuthorizationCode,
    BrowserSession,
    DeviceAuthorization,
    ProviderSession,
    PushedRequest,
    SpentJwt,
)
from notifications import batches

_KEPT = timedelta(days=1)  # a code that comes a second time is known for as long


@shared_task
def forget_ended() -> None:
    """Delete codes, browser sessions and whatever else opens nothing any more."""
    batches.delete(AuthorizationCode.objects.filter(expires_at__lt=timezone.now() - _KEPT))
    for model in (BrowserSession, DeviceAuthorization, ProviderSession, PushedRequest, SpentJwt):
        batches.delete(model.objects.filter(expires_at__lt=timezone.now()))
    federated_attempts.forget_ended()
