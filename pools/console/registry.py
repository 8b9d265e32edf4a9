"""The console's pages and a pool's tabs. Every floor registers its own here; site.py serves them."""

import dataclasses
import functools
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pools.console import confirmation, permissions

if TYPE_CHECKING:  # the stubs' name for what gettext_lazy gives
    from django.utils.functional import _StrPromise

View = Callable[..., HttpResponseBase]


@dataclasses.dataclass(frozen=True)
class Page:
    route: str
    name: str
    view: View
    permission: str = ""
    confirms: bool = False


@dataclasses.dataclass(frozen=True)
class Tab:
    """A part of a pool's own area. `page` is the name of a page that takes `pool_id`."""

    page: str
    label: "str | _StrPromise"
    permission: str
    place: int


@dataclasses.dataclass(frozen=True)
class Card:
    """What a page of settings shows beside its slices: a page of its own to go to. `page` takes `pool_id`."""

    name: str
    title: "str | _StrPromise"
    about: "str | _StrPromise"
    page: str
    label: "str | _StrPromise"  # of the button
    permission: str


pages: list[Page] = []
tabs: list[Tab] = []
cards: dict[str, Card] = {}


def page(route: str, name: str, *, permission: str, confirms: bool = False) -> Callable[[View], View]:
    """Serve this view below the console's address, as `admin:<name>`, to those whom a policy allows the action.

    Without an action it is for everybody who can sign in. What `confirms` asks again who is there, unless that was
    answered a moment ago; what was posted is not lost by it, save for files.
    """

    def register(view: View) -> View:
        pages.append(Page(route, name, _guarded(view, permission, confirms), permission, confirms))
        return view

    return register


def has_page(name: str) -> bool:
    """Whether any floor serves a page of this name."""
    return any(page.name == name for page in pages)


def tab(page_name: str, label: "str | _StrPromise", *, permission: str, place: int) -> None:
    """Add a tab to the area of every pool. They stand in the order of their places."""
    tabs.append(Tab(page_name, label, permission, place))
    tabs.sort(key=lambda tab: tab.place)


def card(card: Card) -> None:
    """Offer a card by its name. Which pages show it, `pools/console/consoles.py` says."""
    cards[card.name] = card


def _guarded(view: View, permission: str, confirms: bool) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        if permission:
            permissions.require(request, permission, kwargs)
        if confirms:
            confirmation.require(request)
        return view(request, **kwargs)

    return guarded
