"""`/oauth2/authorize`: where an app sends the browser (API-255 to API-276)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, LoginRequired

from hostedui import browser_sessions
from hostedui.models import BrowserSession
from hostedui.pages.entry import Entry, page, tell_app
from hostedui.pages.finishing import answer


@page("GET", serves_account=False)
def authorize(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who is signed in goes straight back to the app; everybody else goes to the sign-in page, with the same parameters
    (API-257)."""
    asked = entry.credentials["request"]
    if entry.query.get("identity_provider", "COGNITO") != "COGNITO" or "idp_identifier" in entry.query:
        return tell_app(InvalidRequestError("The identity provider is not enabled for this client.", request=asked))
    session = live_session(request, entry)
    if session is not None:
        browser_sessions.note_use(request, session, entry.pool)
        return answer(request, entry, session)
    if "none" in entry.prompt:
        return tell_app(LoginRequired(request=asked))
    return entry.go("login")


def live_session(request: HttpRequest, entry: Entry) -> BrowserSession | None:
    """The browser's session, unless the app wants the person to sign in anew (OIDC Core section 3.1.2.1: `prompt` and
    `max_age`)."""
    if "login" in entry.prompt:
        return None
    session = browser_sessions.find(request, entry.client)
    max_age = entry.query.get("max_age", "")
    if session is None or not (max_age.isascii() and max_age.isdecimal()):
        return session
    age_seconds = (timezone.now() - session.auth_time).total_seconds()
    return session if age_seconds <= int(max_age) else None
