"""Who is signed in at the hosted UI of a pool, for an hour and for all the pool's app clients (APP-57, APP-58)."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from hostedui.models import BrowserSession
from pools.actions.sign_in import Authenticated
from pools.models import UserPool

COOKIE = "cognito"
LIFETIME = timedelta(hours=1)  # API-219


def begin(request: HttpRequest, authenticated: Authenticated) -> tuple[BrowserSession, str]:
    """A session and the token for its cookie. It takes the place of the one the browser had: a token that was planted
    before the sign-in opens nothing after it."""
    end(request)
    token = secrets.token_urlsafe(32)
    session = BrowserSession.objects.create(
        token_hash=_hash(token),
        pool_id=authenticated.user.pool_id,
        user=authenticated.user,
        auth_time=authenticated.auth_time,
        event_id=authenticated.event_id,
        expires_at=timezone.now() + LIFETIME,
    )
    return session, token


def find(request: HttpRequest, pool: UserPool) -> BrowserSession | None:
    """The live session of this browser in this pool. It ends with the user's account, and with a new password; a
    global sign-out leaves it (SEC-54)."""
    token = request.COOKIES.get(COOKIE)
    if not token:
        return None
    session = BrowserSession.objects.select_related("user").filter(token_hash=_hash(token), pool=pool).first()
    if session is None or session.expires_at <= timezone.now() or not session.user.enabled:
        return None
    password_set_at = session.user.password_set_at
    began_at = session.expires_at - LIFETIME
    return None if password_set_at and password_set_at > began_at else session


def end(request: HttpRequest) -> None:
    """Forget the session of this browser, whichever pool it was in."""
    if token := request.COOKIES.get(COOKIE):
        BrowserSession.objects.filter(token_hash=_hash(token)).delete()


def set_cookie(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give the browser its token. Scripts cannot read it, other sites cannot make the browser post with it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
