"""The admin site: unfold's, with our pages in front and our home page."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from unfold.sites import UnfoldAdminSite

from pools.actions import administrator_sessions
from pools.console import account_confirmation, home, oidc, registry, sign_in, sign_in_events, sign_in_set_up
from pools.console.confirmation import ConfirmationNeeded
from pools.console.layout import Crumb, render
from pools.errors import ResourceNotFoundException, UserNotFoundException


class ConsoleSite(UnfoldAdminSite):
    enable_nav_sidebar = True

    def extra_urls(self) -> list[URLPattern]:
        pages = [path(page.route, self._served(page.view), name=page.name) for page in registry.pages]
        return [*pages, *(path(route, _open_to_all(view), name=name) for route, name, view in _BEFORE_SIGN_IN)]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return _open_to_all(sign_in.login)(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """It gives the browser's session another key, under which it has to stay known."""
        before = request.session.session_key or ""
        response = super().password_change(request, extra_context)
        administrator_sessions.rename(before, request.session.session_key or "")
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return home.home(request)

    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponseBase:
        """An address below the console's that is none, for who is signed in."""
        return _answering_refusals(super().catch_all_view)(request, url=url)

    def _served(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        return self.admin_view(_answering_refusals(view))


_BEFORE_SIGN_IN = (
    ("login/second-factor/", "login_second_factor", sign_in.second_factor),
    ("login/set-up/", "login_set_up", sign_in_set_up.set_up),
    ("oidc/start/", "oidc_start", oidc.start),
    ("oidc/callback/", "oidc_callback", oidc.callback),
)


def _open_to_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """Of pages that ask who is there."""
    return never_cache(csrf_protect(sensitive_post_parameters()(view)))


def _answering_refusals(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is not there and what is not allowed get a page of the console, not a bare one."""

    @functools.wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        sign_in_events.note_seen(request)
        try:
            response = view(request, **kwargs)
        except ConfirmationNeeded as needed:
            response = account_confirmation.ask(request, needed.problem)
        except (ResourceNotFoundException, UserNotFoundException, Http404):
            response = render(request, "console/not_found.html", {"crumbs": [Crumb(gettext("Not found"))]}, status=404)
        except PermissionDenied as refusal:
            response = render(
                request,
                "console/forbidden.html",
                {"reason": str(refusal), "crumbs": [Crumb(gettext("Not allowed"))]},
                status=403,
            )
        patch_cache_control(response, private=True, no_store=True)  # pages show codes and secrets
        return response

    return answer
