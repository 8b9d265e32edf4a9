"""The headers that every page of the hosted UI is sent with."""

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from hostedui.oauth.application import scheme

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; "
)
_LOOPBACK = " http://localhost:* http://127.0.0.1:*"


def secure(response: HttpResponse, redirect_uri: str = "") -> HttpResponse:
    """Nothing from elsewhere, nothing inline, nothing kept, no frame around it.

    The referrer policy is not `no-referrer`: browsers then send `Origin: null` with a form, which is no proof against
    forged posts (Fetch, "append a request Origin header"). Other sites learn no more from `same-origin`.
    """
    response["Content-Security-Policy"] = _POLICY + form_action(redirect_uri)
    response["Referrer-Policy"] = "same-origin"
    response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def form_action(redirect_uri: str) -> str:
    """Where a form may lead. Chromium asks it of every redirect that follows a post, and an app's callback may go on to
    any other host of the app: so it is the kind of address that is bounded, not the host."""
    match scheme(redirect_uri):
        case "" | "https":
            return "form-action 'self' https:"
        case "http":
            return "form-action 'self' https:" + _LOOPBACK + (" http:" if redirect_uri.startswith("http://[") else "")
        case app_scheme:
            return f"form-action 'self' {app_scheme}:"
