"""The headers that every page of the hosted UI is sent with."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import add_never_cache_headers

from hostedui.oauth.application import scheme

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; "
)
_WORTH_IT = 8192  # bytes
_LOOPBACK = " http://localhost:* http://127.0.0.1:*"


def secure(response: HttpResponse, redirect_uri: str = "", *, may_leave: bool = False) -> HttpResponse:
    """Nothing from elsewhere, nothing inline, nothing kept, no frame around it.

    The referrer policy is not `no-referrer`: browsers then send `Origin: null` with a form, which is no proof against
    forged posts (Fetch, "append a request Origin header"). Other sites learn no more from `same-origin`.
    """
    response["Content-Security-Policy"] = _POLICY + form_action(redirect_uri, may_leave=may_leave)
    response["Referrer-Policy"] = "same-origin"
    response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def secure_on_the_way(response: HttpResponse) -> HttpResponse:
    """For a page that only posts on what it was given. Where that leads is asked of its policy too, and is any app's
    address in the end, of any scheme: so no bounds are set to it, and there is no other form on the page."""
    secure(response)
    response["Content-Security-Policy"] = _POLICY
    return response


def compress(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Make a large page small: lists of countries and time zones are long. There is no secret on it but the form's
    token, which is masked anew each time, and Django adds random bytes (BREACH)."""
    if len(response.content) < _WORTH_IT:
        return response
    return cast(HttpResponse, GZipMiddleware(lambda _: response)(request))


def form_action(redirect_uri: str, *, may_leave: bool = False) -> str:
    """Where a form may lead. Chromium asks it of every redirect that follows a post, and an app's callback may go on to
    any other host of the app: so it is the kind of address that is bounded, not the host. `may_leave` where a form may
    lead to an identity provider."""
    match scheme(redirect_uri):
        case "" | "https":
            return "form-action 'self' https:" + (_LOOPBACK if may_leave else "")
        case "http":
            return "form-action 'self' https:" + _LOOPBACK + (" http:" if redirect_uri.startswith("http://[") else "")
        case app_scheme:
            return f"form-action 'self' {app_scheme}:" + (f" https:{_LOOPBACK}" if may_leave else "")
