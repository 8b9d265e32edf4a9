"""What happened around a sign-in: its requests, what its functions did, the messages it sent. Indexes find it all."""

import dataclasses
import datetime
import uuid
from collections.abc import Sequence

from django.db.models import Q

from notifications.models import Message
from pools.models import AuditEvent, User, UserPool

SIGN_INS = (
    "InitiateAuth",
    "AdminInitiateAuth",
    "RespondToAuthChallenge",
    "AdminRespondToAuthChallenge",
    "CognitoAuthentication",
)
BEFORE = datetime.timedelta(minutes=10)  # a challenge may wait so long for its answer
AFTER = datetime.timedelta(minutes=1)
MOST = 100  # events in a timeline
_LOOKED_AT = 2_000  # newest changes of a pool, among which its sign-ins are looked for


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline: an event or a message, and how long after the line before it came."""

    at: datetime.datetime
    since_before: datetime.timedelta
    event: AuditEvent | None = None
    message: Message | None = None


def recent_sign_ins(pool: UserPool, user: User | None = None, *, limit: int = 25) -> list[AuditEvent]:
    """The newest sign-ins and refused attempts: of this user, or of anybody."""
    events = AuditEvent.objects.filter(read_only=False)
    if user is not None:
        mine = events.filter(sub=str(user.sub), pool_id=pool.id, name__in=SIGN_INS)
        return list(mine.order_by("-created_at")[:limit])
    newest = events.filter(pool_id=pool.id).order_by("-created_at")[:_LOOKED_AT]
    found = AuditEvent.objects.filter(pk__in=newest.values("pk"), name__in=SIGN_INS)
    return list(found.order_by("-created_at")[:limit])


def find_event(pool: UserPool, event_id: uuid.UUID) -> AuditEvent | None:
    return AuditEvent.objects.filter(id=event_id, pool_id=pool.id).first()


def around(pool: UserPool, event: AuditEvent, user: User | None) -> list[Moment]:
    """What belongs to the sign-in of this event, oldest first: what is recorded of its user, what came nameless from
    the same app client and address, and what was written to the user."""
    span = (event.created_at - BEFORE, event.created_at + AFTER)
    nameless = Q(sub="", client_id=event.client_id, ip_address=event.ip_address)
    same = nameless | (Q(sub=event.sub) if event.sub else Q(pk=event.pk))
    found = AuditEvent.objects.filter(same, pool_id=pool.id, created_at__range=span).order_by("-created_at")[:MOST]
    lines = [Moment(each.created_at, datetime.timedelta(), event=each) for each in found]
    lines += [Moment(each.created_at, datetime.timedelta(), message=each) for each in _messages(pool, user, span)]
    return _with_distances(sorted(lines, key=lambda line: line.at))


def _messages(
    pool: UserPool, user: User | None, span: tuple[datetime.datetime, datetime.datetime]
) -> Sequence[Message]:
    addresses = [user.attributes[name] for name in ("email", "phone_number") if name in user.attributes] if user else []
    if not addresses:
        return []
    return list(Message.objects.filter(reference=pool.id, address__in=addresses, created_at__range=span)[:MOST])


def _with_distances(lines: list[Moment]) -> list[Moment]:
    befores = [line.at for line in lines[:1]] + [line.at for line in lines]
    return [
        dataclasses.replace(line, since_before=line.at - before) for line, before in zip(lines, befores, strict=False)
    ]
