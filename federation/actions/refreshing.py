"""Fetching anew what providers publish of themselves: discovery documents, metadata (FED-149)."""

import datetime
import logging

from django.utils import timezone

from federation import details as known_details
from federation.actions.identity_providers import secrets_of
from federation.models import IdentityProvider
from pools.errors import PoolError

LEASE = datetime.timedelta(minutes=5)  # longer than any fetch takes
_PAUSE = datetime.timedelta(hours=1)  # after one that failed
_logger = logging.getLogger(__name__)


def due() -> list[int]:
    """The keys of the providers that are due. Those of deleted pools wait until their pool is back."""
    found = IdentityProvider.objects.filter(refresh_at__lte=timezone.now(), pool__deleted_at__isnull=True)
    return list(found.values_list("pk", flat=True))


def refresh(provider_id: int) -> None:
    """Fetch what this provider publishes, if that is due. Of several workers one does. What could not be fetched leaves
    all as it was, and is tried again in an hour; what was changed meanwhile by an administrator stands."""
    now = timezone.now()
    held_until = now + LEASE
    if not IdentityProvider.objects.filter(pk=provider_id, refresh_at__lte=now).update(refresh_at=held_until):
        return
    provider = IdentityProvider.objects.select_related("pool").get(pk=provider_id)
    held = IdentityProvider.objects.filter(pk=provider_id, refresh_at=held_until)
    given = {**provider.details, **secrets_of(provider)}
    try:
        checked = known_details.of(provider.kind).check(provider.pool, provider.name, given)
    except PoolError as error:
        _logger.warning("Identity provider %s of %s: %s", provider.name, provider.pool_id, error.recorded_message)
        held.update(refresh_at=timezone.now() + _PAUSE)
        return
    held.update(derived=dict(checked.derived), refresh_at=checked.refresh_at, refreshed_at=timezone.now())
