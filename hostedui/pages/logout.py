"""`/logout`: end the browser's session, and go where the app wants (API-326 to API-334)."""

from typing import Any

import jwt
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from oauthlib.common import add_params_to_uri

from hostedui import browser_sessions
from hostedui.oauth import application
from hostedui.pages import headers, journey
from hostedui.pages.entry import error_page, to_app
from hostedui.pages.going_on import sign_in_page
from pools.models import AppClient

_PASSED_ON = ("response_type", "scope", "state", "nonce", "code_challenge", "code_challenge_method")


@require_GET
def logout(request: HttpRequest) -> HttpResponse:
    """Both of Cognito's forms, and OpenID Connect's `post_logout_redirect_uri`. An address that is not registered is
    never gone to; and a link that cannot be answered signs nobody out."""
    found = application.find(_client_id(request.GET), request.hosted_pool)
    if found is None:
        return error_page(request, reason=_("Invalid client_id parameter value."))
    client = found.row
    response = _next(request, client)
    if response.status_code < 400:
        browser_sessions.end(request)
        response.delete_cookie(browser_sessions.COOKIE, samesite="Lax")
        journey.finish(response)
    return response


def _next(request: HttpRequest, client: AppClient) -> HttpResponse:
    query = request.GET
    if "logout_uri" in query:
        return _leave(request, client, query["logout_uri"])
    if "post_logout_redirect_uri" in query:
        state = [("state", query["state"])] if "state" in query else []
        return _leave(request, client, query["post_logout_redirect_uri"], state)
    if "redirect_uri" in query:
        return _sign_in_again(request, client)
    return headers.secure(
        render(request, "hostedui/signed_out.html", {"client": client, "again": sign_in_page(client)})
    )


def _leave(
    request: HttpRequest, client: AppClient, uri: str, parameters: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """To a sign-out URL; or to another client's sign-in page, which is registered as a callback URL (API-330)."""
    if uri not in client.logout_urls and uri not in client.callback_urls:
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
    return headers.secure(redirect(f"{reverse('hostedui:login')}?{query.urlencode()}"))


def _client_id(query: Any) -> str | None:
    """From the parameter; or from an ID token given as a hint, which decides no more than which client's list of
    addresses is looked at, so its signature is not asked for (OIDC RP-Initiated Logout section 2)."""
    if "client_id" in query or "id_token_hint" not in query:
        return query.get("client_id")
    try:
        claims = jwt.decode(query["id_token_hint"], options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return None
    audience = claims.get("aud")
    return audience if isinstance(audience, str) else None
