"""What analytics have counted, for tests to compare."""

import datetime
from collections import Counter

from pools.actions.analytics import counting, messages
from pools.actions.audit_buffer import BUFFER
from pools.models import AuditEvent, Tally


def everything(**wanted) -> dict[str, int]:
    """Count what has happened so far; `sign_in_failed wrong_password` to how often, of the day's tallies."""
    BUFFER.flush()
    counting.count_due()
    messages.count_due()
    return known(**wanted)


def known(grain=Tally.Grain.DAY, **wanted) -> dict[str, int]:
    """What has been counted already."""
    found: Counter[str] = Counter()
    for tally in Tally.objects.filter(grain=grain, **wanted).exclude(count=0):
        if tally.metric != "active" or "client_id" in wanted or not tally.client_id:
            found[f"{tally.metric} {tally.label}".strip()] += tally.count
    return dict(found)


def event_at(moment: datetime.datetime, **columns):
    """A sign-in in the trail."""
    made = {"name": "InitiateAuth", "via": "api", "detail": {"factors": 1, "used": ["pwd"]}} | columns
    return AuditEvent.objects.create(created_at=moment, **made)
