"""An audit event as a record of CloudTrail (API-121 to API-125, API-135)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from pools.caller import Via
from pools.models import AuditEvent, AuditResponse

_HOSTED_UI_STATUS = {True: 400, False: 302}  # what pages answer to a form, by whether it was refused
_OWN_DETAIL = ("status", "domain")


def word_all(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """The records of these events with what they were answered with, in one query."""
    events = list(events)
    found = AuditResponse.objects.filter(event_id__in=[event.id for event in events if not event.read_only])
    responses = dict(found.values_list("event_id", "elements"))
    return [word(event, responses.get(event.id)) for event in events]


def word(event: AuditEvent, response: dict[str, Any] | None = None) -> dict[str, Any]:
    """The record; `response` is what a change was answered with, secrets hidden."""
    is_hosted = event.via == Via.HOSTED_UI
    record: dict[str, Any] = {
        "eventVersion": "1.08",
        "userIdentity": {"accountId": settings.ACCOUNT_ID} if is_hosted else _identity(event),
        "eventTime": _time(event.created_at),
        "eventSource": event.source,
        "eventName": event.name,
        "awsRegion": event.region,
        "sourceIPAddress": event.ip_address,
        "userAgent": event.user_agent,
        "requestParameters": None if is_hosted else event.request_parameters,
        "responseElements": None if is_hosted else response,
        "additionalEventData": _hosted(event) if is_hosted else _additional(event),
        "requestID": event.request_id,
        "eventID": str(event.id),
        "readOnly": event.read_only,
        "eventType": "AwsServiceEvent" if is_hosted else "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": settings.ACCOUNT_ID,
        "eventCategory": "Management",
    }
    if event.error:
        record |= {"errorCode": event.error, "errorMessage": event.error_message}
    if is_hosted:
        record["serviceEventDetails"] = {"serviceAccountId": settings.ACCOUNT_ID}
    if event.via == Via.CONSOLE:
        record["sessionCredentialFromConsole"] = "true"
    return record


def _identity(event: AuditEvent) -> dict[str, Any]:
    """Who called (API-98). An app, or a user by access token, has no identity of IAM: whose it is, `sub` says."""
    kind, _, resource = event.actor.partition(":")
    if kind == "arn":
        is_role = resource.startswith("aws:sts:")
        named = {
            "type": "AssumedRole" if is_role else "IAMUser",
            "principalId": event.actor.rpartition("/")[2],
            "arn": event.actor,
            "accountId": settings.ACCOUNT_ID,
        }
        key = {"accessKeyId": event.access_key_id} if event.access_key_id else {}
        return named | key | ({} if is_role else {"userName": event.actor.rpartition("/")[2]})
    if event.via == Via.COMMAND:
        return {"type": "AWSService", "invokedBy": "poolhouse"}
    return {"type": "Unknown", "principalId": "Anonymous", "accountId": settings.ACCOUNT_ID}


def _additional(event: AuditEvent) -> dict[str, Any] | None:
    """The user by `sub` (API-120), the pool, and what the operation has to say beyond its parameters."""
    known = {"sub": event.sub, "userPoolId": event.pool_id, "clientId": event.client_id}
    return {name: value for name, value in (known | event.detail).items() if value not in ("", None)} or None


def _hosted(event: AuditEvent) -> dict[str, Any]:
    """API-124: every parameter is a list of its values."""
    told = {name: value for name, value in event.detail.items() if name not in _OWN_DETAIL}
    status = event.detail.get("status", _HOSTED_UI_STATUS[bool(event.error)])
    found = {
        "responseParameters": {"status": status},
        "requestParameters": event.request_parameters or {},
        "userPoolDomain": event.detail.get("domain", ""),
        "userPoolId": event.pool_id,
    }
    return told | found | ({"sub": event.sub} if event.sub else {})


def _time(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
