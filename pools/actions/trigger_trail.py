"""The audit trail's word of functions that triggers asked: which, for whom, how long it took and how it ended. Nothing
of what they were told or answered."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from pools.actions.audit_buffer import BUFFER
from pools.models import AuditEvent, UserPool
from pools.triggers import invoking

SOURCE = "lambda.amazonaws.com"
_ERRORS = {"ok": "", "function error": "UserLambdaValidationException"}


def record_calls() -> None:
    """From now on, calls of this process leave events. They wait in the buffer, as reads do, and cost no query."""
    if _record not in invoking.listeners:
        invoking.listeners.append(_record)


def _record(trigger: str, pool: UserPool, event: Mapping[str, Any], outcome: str, milliseconds: int) -> None:
    if outcome == "ok" and not settings.AUDIT_READS:
        return
    began = timezone.now() - datetime.timedelta(milliseconds=milliseconds)
    BUFFER.add(lambda: _event(trigger, pool.id, event, outcome, milliseconds, began))


def _event(
    trigger: str, pool_id: str, event: Mapping[str, Any], outcome: str, milliseconds: int, began: datetime.datetime
) -> AuditEvent:
    client_id = event["callerContext"]["clientId"]
    return AuditEvent(
        created_at=began,
        name="Invoke",
        source=SOURCE,
        error=_ERRORS.get(outcome, "UnexpectedLambdaException"),
        read_only=True,
        via="trigger",
        region=pool_id.partition("_")[0],
        pool_id=pool_id,
        client_id="" if client_id == invoking.NO_CLIENT else client_id,
        sub=(event["request"].get("userAttributes") or {}).get("sub", ""),
        detail={"trigger": trigger, "triggerSource": event["triggerSource"], "outcome": outcome, "ms": milliseconds},
    )
