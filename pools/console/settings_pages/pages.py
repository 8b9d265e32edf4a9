"""The pages of settings: a part of a pool with its cards or forms, one slice to edit, and the look before saving."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from pools.actions import user_pools
from pools.console import consoles, permissions
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page
from pools.console.settings_pages.slices import Slice, slices
from pools.models import UserPool

_STEERING = ("csrfmiddlewaretoken", "seen", "confirmed", "edit")  # what is posted beside the slice's own fields


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
    """Edit a slice: first the form, then what would change, then it is saved."""
    if name not in slices or slices[name].fixed_because:
        raise Http404
    permissions.require(request, slices[name].permission, {"pool_id": pool_id})
    pool = user_pools.get_user_pool(pool_id)
    data = request.POST if request.method == "POST" else None
    form = slices[name](pool, data, is_original=consoles.is_original(request))
    if data is None or "edit" in data or not form.is_valid():
        return _form_page(request, pool, form)
    if not form.differences():
        messages.info(request, gettext("Nothing was changed."))
        return _back(request, pool, form)
    with errors_on(form):
        if "confirmed" in data:
            form.apply(pool, caller=request.caller, seen=data.get("seen", ""))
            messages.success(request, gettext("The changes are saved."))
            return _back(request, pool, form)
        form.attempt(pool, caller=request.caller, seen=data.get("seen", ""))
        return _review_page(request, pool, form, data)
    return _form_page(request, pool, form)


def _form_page(request: HttpRequest, pool: UserPool, form: Slice) -> HttpResponse:
    return _page(request, pool, form, "console/settings/edit.html", heading=form.heading)


def _review_page(request: HttpRequest, pool: UserPool, form: Slice, data: QueryDict) -> HttpResponse:
    posted = [(name, value) for name, values in data.lists() if name not in _STEERING for value in values]
    return _page(
        request,
        pool,
        form,
        "console/settings/review.html",
        heading=gettext("Review changes"),
        differences=form.differences(),
        posted=posted,
        seen=data.get("seen", ""),
    )


def _page(request: HttpRequest, pool: UserPool, form: Slice, template: str, **context: object) -> HttpResponse:
    part = consoles.part_of_slice(request, form.name)
    crumbs = [Crumb(str(part.label), _address(pool, part))] if part else []
    return render_in_pool(
        request,
        pool,
        template,
        *crumbs,
        Crumb(str(form.heading)),
        tab=part.name if part else "",
        form=form,
        back=_address(pool, part),
        **context,
    )


def _back(request: HttpRequest, pool: UserPool, form: Slice) -> HttpResponse:
    return redirect(_address(pool, consoles.part_of_slice(request, form.name)))


def _address(pool: UserPool, part: consoles.Part | None) -> str:
    return part.address(pool) if part else reverse("admin:user_pool", args=[pool.id])
