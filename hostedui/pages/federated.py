"""Signing in at an identity provider: out to it, and back from it (FED-90, API-250, API-256, API-281)."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, LoginRequired

from federation import protocols
from federation.actions import federated_attempts, federated_sign_in
from federation.actions.federated_attempts import LateAttempt, UnknownAttempt
from federation.models import FederatedAttempt, IdentityProvider
from federation.protocols import FederationFailed, SignInNeeded, proofs
from hostedui.callers import caller_of
from hostedui.pages.entry import Entry, error_page, page, tell_app
from hostedui.pages.finishing import arrive
from hostedui.pages.going_on import send_on
from hostedui.pages.sending import here, is_posted_on, post_again, send

COOKIE = "cognito-fl"
_CHOSEN_BY = ("identity_provider", "idp_identifier")  # one sign-in; the next page has a choice again
_WISHES = ("login_hint", "prompt", "max_age", "ui_locales", "acr_values")


def leave(request: HttpRequest, entry: Entry, provider: IdentityProvider) -> HttpResponse:
    """Off to the provider, silently."""
    wishes = {name: entry.query.get(name, "") for name in _WISHES}
    wishes["ui_locales"] = wishes["ui_locales"] or entry.query.get("lang", "")
    try:
        outward, secret = federated_attempts.begin(
            entry.client,
            provider,
            _without_choice(entry),
            here(request),
            browser=request.COOKIES.get(COOKIE, ""),
            wishes=wishes,
        )
    except FederationFailed as failure:
        federated_sign_in.failed(entry.client, provider, failure, caller=caller_of(request))
        return _tell(request, entry, failure)
    response = send(request, outward)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(federated_attempts.LIFETIME.total_seconds()) + 60,  # who comes a little late is told so
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@csrf_exempt  # it comes from the provider's site, and proves itself by the key of an attempt of this browser
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def idp_response(request: HttpRequest) -> HttpResponse:
    """The answer of an OpenID or a social provider. One that is posted by the provider's site comes without our cookie,
    so it is posted once more, by a page of our own."""
    if request.method == "GET":
        return came_back(request, request.GET.get("state", ""), request.GET.dict())
    if not is_posted_on(request):
        return post_again(request, request.POST.dict())
    return came_back(request, request.POST.get("state", ""), request.POST.dict())


def came_back(request: HttpRequest, key: str, answer: Mapping[str, str]) -> HttpResponse:
    """The browser that was sent out with this key is here again, with the provider's answer of whatever protocol. The
    app's own request goes on from where it was left."""
    try:
        if not federated_attempts.is_key(key):
            raise UnknownAttempt
        attempt = federated_attempts.take(key, request.COOKIES.get(COOKIE, ""))
    except LateAttempt as late:
        attempt, answer = late.attempt, {}
    except UnknownAttempt:
        return _nobody_was_sent(request)
    _as_the_app_asked(request, _asked(attempt))
    request.came_back = attempt, answer
    return _finish(request)


@page("GET")
def _finish(request: HttpRequest, entry: Entry) -> HttpResponse:
    attempt, answer = request.came_back
    provider, client, caller = attempt.provider, entry.client, caller_of(request)
    if not answer:
        return _to_sign_in(request, entry, "provider_late")
    try:
        if federated_sign_in.find_provider(client, provider.name) is None:
            raise FederationFailed("The identity provider is not enabled for this client.")
        federated_sign_in.count(client, provider)
        identity = _identity(request, attempt, answer)
        authenticated = federated_sign_in.admit(client, provider, identity, caller=caller)
    except FederationFailed as failure:
        return _tell(request, entry, failure)
    return arrive(request, entry, authenticated, at_provider=(provider, identity.logout))


def _identity(request: HttpRequest, attempt: FederatedAttempt, answer: Mapping[str, str]) -> protocols.Identity:
    provider = attempt.provider
    try:
        return protocols.of(provider).finish(provider, attempt, answer, here(request))
    except FederationFailed as failure:
        federated_sign_in.failed(attempt.client, provider, failure, caller=caller_of(request))
        raise


def _tell(request: HttpRequest, entry: Entry, failure: FederationFailed) -> HttpResponse:
    """To the app (API-281); on the sign-in page where no app has asked."""
    if not entry.is_of_app:
        return _to_sign_in(request, entry, "provider_refused")
    asked = entry.credentials["request"]
    if isinstance(failure, SignInNeeded) and "none" in entry.prompt:
        return tell_app(request, LoginRequired(request=asked))
    return tell_app(request, InvalidRequestError(str(failure), request=asked))


def _to_sign_in(request: HttpRequest, entry: Entry, notice: str) -> HttpResponse:
    return send_on(request, entry, "login", "", notice=notice)


def _nobody_was_sent(request: HttpRequest) -> HttpResponse:
    """Too late by far, twice, or in another browser: there is no app to tell of it."""
    return error_page(
        request,
        title=_("Something went wrong"),
        text=_("This sign-in has ended, or was begun in another browser. Go back to the app and sign in anew."),
    )


def _asked(attempt: FederatedAttempt) -> QueryDict:
    """The app's own request. Where it has no nonce, the one that the provider's word was bound to is in its ID token
    (SEC-23)."""
    query = QueryDict(attempt.app_request, mutable=True)
    nonce = proofs.kept(attempt).get("nonce")
    if nonce and "request_uri" not in query and "account" not in query:
        query.setdefault("nonce", nonce)
    return query


def _as_the_app_asked(request: HttpRequest, query: QueryDict) -> None:
    """From here on the request is the app's own once more; the provider's answer was read."""
    request.GET = query  # type: ignore[assignment]  # the stubs want it immutable
    request.META["QUERY_STRING"] = query.urlencode()
    request.method = "GET"


def _without_choice(entry: Entry) -> str:
    query = (entry.pushed_as or entry.query).copy()
    for name in _CHOSEN_BY:
        query.pop(name, None)
    return query.urlencode()
