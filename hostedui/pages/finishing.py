"""The end of a sign-in: back to the app, with a code or with tokens."""

import logging
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from oauth2_provider.exceptions import OAuthToolkitError
from oauthlib.oauth2.rfc6749.errors import ConsentRequired, ServerError

from federation.models import IdentityProvider
from hostedui import browser_sessions, provider_sessions, remembered_browsers
from hostedui.callers import caller_of
from hostedui.models import BrowserSession
from hostedui.oauth import pushed_requests, wording
from hostedui.oauth.core import core
from hostedui.pages import journey, passkey_offer
from hostedui.pages.entry import Entry, error_page, tell_app, to_app
from pools.actions.sign_in import Authenticated

logger = logging.getLogger(__name__)

_ANSWERED = ("client_id", "redirect_uri", "response_type", "state")


def arrive(
    request: HttpRequest,
    entry: Entry,
    authenticated: Authenticated,
    *,
    remembers_device: bool = False,
    at_provider: tuple[IdentityProvider, Mapping[str, str]] | None = None,
) -> HttpResponse:
    """Remember in this browser who has signed in, and send him back to the app; by way of the offer of a passkey, where
    he may want one. With `remembers_device` he wants the pool to remember this browser. Who comes from an identity
    provider has a session there too, known by these names."""
    device = remembered_browsers.device_of(request, authenticated, is_wanted=remembers_device)
    session, token = browser_sessions.begin(request, authenticated, device.key if device else "")
    if at_provider is not None:
        provider_sessions.keep(session, *at_provider)
    if passkey_offer.is_due(request, entry, session):
        response = entry.go("add_passkey")
    else:
        response = answer(request, entry, session)
    browser_sessions.set_cookie(request, response, token, entry.pool)
    if device:
        remembered_browsers.keep(request, response, authenticated.user, device)
    journey.finish(response)
    return response


def answer(request: HttpRequest, entry: Entry, session: BrowserSession, *, is_allowed: bool = False) -> HttpResponse:
    """The authorization response for who is signed in here. An unexpected failure is told to the app too: it can do
    more about it than the person (API-280). Where no app asked, to the account page that did. An app that registered by
    itself is answered when the person has allowed it."""
    if not entry.is_of_app:
        return redirect(account_url(entry))
    asked = entry.credentials["request"]
    if entry.client.is_self_registered and not is_allowed:
        return tell_app(request, ConsentRequired(request=asked)) if "none" in entry.prompt else entry.go("consent")
    if not pushed_requests.spend(request):
        return error_page(request, reason=_("The request_uri is unknown or has ended."))
    credentials = {name: entry.credentials[name] for name in _ANSWERED}
    credentials |= {"client": asked.client, "signed_in": session, "caller": caller_of(request)}
    try:
        location, *_rest = core().create_authorization_response(request, entry.scopes, credentials, allow=True)
    except OAuthToolkitError as error:
        return tell_app(request, error.oauthlib_error)
    except Exception:
        logger.exception("No authorization response could be made")
        return tell_app(request, ServerError(request=asked))
    in_fragment = asked.response_type == "token"
    return to_app(wording.with_issuer(location, entry.pool.issuer, in_fragment=in_fragment))


def account_url(entry: Entry) -> str:
    """The address of the account page that asked for the sign-in, or of the first one if there is none of its name."""
    query = entry.query.copy()
    for name in set(query) - {"client_id", "lang", "user_code"}:
        del query[name]
    try:
        path = reverse(f"hostedui:account_{entry.account_page}")
    except NoReverseMatch:
        path = reverse("hostedui:account")
    return f"{path}?{query.urlencode()}"
