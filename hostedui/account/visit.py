"""The door of every account page: who is signed in at the pool's hosted UI, seen through one of its app clients."""

import dataclasses
import datetime
import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hostedui import browser_sessions, trail
from hostedui.account import notices
from hostedui.account.forms import ProfileForm
from hostedui.callers import caller_of
from hostedui.models import BrowserSession
from hostedui.oauth import application
from hostedui.pages import headers
from hostedui.pages.entry import error_page
from hostedui.pages.fields import Text
from hostedui.pages.forms import PageForm
from hostedui.pages.journey import Journey
from hostedui.pages.showing import REFUSED, give_focus
from pools.actions import first_factors
from pools.caller import Caller
from pools.models import AppClient, User, UserPool

RECENT = datetime.timedelta(minutes=10)  # how long a sign-in serves for what must not be done by a borrowed browser
_PREFIX = "account_"
_LONGEST_LANGUAGE = 35  # characters (RFC 5646 section 4.4.1)
_SECTIONS: dict[str, Text] = {
    "account": _("Overview"),
    "account_profile": _("Personal details"),
    "account_security": _("Security"),
    "account_sessions": _("Devices and sessions"),
    "account_activity": _("Activity"),
}
# The section that a page belongs to which is none itself, by the word after the prefix
_BELONGS = {
    **dict.fromkeys(("email", "phone", "delete"), "account_profile"),
    **dict.fromkeys(("password", "factor", "app", "recovery", "passkeys"), "account_security"),
    "devices": "account_sessions",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Visit:
    """Who is here, and through which app client: its permissions say which attributes are shown and changed."""

    request: HttpRequest
    client: AppClient
    session: BrowserSession

    @property
    def user(self) -> User:
        return self.session.user

    @property
    def pool(self) -> UserPool:
        return self.client.pool

    @property
    def caller(self) -> Caller:
        return dataclasses.replace(caller_of(self.request), sub=str(self.user.sub))

    @property
    def is_recent(self) -> bool:
        return self.session.auth_time + RECENT > timezone.now()

    @property
    def is_local(self) -> bool:
        """Whether the password, if there is one, is kept here and not at another identity provider."""
        return self.user.status != User.Status.EXTERNAL_PROVIDER

    @property
    def has_passkeys(self) -> bool:
        return self.is_local and first_factors.WEB_AUTHN in first_factors.allowed(self.pool)

    @property
    def shown_name(self) -> str:
        """What the user calls himself, as far as the client may read it."""
        known = self.user.attributes
        names = ("name", "given_name", "nickname", "preferred_username", "email", "phone_number")
        found = (known[name] for name in names if known.get(name) and self.client.can_read(name))
        return next(found, self.user.username)

    def url(self, page: str) -> str:
        return f"{reverse(f'hostedui:{page}')}?{urlencode(_kept(self.request, self.client))}"

    def go(self, page: str, notice: str = "", **told: Any) -> HttpResponse:
        """To another account page, with a word there on what was done (Post/Redirect/Get)."""
        response = redirect(self.url(page))
        if notice:
            notices.leave(self.request, response, notice, **told)
        return response

    @property
    def _section(self) -> str:
        assert self.request.resolver_match is not None
        name = self.request.resolver_match.url_name or ""
        return _BELONGS.get(name.removeprefix(_PREFIX).partition("_")[0], name)

    def show(self, template: str, form: PageForm | None = None, **more: Any) -> HttpResponse:
        """The page. With a form that was refused its status says so too."""
        if form is not None:
            if form.errors or not isinstance(form, ProfileForm):  # the one form that is there to be read, too
                give_focus(form)
            if form.refusal is not None:
                trail.refused(self.request, form.refusal.name, form.refusal.message)
        notice = notices.take(self.request)
        context = {
            "visit": self,
            "client": self.client,
            "pool": self.pool,
            "form": form,
            "notice": notice if form is None or not form.errors else None,
            "pages": _Addresses(self),
            "sections": [(label, self.url(name), name == self._section) for name, label in _SECTIONS.items()],
        }
        status = REFUSED if form is not None and form.errors else 200
        response = render(self.request, f"hostedui/account/{template}.html", context | more, status=status)
        if notice:
            notices.forget(response)
        return response


class _Addresses:
    """The addresses of the account pages for templates: `{{ pages.account_password }}`."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def __getitem__(self, name: str) -> str:
        return self._visit.url(name)


View = Callable[..., HttpResponse]


def account_page(*methods: str, recent: bool = False, back: str = "") -> Callable[[View], View]:
    """A view that is only entered by who is signed in, as `view(visit)`.

    Everybody else signs in first and comes back. With `recent` the sign-in must be of the last ten minutes; whoever was
    about to post then comes back to the page named `back`.
    """

    def decorate(view: View) -> View:
        @require_http_methods(list(methods))
        @sensitive_post_parameters()
        @functools.wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponse:
            client = find_client(request)
            if client is None:
                return error_page(request, reason=str(_("Invalid client_id parameter value.")))
            session = browser_sessions.find(request, client)
            if session is None:
                return _sign_in(request, client, back)
            session.user.pool = client.pool
            visit = Visit(request, client, session)
            if session.user.status == User.Status.RESET_REQUIRED or (recent and not visit.is_recent):
                return _sign_in(request, client, back, known=visit)
            browser_sessions.note_use(request, session, client.pool)
            return headers.secure(view(visit))

        return wrapper

    return decorate


def find_client(request: HttpRequest) -> AppClient | None:
    """The app client that the address names; on a pool's domain its first one where it names none."""
    client_id, pool = request.GET.get("client_id"), request.hosted_pool
    if client_id or pool is None:
        found = application.find(client_id, pool)
        return found.row if found and found.row.allowed_o_auth_flows_user_pool_client else None
    clients = AppClient.objects.filter(pool=pool, allowed_o_auth_flows_user_pool_client=True).order_by("created_at")
    client = clients.first()
    if client is not None:
        client.pool = pool
    return client


def _sign_in(request: HttpRequest, client: AppClient, back: str, known: Visit | None = None) -> HttpResponse:
    """To the sign-in page, which leads back here. Who is `known` has to prove again that it is him."""
    assert request.resolver_match is not None
    name = back or request.resolver_match.url_name or ""
    query = _kept(request, client) | {"account": name.removeprefix(_PREFIX)}
    if known is not None:
        query["prompt"] = "login"
    response = redirect(f"{reverse('hostedui:login')}?{urlencode(query)}")
    if known is not None:
        Journey("login", client.client_id, known.user.username, notice="again").keep(request, response)
    return headers.secure(response)


def _kept(request: HttpRequest, client: AppClient) -> dict[str, str]:
    """What every link of the account pages carries."""
    query = {"client_id": client.client_id}
    if "lang" in request.GET:
        query["lang"] = request.GET["lang"][:_LONGEST_LANGUAGE]
    return query
