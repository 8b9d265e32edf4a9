"""What a user's earlier sign-ins tell of the next one."""

import dataclasses
import datetime
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from pools.actions.sign_in_timeline import SIGN_INS
from pools.actions.threats import seen
from pools.actions.threats.seen import Seen
from pools.models import AuditEvent, EventFeedback, User

FAILURES_COUNT_FOR = datetime.timedelta(hours=1)
_SUSPECTS_COUNT_FOR = datetime.timedelta(days=30)
_LOOKED_AT = 40  # of each kind, the newest
_WRONG_ANSWERS = ("NotAuthorizedException", "CodeMismatchException", "ExpiredCodeException")


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """A sign-in as it was seen."""

    at: datetime.datetime
    seen: Seen


@dataclasses.dataclass(frozen=True, slots=True)
class Past:
    """`own` are sign-ins that were the user's, the newest first; `foreign` those that somebody said were not;
    `failures` wrong answers within the last hour."""

    own: Sequence[Moment]
    foreign: Sequence[Moment]
    failures: int


def of_user(user: User) -> Past:
    """Three queries by index, of limited size. A flood of failures pushes no sign-in out of sight."""
    events = _sign_ins_of(user)
    completed = list(events.filter(error="").exclude(detail__has_key="step")[:_LOOKED_AT])
    since = timezone.now() - _SUSPECTS_COUNT_FOR
    stopped = ~Q(error="") | Q(detail__has_keys=["step", "risk"])
    others = list(events.filter(stopped, created_at__gte=since)[:_LOOKED_AT])
    said = EventFeedback.objects.in_bulk([event.id for event in (*completed, *others)])
    value_of = {event_id: feedback.value for event_id, feedback in said.items()}
    trusted = [event for event in completed if value_of.get(event.id) != EventFeedback.Value.INVALID]
    trusted += [event for event in others if value_of.get(event.id) == EventFeedback.Value.VALID]
    return Past(
        own=[_moment(event) for event in sorted(trusted, key=lambda event: event.created_at, reverse=True)],
        foreign=[
            _moment(event) for event in (*completed, *others) if value_of.get(event.id) == EventFeedback.Value.INVALID
        ],
        failures=sum(_is_recent_failure(event) for event in others),
    )


def _sign_ins_of(user: User) -> QuerySet[AuditEvent]:
    events = AuditEvent.objects.filter(sub=str(user.sub), pool_id=user.pool_id, name__in=SIGN_INS, read_only=False)
    return events.order_by("-created_at")


def _moment(event: AuditEvent) -> Moment:
    return Moment(event.created_at, seen.at(event))


def _is_recent_failure(event: AuditEvent) -> bool:
    is_recent = event.created_at > timezone.now() - FAILURES_COUNT_FOR
    return is_recent and event.error in _WRONG_ANSWERS and "risk" not in event.detail
