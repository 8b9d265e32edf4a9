"""`/logout`: end the browser's session, and go where the app wants.

Cognito's form (API-326 to API-334) signs out at once, as apps that were made for it expect. The form of OpenID Connect
RP-Initiated Logout does so when an ID token shows that the app speaks of who is signed in here; otherwise any other
site may have sent the browser, and the person is asked first.
"""

import dataclasses

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from oauthlib.common import add_params_to_uri

from hostedui import browser_sessions, provider_sessions
from hostedui.oauth import application, checks, id_token_hint
from hostedui.oauth.id_token_hint import Hint
from hostedui.pages import headers, journey
from hostedui.pages.entry import error_page, to_app
from hostedui.pages.going_on import sign_in_page
from hostedui.pages.sending import here, send
from pools.models import AppClient

_PASSED_ON = (
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "lang",
    "ui_locales",
)
_COGNITOS = ("logout_uri", "redirect_uri")
_OPENIDS = ("post_logout_redirect_uri", "id_token_hint")
_KEPT_TO_CONFIRM = ("post_logout_redirect_uri", "state", "lang", "ui_locales")


@dataclasses.dataclass(frozen=True, slots=True)
class SignOut:
    """What is asked for, by whom, and the ID token that shows whom the app means."""

    client: AppClient
    query: dict[str, str]
    hint: Hint | None = None

    @property
    def is_cognitos(self) -> bool:
        """Also where nothing but the app client is named."""
        return any(name in self.query for name in _COGNITOS) or not any(name in self.query for name in _OPENIDS)


@csrf_exempt  # other sites send the browser here; what needs proof that the person wants it is asked for on our page
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """An address that is not registered is never gone to; and a link that cannot be answered signs nobody out."""
    if request.method == "POST":  # browsers keep their cookies from a post of another site, not from a link of it
        return headers.secure(_see_other(f"{request.path}?{request.POST.urlencode()}"))
    asked = _asked(request)
    if asked is None:
        return error_page(request, reason=_("Invalid client_id parameter value."))
    response = _next(request, asked)
    if response.status_code >= 400:
        return response
    return _end(request, response) if asked.is_cognitos or _is_expected(request, asked) else _ask(request, asked)


@require_POST
def confirm_logout(request: HttpRequest) -> HttpResponse:
    """The person has said so, on our own page."""
    asked = _asked(request)
    if asked is None:
        return error_page(request, reason=_("Invalid client_id parameter value."))
    response = _next(request, asked)
    return _end(request, response) if response.status_code < 400 else response


def _asked(request: HttpRequest) -> SignOut | None:
    """None where the app client is unknown, or the ID token is of another one (OIDC RP-Initiated Logout section 2)."""
    query = request.GET.dict()
    hint = id_token_hint.read(query.get("id_token_hint", ""), request.hosted_pool)
    if "client_id" not in query:
        return SignOut(hint.client, query, hint) if hint else None
    found = application.find(query["client_id"], request.hosted_pool)
    if found is None or (hint and hint.client.pk != found.row.pk):
        return None
    return SignOut(found.row, query, hint)


def _is_expected(request: HttpRequest, asked: SignOut) -> bool:
    """Whether nobody is signed in here, or the very user whom the app means."""
    session = browser_sessions.find_any(request)
    return session is None or (asked.hint is not None and asked.hint.sub == str(session.user.sub))


def _ask(request: HttpRequest, asked: SignOut) -> HttpResponse:
    query = QueryDict(mutable=True)
    query["client_id"] = asked.client.client_id
    for name in _KEPT_TO_CONFIRM:
        if name in asked.query:
            query[name] = str(asked.query[name])
    context = {"client": asked.client, "action": f"{reverse('hostedui:confirm_logout')}?{query.urlencode()}"}
    response = render(request, "hostedui/sign_out.html", context)
    return headers.secure(response, query.get("post_logout_redirect_uri", ""))


def _end(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """By way of the identity provider where it wants to end its own session too (FED-124). What the person wanted of us
    is done before."""
    session = browser_sessions.find_any(request)
    outward = provider_sessions.begin_sign_out(session, request.GET.urlencode(), here(request)) if session else None
    if outward is not None:
        response = send(request, outward)
    browser_sessions.end(request)
    response.delete_cookie(browser_sessions.COOKIE, samesite="Lax")
    journey.finish(response)
    return response


def _next(request: HttpRequest, asked: SignOut) -> HttpResponse:
    """Where the browser goes once it is signed out."""
    query = {name: str(value) for name, value in asked.query.items()}
    client = asked.client
    if "logout_uri" in query:
        # A sign-out URL; or another client's sign-in page, which is registered as a callback URL (API-330)
        return _leave(request, str(query["logout_uri"]), [*client.logout_urls, *client.callback_urls])
    if "post_logout_redirect_uri" in query:
        state = [("state", str(query["state"]))] if "state" in query else []
        return _leave(request, str(query["post_logout_redirect_uri"]), client.logout_urls, state)
    if "redirect_uri" in query:
        return _sign_in_again(request, client)
    return headers.secure(
        render(
            request,
            "hostedui/signed_out.html",
            {"client": client, "again": sign_in_page(client, lang=query.get("lang", ""))},
        )
    )


def _leave(
    request: HttpRequest, uri: str, registered: list[str], parameters: list[tuple[str, str]] | None = None
) -> HttpResponse:
    if uri not in registered:
        return error_page(request, reason=_("The sign-out URL is not registered for this app client."))
    return to_app(add_params_to_uri(uri, parameters) if parameters else uri)


def _sign_in_again(request: HttpRequest, client: AppClient) -> HttpResponse:
    """To the sign-in page, where the rest of the parameters is checked (API-331 to API-334)."""
    uri = request.GET["redirect_uri"]
    if uri not in client.callback_urls:
        return error_page(request, reason=_("Mismatching redirect URI."))
    query = QueryDict(mutable=True)
    query["client_id"], query["redirect_uri"] = client.client_id, uri
    for name in _PASSED_ON:
        if name in request.GET:
            query[name] = request.GET[name]
    query.setdefault("scope", " ".join(client.allowed_o_auth_scopes))
    if checks.is_too_long(query.urlencode()):
        return error_page(request, reason=_("The request is too long."))
    return headers.secure(redirect(f"{reverse('hostedui:login')}?{query.urlencode()}"))


def _see_other(location: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": location})
