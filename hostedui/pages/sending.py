"""Sending the browser to another site: by an address, or by a form that it posts there."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from federation.protocols import Outward
from hostedui.pages import headers
from hostedui.pages.entry import to_app

_AGAIN = "again"


def here(request: HttpRequest) -> str:
    """The address that this request was sent to, as providers are told of it: that of a pool's domain, or our own."""
    return f"{request.scheme}://{request.get_host()}" if request.hosted_pool else settings.PUBLIC_URL


def send(request: HttpRequest, outward: Outward) -> HttpResponse:
    """To where a provider's own description says that browsers go."""
    return to_app(outward.url) if outward.fields is None else post_on(request, outward.url, outward.fields)


def post_on(request: HttpRequest, url: str, fields: Mapping[str, str]) -> HttpResponse:
    """A page whose form posts itself; where no script runs, the person presses its button."""
    page = render(request, "hostedui/post_on.html", {"url": url, "fields": dict(fields)})
    return headers.secure_on_the_way(page)


def is_posted_on(request: HttpRequest) -> bool:
    """Whether a page of our own has posted this, so that our cookies came with it."""
    return _AGAIN in request.POST


def post_again(request: HttpRequest, fields: Mapping[str, str]) -> HttpResponse:
    """What another site has posted, which browsers send without our cookies, posted here once more by us."""
    return post_on(request, request.path, {**fields, _AGAIN: "1"})
