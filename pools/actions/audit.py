"""The audit trail: one row for everything that changed something, or was refused after a decision was due; and one for
each other request, which `audit_buffer.py` writes a moment later."""

import datetime
from typing import Any

from django.conf import settings

from pools import errors
from pools.caller import Asked, Caller
from pools.models import AppClient, AuditEvent, User, UserPool
from pools.models.audit_event import NEW_AUDIT_EVENT

CONSOLE_LOGIN = "ConsoleLogin"  # as CloudTrail calls a sign-in of an administrator
_SIGN_IN = "signin.amazonaws.com"
_IAM = "iam.amazonaws.com"
_OF_IAM = ("AccessKey", "LoginProfile")  # how names end whose detail has no ARN


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
    without passwords, codes, tokens and secrets; a user is named by `sub` alone (API-120). The event that the request
    is named by has its parameters, too.
    """
    note(caller, pool=pool, client=client, user=user)
    event = _event(caller, name, error)
    event.pool_id = _pool_id(pool, client, user)
    event.client_id = client.client_id if client else ""
    event.sub = str(user.sub) if user else ""
    event.error_message = getattr(getattr(errors, error, None), "message", "")
    event.detail = detail
    if name.endswith(_OF_IAM) or str(detail.get("arn", "")).startswith("arn:aws:iam:"):
        event.source = _IAM  # of two groups' CreateGroup, one is the administrators'
    if name == CONSOLE_LOGIN:
        event.source = _SIGN_IN
    asked = caller.asked
    if asked is not None and asked.name == name:
        asked.recorded[error] = event.id
        event.client_id = event.client_id or asked.client_id
        event.request_parameters = asked.parameters()
    event.region = _region(event, asked)
    return NEW_AUDIT_EVENT.insert(event)


def note(
    caller: Caller, *, pool: UserPool | None = None, client: AppClient | None = None, user: User | None = None
) -> None:
    """Tell the request what it is about, for the case that no event of its own is recorded."""
    if caller.asked is not None:
        caller.asked.note(
            pool_id=_pool_id(pool, client, user),
            client_id=client.client_id if client else "",
            sub=str(user.sub) if user else "",
        )


def of_request(
    caller: Caller, asked: Asked, moment: datetime.datetime, *, error: str = "", message: str = "", **detail: Any
) -> AuditEvent:
    """The event of a request that no action recorded; not written yet."""
    event = _event(caller, asked.name, error)
    event.created_at = moment
    event.source = f"{asked.service}.amazonaws.com"
    event.error_message = message[:1024]
    event.read_only = asked.is_read_only
    event.pool_id, event.client_id, event.sub = asked.pool_id, asked.client_id, asked.sub
    event.request_parameters = asked.parameters()
    event.region = _region(event, asked)
    event.detail = detail
    return event


def _event(caller: Caller, name: str, error: str) -> AuditEvent:
    return AuditEvent(
        name=name,
        error=error,
        via=caller.via,
        actor=caller.arn or caller.sub,
        access_key_id=caller.access_key_id,
        ip_address=caller.ip_address,
        user_agent=caller.user_agent[:512],
        request_id=caller.request_id,
    )


def _pool_id(pool: UserPool | None, client: AppClient | None, user: User | None) -> str:
    if pool:
        return pool.id
    owner = client or user
    return owner.pool_id if owner else ""


def _region(event: AuditEvent, asked: Asked | None) -> str:
    """The pool's, which its id begins with; else the one that the request was signed for."""
    region, _, _ = event.pool_id.partition("_")
    return region or (asked.region if asked else "") or settings.REGION
