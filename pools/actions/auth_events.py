"""What a user's account was used for, told from the audit trail, and what people say of it (SEC-215 to SEC-221,
SEC-297, SEC-298). All of it needs the pool's advanced security, as Cognito has it (SEC-289)."""

import dataclasses
import datetime
import json
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from notifications import sealing
from pools.actions import audit, paging
from pools.actions.threats import modes
from pools.caller import Caller
from pools.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    ResourceNotFoundException,
)
from pools.models import AuditEvent, EventFeedback, User

LARGEST_PAGE = 60  # SEC-216
TYPES: Mapping[str, str] = {
    "InitiateAuth": "SignIn",
    "AdminInitiateAuth": "SignIn",
    "CognitoAuthentication": "SignIn",
    "RespondToAuthChallenge": "SignIn",
    "AdminRespondToAuthChallenge": "SignIn",
    **dict.fromkeys(("OAuth2Response_GET", "OAuth2Response_POST", "SAML2Response_POST"), "SignIn"),
    "SignUp": "SignUp",
    "ForgotPassword": "ForgotPassword",
    "ConfirmForgotPassword": "ForgotPassword",
    "ChangePassword": "PasswordChange",
    "ResendConfirmationCode": "ResendCode",
}
ADMIN, USER = "Admin", "User"  # who gives feedback

_UNDER_WAY = ("ForgotPassword", "SignUp", "ResendConfirmationCode")  # a code is to follow
_FACTOR_REFUSED = ("NotAuthorizedException", "CodeMismatchException", "ExpiredCodeException")
_TOKEN = "event feedback"  # noqa: S105, the purpose that tokens are sealed for
_TOKEN_SECONDS = 30 * 24 * 3600


@dataclasses.dataclass(frozen=True, slots=True)
class Risk:
    """What threat protection made of an event (SEC-297). `level` is empty where there was none to speak of; `signals`
    say why there was."""

    decision: str = "NoRisk"
    level: str = ""
    signals: tuple[str, ...] = ()
    is_compromised: bool = False


def risk_of(event: AuditEvent) -> Risk:
    found = event.detail.get("risk") or {}
    return Risk(
        found.get("decision", "NoRisk"),
        found.get("level", ""),
        tuple(found.get("signals", ())),
        bool(event.detail.get("compromised")),
    )


def result_of(event: AuditEvent) -> str:
    """`EventResponse`."""
    if event.error:
        return "Fail"
    is_under_way = event.name in _UNDER_WAY or "step" in event.detail
    return "InProgress" if is_under_way else "Pass"


def challenges_of(event: AuditEvent) -> list[tuple[str, str]]:
    """`ChallengeResponses`: name and response. The first factor goes by the name of a password, whatever it was: the
    wire has no other."""
    if TYPES[event.name] != "SignIn":
        return []
    proven = event.detail.get("factors", event.detail.get("proven", 0))
    names = ("Password", "Mfa")
    told = [(name, "Success") for name in names[:proven]]
    if event.error in _FACTOR_REFUSED and proven < len(names) and risk_of(event).decision != "Block":
        told.append((names[proven], "Failure"))
    return told


def list_user_auth_events(
    user: User, *, limit: int = 0, token: str | None = None
) -> tuple[list[tuple[AuditEvent, EventFeedback | None]], str | None]:
    """A page of the user's events, the newest first, with what was said of each; and the token of the next page."""
    modes.check_enabled(user.pool)
    listing, size = f"auth events of {user.pk}", limit or LARGEST_PAGE
    events = _events_of(user)
    if token:
        events = events.filter(_older(paging.open_position(listing, token)))
    found = list(events.order_by("-created_at", "-id")[: size + 1])
    page = found[:size]
    said = EventFeedback.objects.in_bulk([event.id for event in page])
    more = paging.seal_position(listing, _position(page[-1])) if len(found) > size else None
    return [(event, said.get(event.id)) for event in page], more


def recent_events(user: User, *, limit: int) -> list[AuditEvent]:
    """The newest events, for the user himself, whom they concern whatever the pool has turned on."""
    return list(_events_of(user).order_by("-created_at", "-id")[:limit])


def admin_update_auth_event_feedback(user: User, event_id: str, value: str, *, caller: Caller) -> None:
    """Say whether the event was the user's own doing. The last word counts."""
    modes.check_enabled(user.pool)
    _say(user, _event(user, event_id), value, ADMIN, "AdminUpdateAuthEventFeedback", caller)


def update_auth_event_feedback(user: User, event_id: str, feedback_token: str, value: str, *, caller: Caller) -> None:
    """The same, said by the user, who has the token from a message about this event."""
    modes.check_enabled(user.pool)
    try:
        named = json.loads(sealing.unseal(_TOKEN, feedback_token, max_age_seconds=_TOKEN_SECONDS))
    except sealing.Unsealable as error:
        raise NotAuthorizedException("Invalid feedback token.") from error
    if named != [str(user.sub), event_id]:
        raise NotAuthorizedException("Invalid feedback token.")
    _say(user, _event(user, event_id), value, USER, "UpdateAuthEventFeedback", caller)


def feedback_token(event: AuditEvent) -> str:
    """What a message about the event gives its user to answer with; good for thirty days."""
    return sealing.seal(_TOKEN, json.dumps([event.sub, str(event.id)]).encode()).decode()


def _events_of(user: User) -> QuerySet[AuditEvent]:
    """Those that an action decided. The trail has requests beside them that decided nothing: a challenge that was
    asked, a refresh. A challenge because of a risk is an event: somebody may have something to say of it."""
    decided = ~Q(detail__has_key="step") | Q(detail__has_key="risk")
    return AuditEvent.objects.filter(decided, read_only=False).filter(
        sub=str(user.sub), pool_id=user.pool_id, name__in=TYPES
    )


def _event(user: User, event_id: str) -> AuditEvent:
    try:
        event = _events_of(user).filter(id=uuid.UUID(event_id)).first()
    except ValueError as error:
        raise InvalidParameterException("Invalid event id.") from error
    if event is None:
        raise ResourceNotFoundException("Event does not exist.")
    return event


def _say(user: User, event: AuditEvent, value: str, provider: str, operation: str, caller: Caller) -> None:
    said = {"value": value, "provider": provider, "given_at": timezone.now()}
    with transaction.atomic():
        EventFeedback.objects.update_or_create(event_id=event.id, defaults=said)
        audit.record(caller, operation, user=user, event_id=str(event.id), value=value)


def _position(event: AuditEvent) -> str:
    return f"{event.created_at.isoformat()} {event.id}"


def _older(position: str) -> Q:
    moment, _, event_id = position.partition(" ")
    created_at = datetime.datetime.fromisoformat(moment)
    return Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=uuid.UUID(event_id))
