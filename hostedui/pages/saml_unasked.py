"""Sign-ins that begin at the SAML provider, which posts an assertion that nobody asked for (FED-133, FED-245).

`RelayState` holds what an app would have asked: `identity_provider`, `client_id`, `redirect_uri`, `response_type`,
`scope`. The person is signed in, and the browser goes on as if the app had sent it with that.
"""

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from oauthlib.common import add_params_to_uri

from federation.actions import federated_sign_in
from federation.models import IdentityProvider
from federation.protocols import FederationFailed, saml_response
from federation.protocols.saml import saml
from hostedui import browser_sessions, provider_sessions
from hostedui.callers import caller_of
from hostedui.oauth import application, checks, spent_jwts, wording
from hostedui.oauth.application import Application
from hostedui.pages import headers
from hostedui.pages.entry import error_page, to_app
from hostedui.pages.sending import here
from pools.actions import identity_providers
from pools.actions.sign_in import Authenticated

_LEEWAY = timedelta(minutes=10)  # an assertion that has just ended by our clock is remembered for longer
_PASSED_ON = ("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "lang", "ui_locales")


@dataclasses.dataclass(frozen=True, slots=True)
class _Wish:
    app: Application
    query: QueryDict
    provider: IdentityProvider


def sign_in(request: HttpRequest) -> HttpResponse:
    """Whom the provider speaks of, on to the app that its `RelayState` names."""
    message = request.POST.get("SAMLResponse", "")
    wish = _wish(request, message)
    if wish is None:
        return error_page(request, reason="Invalid samlResponse or relayState from identity provider")
    try:
        authenticated, names = _admitted(request, wish, message)
    except FederationFailed as failure:
        return _refuse(request, wish, str(failure))
    session, token = browser_sessions.begin(request, authenticated)
    provider_sessions.keep(session, wish.provider, names)
    response = redirect(f"{reverse('hostedui:authorize')}?{wish.query.urlencode()}")
    browser_sessions.set_cookie(request, response, token, authenticated.client.pool)
    return headers.secure(response)


def _admitted(request: HttpRequest, wish: _Wish, message: str) -> tuple[Authenticated, Mapping[str, str]]:
    """Who that is, and by what names the provider knows him and his session. Raises `FederationFailed`."""
    client, provider = wish.app.row, wish.provider
    federated_sign_in.count(client, provider)
    try:
        unsolicited = saml.finish_unsolicited(provider, message, here(request))
        maker = f"{provider.pool_id} {provider.name}"
        until = unsolicited.ends_at + _LEEWAY
        if not spent_jwts.spend("SAML assertion", maker, unsolicited.assertion_id, until):
            raise FederationFailed("The SAML assertion was used before.")
    except FederationFailed as failure:
        federated_sign_in.failed(client, provider, failure, caller=caller_of(request))
        raise
    authenticated = federated_sign_in.admit(client, provider, unsolicited.identity, caller=caller_of(request))
    return authenticated, unsolicited.identity.logout


def _wish(request: HttpRequest, message: str) -> _Wish | None:
    """None where no app client, or no SAML provider of it, is meant."""
    state = request.POST.get("RelayState", "")
    if not state or checks.is_too_long(state):
        return None
    asked = QueryDict(state)
    app = application.find(asked.get("client_id"), request.hosted_pool)
    if app is None:
        return None
    provider = _provider(app, asked, message)
    if provider is None or provider.kind != IdentityProvider.Kind.SAML:
        return None
    query = QueryDict(mutable=True)
    for name in _PASSED_ON:
        if name in asked:
            query[name] = asked[name]
    query.setdefault("response_type", "code")
    return _Wish(app, query, provider)


def _provider(app: Application, asked: QueryDict, message: str) -> IdentityProvider | None:
    """By name or identifier, or by who says that he has made the assertion, which is judged later."""
    client = app.row
    if name := asked.get("identity_provider"):
        return federated_sign_in.find_provider(client, name)
    if identifier := asked.get("idp_identifier"):
        name = identity_providers.find_by_identifier(client.pool, identifier)
        return federated_sign_in.find_provider(client, name) if name else None
    issuer = saml_response.issuer_of(message)
    kinds = IdentityProvider.objects.filter(pool_id=client.pool_id, kind=IdentityProvider.Kind.SAML)
    names = [each.name for each in kinds if issuer and each.derived.get("entity_id") == issuer]
    return federated_sign_in.find_provider(client, names[0]) if len(names) == 1 else None


def _refuse(request: HttpRequest, wish: _Wish, words: str) -> HttpResponse:
    """API-281, where the address is one of the app's."""
    uri = wish.query.get("redirect_uri", "")
    if not wish.app.redirect_uri_allowed(uri):
        return error_page(request, title=_("Something went wrong"), reason=words)
    told = [("error", "invalid_request"), ("error_description", words)]
    return to_app(wording.with_issuer(add_params_to_uri(uri, told), wish.app.row.pool.issuer))
