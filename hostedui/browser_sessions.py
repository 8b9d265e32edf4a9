"""Who is signed in at the hosted UI of a pool, for an hour and for all the pool's app clients (APP-57, APP-58)."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hostedui.callers import caller_of
from hostedui.models import BrowserSession
from pools.actions import backchannel_logout, user_sessions
from pools.actions.sign_in import Authenticated
from pools.actions.user_sessions import Listed, browser_session_id
from pools.models import AppClient, User, UserPool

COOKIE = "cognito"
LIFETIME = timedelta(hours=1)  # API-219
# Where sessions are tracked, each app client says for how long it takes a session's word, up to this
LONGEST_LIFETIME = timedelta(minutes=129_600)
_MOST_LISTED = 25


def begin(request: HttpRequest, authenticated: Authenticated, device_key: str = "") -> tuple[BrowserSession, str]:
    """A session and the token for its cookie. It takes the place of the one the browser had: a token that was planted
    before the sign-in opens nothing after it. Who signs in again goes on with the session that apps know (`sid`)."""
    previous, user = find_any(request), authenticated.user
    token, caller = secrets.token_urlsafe(32), caller_of(request)
    values: dict[str, Any] = {
        "token_hash": _hash(token),
        "pool_id": user.pool_id,
        "user": user,
        "auth_time": authenticated.auth_time,
        "methods": list(authenticated.methods),
        "event_id": authenticated.event_id,
        "device_key": device_key,
        "last_used_at": None,
        "ip_address": caller.ip_address,
        "user_agent": caller.user_agent[:512],
        "expires_at": timezone.now() + _lifetime(user.pool),
    }
    if previous is not None:
        if BrowserSession.objects.filter(pk=previous.pk, user=user).update(**values):
            return BrowserSession(pk=previous.pk, **values), token
        _end(previous.user, previous.pk)
    return BrowserSession.objects.create(**values), token


def find_any(request: HttpRequest) -> BrowserSession | None:
    """The session of this browser, whichever pool it is in, with its user. One query, and none without a cookie."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    rows = BrowserSession.objects.select_related("user")
    return rows.filter(token_hash=_hash(token), expires_at__gt=timezone.now()).first()


def find(request: HttpRequest, client: AppClient) -> BrowserSession | None:
    """The live session of this browser in the client's pool, if the client takes its word for as long (APP-255). It
    ends with the user's account, and with a new password; a global sign-out leaves it (SEC-54)."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    rows = BrowserSession.objects.select_related("user")
    session = rows.filter(token_hash=_hash(token), pool_id=client.pool_id).first()
    now = timezone.now()
    if session is None or session.expires_at <= now or not session.user.enabled:
        return None
    if session.auth_time + client.browser_session_lifetime <= now:
        return None
    password_set_at = session.user.password_set_at
    return None if password_set_at and password_set_at > session.auth_time else session


def renew(session: BrowserSession, methods: Sequence[str]) -> str:
    """Who has just changed the password, within this session, proved by `methods` who he is: it goes on from now,
    while the new password ends all others. Returns a new token for the cookie."""
    token = secrets.token_urlsafe(32)
    BrowserSession.objects.filter(pk=session.pk).update(
        token_hash=_hash(token), auth_time=timezone.now(), methods=list(methods)
    )
    return token


def note_use(request: HttpRequest, session: BrowserSession, pool: UserPool) -> None:
    """Where the pool tracks sessions, remember when and from where this one was last used."""
    if pool.tracks_sessions:
        caller = caller_of(request)
        BrowserSession.objects.filter(pk=session.pk).update(
            last_used_at=timezone.now(), ip_address=caller.ip_address, user_agent=caller.user_agent[:512]
        )


def end(request: HttpRequest) -> None:
    """Forget the session of this browser, whichever pool it was in."""
    if session := find_any(request):
        _end(session.user, session.pk)


def set_cookie(request: HttpRequest, response: HttpResponse, token: str, pool: UserPool) -> None:
    """Give the browser its token. Scripts cannot read it, other sites cannot make the browser post with it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=_lifetime(pool),
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


class OfUsers:
    """The browser sessions in the lists of users' sessions."""

    def listed(self, user: User) -> list[Listed]:
        return [_listed(session) for session in _live(user).order_by("-auth_time")[:_MOST_LISTED]]

    def end(self, user: User, session_id: uuid.UUID) -> bool:
        return _live(user).filter(pk=session_id).exists() and _end(user, session_id)

    def end_others(self, user: User, kept: uuid.UUID) -> None:
        _live(user).exclude(pk=kept).delete()


def _end(user: User, session_id: uuid.UUID) -> bool:
    """Of several at once, one ends it; and has the apps told that it led to."""
    with transaction.atomic():
        deleted, _ = BrowserSession.objects.filter(pk=session_id).delete()
        if deleted:
            backchannel_logout.tell(user_sessions.live(user).filter(browser_session_id=session_id))
    return deleted > 0


def _live(user: User) -> QuerySet[BrowserSession]:
    found = BrowserSession.objects.filter(user=user, expires_at__gt=timezone.now())
    return found.filter(auth_time__gte=user.password_set_at) if user.password_set_at else found


def _listed(session: BrowserSession) -> Listed:
    return Listed(
        id=browser_session_id(session.pk),
        client_id=None,  # it serves them all
        created_at=session.auth_time,
        last_active_at=session.last_used_at or session.auth_time,
        user_agent=session.user_agent,
        ip_address=session.ip_address,
    )


def _lifetime(pool: UserPool) -> timedelta:
    return LONGEST_LIFETIME if pool.tracks_sessions else LIFETIME


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
