"""What every page of the console is put together with."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import admin, messages
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from pools.console import consoles, permissions
from pools.errors import PoolError
from pools.models import UserPool

if TYPE_CHECKING:  # the stubs' name for what gettext_lazy gives
    from django.utils.functional import _StrPromise


@dataclasses.dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> TemplateResponse:
    """A page of the console, with its frame."""
    request.current_app = admin.site.name
    frame = admin.site.each_context(request) | {"now": timezone.now()}
    here = [Crumb(item["title"]) for group in frame["sidebar_navigation"] for item in group["items"] if item["active"]]
    is_original = consoles.is_original(request)
    own = {
        "crumbs": here,
        "may": permissions.May(request),
        "is_original": is_original,
        "invites": is_original and not request.session.get(consoles.DISMISSED),
    }
    return TemplateResponse(request, template, frame | own | (context or {}), status=status)


def gate(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    """A page for whoever is not signed in: without the frame's navigation."""
    request.current_app = admin.site.name
    return TemplateResponse(request, template, admin.site.each_context(request) | context)


def render_in_pool(
    request: HttpRequest, pool: UserPool, template: str, *crumbs: Crumb, tab: str = "", **context: Any
) -> TemplateResponse:
    """A page within the area of one pool. `tab` is the page name of the tab that it belongs to."""
    original = consoles.is_original(request)
    trail = [
        Crumb(gettext("Your User Pools") if original else gettext("User pools"), reverse("admin:user_pools")),
        Crumb(pool.name, reverse("admin:user_pool", args=[pool.id])),
        *crumbs,
    ]
    return render(request, template, _pool_frame(request, pool, tab) | {"crumbs": trail} | context)


class TakesErrors(Protocol):
    """A form, or several that are refused together."""

    def add_error(self, field: None, error: str, /) -> None: ...


def render_part(request: HttpRequest, pool: UserPool, template: str, context: dict[str, Any]) -> TemplateResponse:
    """A part of a pool's page, without the frame, for a script that puts it in its place."""
    own = {"pool": pool, "may": permissions.May(request, pool=pool), "now": timezone.now()}
    return TemplateResponse(request, template, own | context)


@contextlib.contextmanager
def errors_on(form: TakesErrors) -> Iterator[None]:
    """A refusal by an action lands on the form. Look at `form.is_valid()` afterwards."""
    try:
        yield
    except PoolError as error:
        form.add_error(None, error.message)


@contextlib.contextmanager
def told(request: HttpRequest, done: "str | _StrPromise") -> Iterator[None]:
    """Say that it is done, or what the action refused it for, on the page that comes next."""
    try:
        yield
    except PoolError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)


def _pool_frame(request: HttpRequest, pool: UserPool, tab: str) -> dict[str, Any]:
    navigation = consoles.navigation(request, pool, tab)
    return {
        "pool": pool,
        "navigation": navigation,
        "switch_to": consoles.counterpart(request, pool, tab),
        "may": permissions.May(request, pool=pool),
    }
