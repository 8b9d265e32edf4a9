"""The pages of settings: a part of a pool with its cards or forms, and one slice to edit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from pools.actions import user_pools
from pools.console import consoles
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page
from pools.console.settings_pages import editing
from pools.console.settings_pages.slices import Slice, slices
from pools.models import UserPool


@page("user-pools/<str:pool_id>/settings/<str:part>/", "pool_settings", permission="cognito-idp:DescribeUserPool")
def part_page(request: HttpRequest, pool_id: str, part: str) -> HttpResponse:
    """A tab of the new console with its cards, or a page of the original one with its forms."""
    pool = user_pools.get_user_pool(pool_id)
    shown = consoles.find_part(request, part)
    if shown is None:
        raise Http404
    is_original = consoles.is_original(request)
    return render_in_pool(
        request,
        pool,
        "console/settings/part.html",
        Crumb(str(shown.label)),
        tab=shown.name,
        part=shown,
        is_original=is_original,
        slices=[slices[name](pool, is_original=is_original) for name in shown.slices if name in slices],
        cards=consoles.cards_of(request, pool, shown),
    )


@page(
    "user-pools/<str:pool_id>/settings/<str:name>/edit/",
    "pool_slice",
    permission="cognito-idp:DescribeUserPool",
)
def edit_page(request: HttpRequest, pool_id: str, name: str) -> HttpResponse:
    """Edit a slice."""
    if name not in slices or slices[name].fixed_because:
        raise Http404
    editing.require(request, slices[name], {"pool_id": pool_id})
    pool = user_pools.get_user_pool(pool_id)
    is_original = consoles.is_original(request)
    return editing.edit(request, slices[name], pool, _place(request, pool, name), is_original=is_original)


def _place(request: HttpRequest, pool: UserPool, name: str) -> editing.Place:
    part = consoles.part_of_slice(request, name)
    back = part.address(pool) if part else reverse("admin:user_pool", args=[pool.id])

    def render(template: str, *, form: Slice, **context: Any) -> HttpResponse:
        crumbs = [Crumb(str(part.label), back)] if part else []
        here = Crumb(str(form.heading))
        return render_in_pool(
            request, pool, template, *crumbs, here, tab=part.name if part else "", form=form, **context
        )

    return editing.Place(back, render)
