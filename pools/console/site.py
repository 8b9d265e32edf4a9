"""The admin site: unfold's, with our pages in front and our home page."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control
from unfold.sites import UnfoldAdminSite

from pools.console import home, registry
from pools.console.layout import render
from pools.errors import ResourceNotFoundException, UserNotFoundException


class ConsoleSite(UnfoldAdminSite):
    enable_nav_sidebar = True

    def extra_urls(self) -> list[URLPattern]:
        return [path(page.route, self._served(page.view), name=page.name) for page in registry.pages]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return home.home(request)

    def _served(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        return self.admin_view(_answering_refusals(view))


def _answering_refusals(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What is not there and what is not allowed get a page of the console, not a bare one."""

    @functools.wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, **kwargs)
        except (ResourceNotFoundException, UserNotFoundException, Http404):
            response = render(request, "console/not_found.html", status=404)
        except PermissionDenied as refusal:
            response = render(request, "console/forbidden.html", {"reason": str(refusal)}, status=403)
        patch_cache_control(response, private=True, no_store=True)  # pages show codes and secrets
        return response

    return answer
