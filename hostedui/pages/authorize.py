"""`/oauth2/authorize`: where an app sends the browser (API-255 to API-276)."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, LoginRequired

from federation.actions import federated_sign_in
from hostedui import browser_sessions
from hostedui.models import BrowserSession
from hostedui.oauth import id_token_hint
from hostedui.pages import federated, headers
from hostedui.pages.entry import Entry, page, tell_app
from hostedui.pages.finishing import answer
from pools.actions import assurance, identity_providers


@csrf_exempt
def authorize(request: HttpRequest) -> HttpResponse:
    """By GET, or by POST with the parameters in the body (OIDC Core section 3.1.2.1), which Cognito does not take. A
    post of another site comes without cookies, so the browser is asked to come again by GET, with them."""
    return _come_by_get(request) if request.method == "POST" else _authorize(request)


@page("GET")
def _authorize(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Who is signed in goes straight back to the app; everybody else goes to the page for signing in, with the same
    parameters (API-257). Our own account pages are here for a sign-in at a provider."""
    if provider := _provider(entry):
        return _at_provider(request, entry, provider)
    if not entry.is_of_app:
        return entry.go("login")
    if "create" in entry.prompt and entry.pool.allows_sign_up:  # OpenID Connect Prompt Create 1.0
        return entry.go("sign_up")
    session = live_session(request, entry)
    if session is not None:
        browser_sessions.note_use(request, session, entry.pool)
        return answer(request, entry, session)
    return nobody_is_here(request, entry) or entry.go("login")


def live_session(request: HttpRequest, entry: Entry) -> BrowserSession | None:
    """The browser's session, unless the app wants the person to sign in anew or means somebody else (OIDC Core section
    3.1.2.1: `prompt`, `max_age`, `id_token_hint`, `acr_values`). `select_account` and `consent` are for others."""
    if "login" in entry.prompt:
        return None
    session = browser_sessions.find(request, entry.client)
    if session is None or not _is_meant(request, entry, session) or _is_too_weak(entry, session):
        return None
    # What our own account pages ask for is checked by no grant
    max_age = entry.query.get("max_age", "") if entry.is_of_app else ""
    age_seconds = (timezone.now() - session.auth_time).total_seconds()
    return session if not max_age or age_seconds <= int(max_age) else None


def nobody_is_here(request: HttpRequest, entry: Entry) -> HttpResponse | None:
    """What the app is told that wants no page to be shown; None where the person may be asked, or no app asks."""
    if "none" not in entry.prompt or not entry.is_of_app:
        return None
    return tell_app(request, LoginRequired(request=entry.credentials["request"]))


def _is_meant(request: HttpRequest, entry: Entry, session: BrowserSession) -> bool:
    if not (given := entry.query.get("id_token_hint")):
        return True
    hint = id_token_hint.read(given, request.hosted_pool)
    return hint is not None and hint.sub == str(session.user_id)


def _is_too_weak(entry: Entry, session: BrowserSession) -> bool:
    """Whether the session reaches none of the levels of assurance that the app would like (RFC 9470 section 4). It asks
    and does not demand: who signs in again and still reaches none comes back with the level that his tokens tell."""
    named = entry.query.get("acr_values", "").split()
    wanted = [level for name in named if (level := assurance.level_named(entry.pool, name))]
    return bool(wanted) and assurance.level_of(session.methods) < min(wanted)


def _provider(entry: Entry) -> str:
    """The identity provider that the app asks for, by name or by identifier; empty for the pool itself."""
    name, identifier = entry.query.get("identity_provider", ""), entry.query.get("idp_identifier", "")
    if name:
        return "" if name == identity_providers.OF_POOL else name
    return identifier and (identity_providers.find_by_identifier(entry.pool, identifier) or identifier)


def _at_provider(request: HttpRequest, entry: Entry, name: str) -> HttpResponse:
    """To the provider. Only those that the app client has enabled may be named at all (API-262)."""
    provider = federated_sign_in.find_provider(entry.client, name)
    if provider is not None:
        return federated.leave(request, entry, provider)
    if not entry.is_of_app:
        return entry.go("login")
    is_enabled = name in entry.client.supported_identity_providers
    is_known = is_enabled and identity_providers.find_kind(entry.pool, name)  # the social ones always are
    description = f"The identity provider is not {'set up' if is_known else 'enabled for this client'}."
    return tell_app(request, InvalidRequestError(description, request=entry.credentials["request"]))


def _come_by_get(request: HttpRequest) -> HttpResponse:
    query = request.GET.copy()
    query.update(request.POST)  # what is in both stays there twice, and is refused
    response = HttpResponse(status=303, headers={"Location": f"{request.path}?{query.urlencode()}"})
    return headers.secure(response)
