"""Pages that were put together before: the sign-in page is the same for all who come to an app client, but for the
query that its links carry on and the token of its form.

Putting it together takes longer than all else that a visitor waits for. So its text is kept, with a hole for each of
the two, under a digest of everything that went into it: whatever changes makes another page at once.
"""

import dataclasses
import functools
import hashlib
import secrets
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils.html import escape
from django.utils.translation import get_language

from hostedui.pages.entry import Entry
from hostedui.pages.forms import PageForm
from hostedui.pages.showing import render_page
from pools.actions.branding import applied

_MOST = 1024  # pages, of some five kilobytes each
_QUERY, _TOKEN = secrets.token_hex(32), secrets.token_hex(32)  # the holes; nobody can put them into a page

_kept: dict[bytes, str] = {}


def with_hole(entry: Entry) -> Entry:
    """The entry for the addresses on a page that `show` is given: of any query."""
    return dataclasses.replace(entry, query=QueryDict(_QUERY), pushed_as=None)


def show(request: HttpRequest, entry: Entry, template: str, form: PageForm, **more: Any) -> HttpResponse:
    """The page with its form, which is empty and made of the app client and `more` alone. `more` decides by its text;
    addresses in it are of `with_hole`."""
    more["brand"] = applied.find_brand(entry.client, request.get_host())
    key = _digest(template, get_language(), _row(entry.client), _row(entry.pool), *map(str, more.values()))
    text = _kept.get(key)
    if text is None:
        text = render_page(request, with_hole(entry), template, form, csrf_token=_TOKEN, **more)
        _keep(key, text)
    return HttpResponse(text.replace(_TOKEN, get_token(request)).replace(f"{_QUERY}=", escape(entry.encoded_query)))


def _keep(key: bytes, text: str) -> None:
    if settings.DEBUG:  # templates are being changed
        return
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[key] = text


def _digest(*parts: object) -> bytes:
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()


def _row(instance: Model) -> Any:
    return _columns(type(instance))(instance)


@functools.cache
def _columns(model: type[Model]) -> Callable[[Model], Any]:
    return attrgetter(*(field.attname for field in model._meta.concrete_fields))
