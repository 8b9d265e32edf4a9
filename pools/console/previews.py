"""How the sign-in page would look in a style that is not saved yet. The floor that has the page registers what renders
it; the console's editors ask for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pools.actions.branding.applied import Brand
from pools.models import AppClient

Renderer = Callable[[HttpRequest, AppClient, Brand | None], HttpResponse]

_renderers: list[Renderer] = []


def register(renderer: Renderer) -> None:
    """Take this one from now on."""
    _renderers[:] = [renderer]


def render(request: HttpRequest, client: AppClient, brand: Brand | None) -> HttpResponse:
    """The client's sign-in page in this style, for a frame within the console."""
    return _renderers[0](request, client, brand)
