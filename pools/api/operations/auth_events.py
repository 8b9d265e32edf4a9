"""AdminListUserAuthEvents and feedback on events."""

from typing import Any

from pools.actions import auth_events, users
from pools.actions.threats import seen
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import AuditEvent, EventFeedback, User


@operation("AdminListUserAuthEvents")
def admin_list_user_auth_events(call: Call) -> dict[str, Any]:
    page, more = auth_events.list_user_auth_events(
        _user(call), limit=call.input.get("MaxResults", 0), token=call.input.get("NextToken")
    )
    return {"AuthEvents": [_shape(event, feedback) for event, feedback in page], "NextToken": more}


@operation("AdminUpdateAuthEventFeedback")
def admin_update_auth_event_feedback(call: Call) -> dict[str, Any]:
    auth_events.admin_update_auth_event_feedback(
        _user(call), call.input["EventId"], call.input["FeedbackValue"], caller=call.caller
    )
    return {}


@operation("UpdateAuthEventFeedback")
def update_auth_event_feedback(call: Call) -> dict[str, Any]:
    given = call.input
    auth_events.update_auth_event_feedback(
        _user(call), given["EventId"], given["FeedbackToken"], given["FeedbackValue"], caller=call.caller
    )
    return {}


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])


def _shape(event: AuditEvent, feedback: EventFeedback | None) -> dict[str, Any]:
    """`AuthEventType`."""
    context = seen.at(event)
    told = event.detail.get(seen.CONTEXT, {})
    return {
        "EventId": str(event.id),
        "EventType": auth_events.TYPES[event.name],
        "CreationDate": event.created_at,
        "EventResponse": auth_events.result_of(event),
        "EventRisk": _risk(event),
        "ChallengeResponses": [
            {"ChallengeName": name, "ChallengeResponse": response}
            for name, response in auth_events.challenges_of(event)
        ],
        "EventContextData": {
            "IpAddress": context.address or None,
            "DeviceName": told.get("device") or event.user_agent or None,
            "Timezone": context.timezone or None,
            "City": told.get("city"),
            "Country": told.get("country"),
        },
        "EventFeedback": _feedback(feedback),
    }


def _risk(event: AuditEvent) -> dict[str, Any]:
    found = auth_events.risk_of(event)
    risk = {"RiskDecision": found.decision, "CompromisedCredentialsDetected": found.is_compromised}
    return risk | ({"RiskLevel": found.level} if found.level else {})


def _feedback(feedback: EventFeedback | None) -> dict[str, Any] | None:
    if feedback is None:
        return None
    return {"FeedbackValue": feedback.value, "Provider": feedback.provider, "FeedbackDate": feedback.given_at}
