"""What is kept of administrators' coming and going: a session to look at and to end, and events in the audit trail."""

import datetime
import time
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from pools.actions import administrator_sessions, audit
from pools.actions.administrator_factors import Method
from pools.caller import Caller, Via
from pools.console import confirmation
from pools.models import Administrator

_SEEN = "seen_at"


def caller_of(request: HttpRequest, arn: str = "") -> Caller:
    """The actor of a request in which nobody is signed in yet."""
    return Caller(
        via=Via.CONSOLE,
        arn=arn,
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.META.get("HTTP_USER_AGENT", ""),
    )


def refused(request: HttpRequest, username: str, error: str) -> None:
    """Record that somebody did not get in. A name that nobody has is not kept: it may be a password in the wrong
    field."""
    administrator = Administrator.objects.filter(username=username).first() if username else None
    arn = administrator.arn if administrator else ""
    audit.record(caller_of(request, arn), audit.CONSOLE_LOGIN, error=error, arn=arn)


def note_seen(request: HttpRequest) -> None:
    """The session is in use; written down every few minutes."""
    now = time.time()
    if now - request.session.get(_SEEN, 0) > administrator_sessions.SEEN_EVERY.total_seconds():
        request.session[_SEEN] = int(now)
        administrator_sessions.note_seen(request.session.session_key or "")


@receiver(user_logged_in)
def _began(sender: Any, request: HttpRequest, user: Any, **_more: Any) -> None:
    if not isinstance(user, Administrator):
        return
    if not request.session.session_key:
        request.session.create()
    confirmation.note(request)
    request.session[_SEEN] = int(time.time())
    administrator_sessions.begin(
        user,
        request.session.session_key or "",
        getattr(request, "sign_in_method", Method.PASSWORD),
        timezone.now() + datetime.timedelta(seconds=request.session.get_expiry_age()),
        caller=caller_of(request, user.arn),
    )


@receiver(user_logged_out)
def _ended(sender: Any, request: HttpRequest, **_more: Any) -> None:
    administrator_sessions.forget(request.session.session_key or "")
