"""Lists of user pools, for administrators who may not see all of them."""

import itertools

from django.db.models import QuerySet
from django.http import HttpRequest

from pools.console import keyset, permissions
from pools.console.keyset import PAGE_SIZE, Page, newest_first
from pools.models import UserPool

_CHUNK = 200
_CHUNKS = 5  # that one page looks through for those that may be seen


def page(request: HttpRequest, pools: QuerySet[UserPool], after: str = "", size: int = PAGE_SIZE) -> Page:
    """A page of those that whoever is signed in may see, newest first. Where few of many may be seen, it may be short,
    or empty, and still have a next one."""
    sight = permissions.sight_of(request)
    if sight.is_everything:
        return newest_first(pools, after, size)
    seen: list[UserPool] = []
    chunk, is_first = Page([], after), keyset.read_place(after, pools) is None
    for _ in range(_CHUNKS):
        chunk = newest_first(sight.narrowed(pools), chunk.next, _CHUNK)
        seen += sight.visible(chunk.items)
        if len(seen) > size:
            last = seen[size - 1]
            return Page(seen[:size], keyset.place_of(last.created_at, last.pk), is_first)
        if not chunk.next:
            break
    return Page(seen, chunk.next, is_first)


def newest(request: HttpRequest, number: int) -> list[UserPool]:
    """The newest that whoever is signed in may see, as far as the newest thousand hold them."""
    sight = permissions.sight_of(request)
    ordered = sight.narrowed(UserPool.objects.all()).order_by("-created_at", "-pk")[: _CHUNK * _CHUNKS]
    return list(itertools.islice(sight.visible(ordered), number))


def counted(request: HttpRequest) -> list[str] | None:
    """The ids of those whose numbers whoever is signed in may see; None for all. Of more than a thousand the newest."""
    if permissions.sight_of(request).is_everything:
        return None
    return [pool.id for pool in newest(request, _CHUNK * _CHUNKS)]
