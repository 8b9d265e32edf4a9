"""`/consent`: whether an application that registered by itself may learn who is signed in here (RFC 7591 section 5).

A pool's own clients need no consent: an administrator made them. Of one that anybody could register nobody knows what
it is, and the browser's session would hand it a person's tokens unasked.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from oauthlib.oauth2.rfc6749.errors import AccessDeniedError

from hostedui import browser_sessions
from hostedui.pages.entry import Entry, page, tell_app
from hostedui.pages.finishing import answer
from hostedui.pages.forms import PageForm
from hostedui.pages.showing import show
from pools.actions.custom_scopes import is_custom
from pools.actions.scopes import opened
from pools.actions.tokens import SELF_SERVICE_SCOPE


@page("GET", "HEAD", "POST", serves_account=False)
def consent(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Ask who is signed in here, and tell the application what he says."""
    session = browser_sessions.find(request, entry.client)
    if session is None:
        return entry.go("login")
    match request.POST.get("decision") if request.method == "POST" else None:
        case "allow":
            return answer(request, entry, session, is_allowed=True)
        case "deny":
            return tell_app(request, AccessDeniedError(request=entry.credentials["request"]))
    return show(
        request,
        entry,
        "consent",
        PageForm(None),
        username=session.user.username,
        destination=_destination(entry.redirect_uri),
        scopes=entry.scopes,
        reads_profile=opened(entry.scopes) is None and "openid" in entry.scopes,
        changes_account=SELF_SERVICE_SCOPE in entry.scopes,
        custom=list(filter(is_custom, entry.scopes)),
    )


def _destination(redirect_uri: str) -> str:
    """The host that the person goes on to, or the scheme of an app on his own device."""
    parts = urlsplit(redirect_uri)
    return parts.netloc if parts.scheme in ("https", "http") else f"{parts.scheme}:"
