"""The sessions of a user, as he and administrators see and end them one by one (SEC-274, API-367).

Of a token session there is a row of `Session`. Browser sessions are the hosted UI's, which lives on a floor above: it
registers what knows them.
"""

import dataclasses
import datetime
import uuid
from typing import Protocol

import ua_parser
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from pools.actions import audit, backchannel_logout, session_settings
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import Session, User

UNKNOWN = "unknown"  # the device type of an agent that names nothing we know
MAX_LISTED = 125  # by the service model
_TOKEN, _SSO = "tkn", "sso"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ID_LENGTH = 25  # digits to the base 36, as many as 128 bits need
_EVICTED_AT_ONCE = 500  # rows


@dataclasses.dataclass(frozen=True, slots=True)
class Listed:
    """One session in the list. `origin_id` is of the browser session that a token session came through."""

    id: str
    client_id: str | None
    created_at: datetime.datetime
    last_active_at: datetime.datetime
    user_agent: str
    ip_address: str
    origin_id: str | None = None
    is_current: bool = False

    @property
    def is_token_session(self) -> bool:
        return self.id.startswith(_TOKEN)


class BrowserSessions(Protocol):
    """What the hosted UI knows of its sessions."""

    def listed(self, user: User) -> list[Listed]:
        """The live ones of the user."""

    def end(self, user: User, session_id: uuid.UUID) -> bool:
        """End one, and have the apps told that it led to. Whether there was such a live session of the user."""

    def end_others(self, user: User, kept: uuid.UUID) -> None:
        """End all of the user's but this one."""


_browser_sessions: list[BrowserSessions] = []


def register(browser_sessions: BrowserSessions) -> None:
    """Have these sessions listed and ended too."""
    _browser_sessions.append(browser_sessions)


def list_user_sessions(user: User, *, current: Session | None = None) -> list[Listed]:
    """The live sessions of the user, the last used ones first: as many as one page holds."""
    session_settings.check_tracking(user.pool)
    return live_sessions(user, current=current)


def live_sessions(user: User, *, current: Session | None = None) -> list[Listed]:
    """The same, also where the pool does not track sessions: then nobody knows when they were last used."""
    found = [each for known in _browser_sessions for each in known.listed(user)]
    found += [_listed(session, current) for session in _by_last_use(user)[:MAX_LISTED]]
    return sorted(found, key=lambda each: each.last_active_at, reverse=True)[:MAX_LISTED]


def revoke_user_session(
    user: User,
    session_id: str,
    *,
    caller: Caller,
    current: Session | None = None,
    linked: bool = False,
    event: str = "RevokeUserSession",
    needs_tracking: bool = True,
) -> None:
    """End a session, and with `linked` those that hang together with it: the browser session that a token session came
    through, or the token sessions that came through a browser session. The current one cannot be ended. Cognito does so
    where the pool tracks sessions; our own pages do it everywhere."""
    if needs_tracking:
        session_settings.check_tracking(user.pool)
    kind, row_id = session_id[:3], _read_id(session_id)
    if current is not None and (kind, row_id) == (_TOKEN, current.id):
        raise InvalidParameterException("The current session cannot be revoked.")
    with transaction.atomic():
        is_ended = _end_token_session(user, row_id, linked) if kind == _TOKEN else _end_browser(user, row_id)
        if not is_ended:
            raise ResourceNotFoundException("Session does not exist.")
        if kind == _SSO and linked:
            through = live(user).filter(browser_session_id=row_id)
            others = through.exclude(pk=current.pk) if current is not None else through
            others.update(revoked_at=timezone.now())
        audit.record(caller, event, user=user, session=session_id, linked=linked)


def end_other_sessions(user: User, kept: uuid.UUID, *, caller: Caller) -> None:
    """End all sessions of the user but this browser session and the token sessions that came through it."""
    with transaction.atomic():
        others = live(user).exclude(browser_session_id=kept)
        backchannel_logout.tell(others)
        others.update(revoked_at=timezone.now())
        for known in _browser_sessions:
            known.end_others(user, kept)
        audit.record(caller, "RevokeUserSession", user=user, session="others", kept=browser_session_id(kept))


def live(user: User) -> QuerySet[Session]:
    """The token sessions of the user that serve."""
    found = Session.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
    return found.filter(began_at__gt=user.signed_out_at) if user.signed_out_at else found


def make_room(user: User) -> None:
    """Where the pool tracks sessions, end those of the user that were not used for the longest time, so that one more
    is within the limit. Lowering the limit ends none before the next sign-in."""
    surplus = _by_last_use(user).values_list("pk", flat=True)
    first = user.pool.max_sessions_per_user - 1
    ended = list(surplus[first : first + _EVICTED_AT_ONCE])
    if ended:
        with transaction.atomic():
            backchannel_logout.tell(Session.objects.filter(pk__in=ended))
            Session.objects.filter(pk__in=ended).update(revoked_at=timezone.now())


def note_use(session: Session, caller: Caller) -> None:
    """Where the pool tracks sessions, remember when and from where this one was last used."""
    Session.objects.filter(pk=session.pk).update(
        last_used_at=timezone.now(), ip_address=caller.ip_address, user_agent=caller.user_agent[:512]
    )


def token_session_id(row_id: uuid.UUID) -> str:
    return _TOKEN + _write_id(row_id)


def browser_session_id(row_id: uuid.UUID) -> str:
    return _SSO + _write_id(row_id)


def device_type(user_agent: str) -> str:
    """The browser or app and the system that a user agent names, as people call them."""
    parsed = ua_parser.parse(user_agent)
    browser = parsed.user_agent.family if parsed.user_agent else ""
    system = " ".join(filter(None, (parsed.os.family, parsed.os.major))) if parsed.os else ""
    return ", ".join(filter(None, (browser, system))) or UNKNOWN


def _by_last_use(user: User) -> QuerySet[Session]:
    return live(user).annotate(active_at=Coalesce("last_used_at", F("began_at"))).order_by("-active_at", "pk")


def _listed(session: Session, current: Session | None) -> Listed:
    origin = session.browser_session_id
    return Listed(
        id=token_session_id(session.pk),
        client_id=session.client_id,
        created_at=session.began_at,
        last_active_at=session.last_used_at or session.began_at,
        user_agent=session.user_agent,
        ip_address=session.ip_address,
        origin_id=browser_session_id(origin) if origin else None,
        is_current=current is not None and session.pk == current.pk,
    )


def _end_token_session(user: User, row_id: uuid.UUID, linked: bool) -> bool:
    found = live(user).filter(pk=row_id)
    session = found.first()
    if session is None:
        return False
    browser = session.browser_session_id if linked else None
    if not (browser and _end_browser(user, browser)):  # which tells of all that came through it
        backchannel_logout.tell(found)
    return found.update(revoked_at=timezone.now()) > 0


def _end_browser(user: User, row_id: uuid.UUID) -> bool:
    return any(known.end(user, row_id) for known in _browser_sessions)


def _write_id(row_id: uuid.UUID) -> str:
    number, digits = row_id.int, ""
    while len(digits) < _ID_LENGTH:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def _read_id(session_id: str) -> uuid.UUID:
    number = int(session_id[3:], 36)
    if number >> 128:  # more than any id of ours
        raise ResourceNotFoundException("Session does not exist.")
    return uuid.UUID(int=number)
