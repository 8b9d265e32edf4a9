"""The door of every page: an app has sent the browser here, with an authorization request in the address."""

import dataclasses
import functools
import logging
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import get_urlconf, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.http import OAuth2ResponseRedirect
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from hostedui.oauth import application, checks, pushed_requests, wording
from hostedui.oauth.core import core
from hostedui.pages import fields, headers
from pools.actions import identity_providers
from pools.models import AppClient, UserPool

logger = logging.getLogger(__name__)

_BARE_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(?=[?#])")


@dataclasses.dataclass(frozen=True)
class Entry:
    """A sound authorization request. Every link and form of the pages carries `query`, so it survives the whole way."""

    client: AppClient
    scopes: list[str]
    credentials: dict[str, Any]
    query: QueryDict
    pushed_as: QueryDict | None = None  # how the address names a pushed request, of which `query` is the content

    @property
    def pool(self) -> UserPool:
        return self.client.pool

    @property
    def redirect_uri(self) -> str:
        return self.credentials.get("redirect_uri", "")

    @property
    def account_page(self) -> str:
        """The account page that asked for this sign-in; empty where an app did, and for the first one."""
        return "" if self.is_of_app else self.query.get("account", "")

    @property
    def is_of_app(self) -> bool:
        """Whether an app has asked, and not our own account pages."""
        return bool(self.credentials)

    @property
    def prompt(self) -> set[str]:
        return set(self.query.get("prompt", "").split())

    @property
    def login_hint(self) -> str:
        """Who the app expects to sign in (OIDC Core section 3.1.2.1); empty for what is no user name."""
        hint = self.query.get("login_hint", "")
        return hint if hint.isprintable() and len(hint) <= fields.LONGEST_USERNAME else ""

    def url(self, page: str) -> str:
        """The address of another page, for the same authorization request."""
        return f"{_path(get_urlconf(), page)}?{self.encoded_query}"

    @functools.cached_property
    def encoded_query(self) -> str:
        """What the addresses of all pages carry on."""
        return (self.pushed_as or self.query).urlencode()

    def go(self, page: str) -> HttpResponse:
        return redirect(self.url(page))


@functools.cache
def _path(urlconf: str | None, page: str) -> str:
    """A page has more links than patterns can be reversed for each visitor. `urlconf` is the one in force."""
    return reverse(f"hostedui:{page}", urlconf)


Page = Callable[..., HttpResponse]


def page(*methods: str, serves_account: bool = True) -> Callable[[Page], Page]:
    """A view that is only entered with a sound authorization request, as `view(request, entry)`.

    A wrong app client or redirect URI ends at an error page, never at the redirect URI; every other mistake is told to
    the app (API-276). Instead of an app our own account pages may ask for a sign-in, by `account` in the address.
    """

    def decorate(view: Page) -> Page:
        @require_http_methods(list(methods))
        @sensitive_post_parameters()
        @functools.wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponse:
            if "account" in request.GET and serves_account:
                if checks.is_too_long(request.GET.urlencode()):
                    return error_page(request, reason=_("The request is too long."))
                return _at_account_s_wish(request, view)
            if not pushed_requests.open_in(request):
                return error_page(request, reason=_("The request_uri is unknown or has ended."))
            try:
                scopes, credentials = core().validate_authorization_request(request)
            except FatalClientError as error:
                return error_page(request, reason=error.oauthlib_error.description)
            except OAuthToolkitError as error:
                return tell_app(request, error.oauthlib_error)
            client, pushed_as = credentials["request"].client.row, getattr(request, "pushed_as", None)
            return _enter(request, view, Entry(client, scopes, credentials, request.GET, pushed_as))

        return wrapper

    return decorate


def _at_account_s_wish(request: HttpRequest, view: Page) -> HttpResponse:
    found = application.find(request.GET.get("client_id"), request.hosted_pool)
    if found is None or not found.row.allowed_o_auth_flows_user_pool_client:
        return error_page(request, reason=_("Invalid client_id parameter value."))
    return _enter(request, view, Entry(found.row, [], {}, request.GET))


def _enter(request: HttpRequest, view: Page, entry: Entry) -> HttpResponse:
    names = entry.client.supported_identity_providers
    if identity_providers.OF_POOL not in names and not identity_providers.offered(entry.client):
        return error_page(request, reason=_("No way to sign in is enabled for this app client."))
    response = headers.compress(request, view(request, entry))
    if "Content-Security-Policy" in response:  # on its way to another site, which the policy names
        return response
    return headers.secure(response, entry.redirect_uri, may_leave=names != [identity_providers.OF_POOL])


def tell_app(request: HttpRequest, error: OAuth2Error) -> HttpResponse:
    """Back to the app with an error. Only for an error of a request whose redirect URI was found to be registered."""
    found = application.find(error.client_id, request.hosted_pool)
    return to_app(wording.at_authorize(error, found.row.pool.issuer if found else ""))


def to_app(location: str) -> HttpResponse:
    """Leave for the app: the one place that redirects to another host. Of a bare `myapp://` (APP-133) what adds
    parameters to addresses leaves `myapp:`."""
    location = _BARE_SCHEME.sub(r"\1://", location)
    return headers.secure(OAuth2ResponseRedirect(location, [application.scheme(location)]))


def error_page(
    request: HttpRequest, *, title: str = "", text: str = "", reason: str = "", status: int = 400, again: str = ""
) -> HttpResponse:
    """Tell the person what went wrong, and `reason` to whoever set up the app. `again` is where a sign-in starts anew,
    if that is of any use."""
    context = {
        "title": title or _("Something is wrong with this link"),
        "text": text or _("The app that sent you here made a request that cannot be answered. Go back and try again."),
        "reason": reason,
        "again": again,
    }
    return headers.secure(render(request, "hostedui/error.html", context, status=status))
