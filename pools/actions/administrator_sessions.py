"""Where administrators are signed in to the console: noted, listed, ended one by one."""

import datetime
import uuid

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from pools.actions import audit
from pools.caller import Caller
from pools.errors import ResourceNotFoundException
from pools.models import Administrator, AdministratorSession

LISTED = 50
SEEN_EVERY = datetime.timedelta(minutes=5)  # a write for each page would cost more than the page


def begin(
    owner: Administrator, session_key: str, method: str, expires_at: datetime.datetime, *, caller: Caller
) -> AdministratorSession:
    """Note that the owner signed in, by this browser's session."""
    with transaction.atomic():
        AdministratorSession.objects.filter(session_key=session_key).delete()
        session = AdministratorSession.objects.create(
            owner=owner,
            session_key=session_key,
            method=method,
            ip_address=caller.ip_address,
            user_agent=caller.user_agent[:512],
            last_seen_at=timezone.now(),
            expires_at=expires_at,
        )
        audit.record(caller, audit.CONSOLE_LOGIN, arn=owner.arn, method=method)
    return session


def list_sessions(owner: Administrator) -> list[AdministratorSession]:
    """The live ones, the newest first."""
    live = AdministratorSession.objects.filter(owner=owner, expires_at__gt=timezone.now())
    return list(live.order_by("-created_at")[:LISTED])


def note_seen(session_key: str) -> None:
    """The session is in use; noted every few minutes."""
    due = timezone.now() - SEEN_EVERY
    AdministratorSession.objects.filter(session_key=session_key, last_seen_at__lt=due).update(
        last_seen_at=timezone.now()
    )


def end(owner: Administrator, session_id: uuid.UUID, *, caller: Caller) -> None:
    """The browser is signed out. Raises `ResourceNotFoundException` for a session that is none of the owner's."""
    found = AdministratorSession.objects.filter(owner=owner, id=session_id)
    if not _end(found, owner, caller):
        raise ResourceNotFoundException("Session not found.")


def end_all(owner: Administrator, *, caller: Caller, kept: str = "") -> None:
    """Every browser is signed out but the one of the session key that is kept."""
    _end(AdministratorSession.objects.filter(owner=owner).exclude(session_key=kept), owner, caller)


def rename(before: str, after: str) -> None:
    """The browser's session goes on under another key."""
    if before != after:
        AdministratorSession.objects.filter(session_key=before).update(session_key=after)


def forget(session_key: str) -> None:
    """The session is over by itself: somebody signed out."""
    AdministratorSession.objects.filter(session_key=session_key).delete()


def forget_ended() -> None:
    AdministratorSession.objects.filter(expires_at__lt=timezone.now()).delete()


def _end(sessions: QuerySet[AdministratorSession], owner: Administrator, caller: Caller) -> int:
    with transaction.atomic():
        found = list(sessions)
        for session in found:
            SessionStore(session.session_key).delete()
        AdministratorSession.objects.filter(id__in=[session.id for session in found]).delete()
        if found:
            audit.record(caller, "EndConsoleSession", arn=owner.arn, number=len(found))
    return len(found)
