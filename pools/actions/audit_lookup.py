"""Looking up audit events, newest first: a page costs the same however many there are."""

import datetime
import json
import uuid
from typing import Any

from django.db.models import Q

from pools.actions import paging
from pools.models import AuditEvent

FILTERS = ("pool_id", "name", "sub", "ip_address", "access_key_id", "error")  # each has an index
_LISTING = "audit events"


def lookup_events(*, limit: int, token: str | None = None, **wanted: str) -> tuple[list[AuditEvent], str | None]:
    """A page of the events whose `FILTERS` have these values, and the token of the next one, if there is one."""
    events = AuditEvent.objects.filter(**wanted).order_by("-created_at", "-id")
    listing = f"{_LISTING} {json.dumps(wanted, sort_keys=True)}"
    if token:
        moment, key = _read(paging.open_position(listing, token))
        events = events.filter(Q(created_at__lt=moment) | Q(id__lt=key), created_at__lte=moment)
    page = list(events[: limit + 1])
    more = paging.seal_position(listing, _write(page[limit - 1])) if len(page) > limit else None
    return page[:limit], more


def _write(event: AuditEvent) -> str:
    return f"{event.created_at.isoformat()} {event.id}"


def _read(position: str) -> tuple[datetime.datetime, Any]:
    moment, _, key = position.partition(" ")
    return datetime.datetime.fromisoformat(moment), uuid.UUID(key)
