"""The audit trail: one row for everything that changed something, or was refused after a decision was due."""

from typing import Any

from pools.caller import Caller
from pools.models import AppClient, AuditEvent, User, UserPool
from pools.models.audit_event import NEW_AUDIT_EVENT


def record(
    caller: Caller,
    name: str,
    *,
    pool: UserPool | None = None,
    client: AppClient | None = None,
    user: User | None = None,
    error: str = "",
    **detail: Any,
) -> AuditEvent:
    """Write the event, in the transaction that the caller is in: what is rolled back was not done.

    A refusal that must leave a trace is recorded outside of the transaction that it rolls back. `detail` must be
    without passwords, codes, tokens and secrets; a user is named by `sub` alone (API-120).
    """
    event = AuditEvent(
        name=name,
        error=error,
        via=caller.via,
        pool_id=_pool_id(pool, client, user),
        client_id=client.client_id if client else "",
        sub=str(user.sub) if user else "",
        actor=caller.arn or caller.sub,
        ip_address=caller.ip_address,
        user_agent=caller.user_agent[:512],
        request_id=caller.request_id,
        detail=detail,
    )
    return NEW_AUDIT_EVENT.insert(event)


def _pool_id(pool: UserPool | None, client: AppClient | None, user: User | None) -> str:
    if pool:
        return pool.id
    owner = client or user
    return owner.pool_id if owner else ""
