"""How a slice is edited, whatever it is a slice of: its form, then what would change, then it is saved."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from pools.console import permissions
from pools.console.layout import errors_on
from pools.console.settings_pages.slices import SliceOf

_STEERING = ("csrfmiddlewaretoken", "seen", "confirmed", "edit")  # what is posted beside the slice's own fields


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where a slice stands: the page that shows it, and what puts a template in the frame of that page."""

    back: str
    render: Callable[..., HttpResponse]


def require(request: HttpRequest, slice_class: type[SliceOf], address: Mapping[str, Any]) -> None:
    """Raise `PermissionDenied` unless what this address names may be given all that the slice saves."""
    for permission in (slice_class.permission, *slice_class.more_permissions):
        permissions.require(request, permission, address)


def edit(request: HttpRequest, slice_class: type[SliceOf], owner: Any, place: Place, **options: Any) -> HttpResponse:
    """Answer a request to the slice's page. Nothing is saved that was not shown before as a difference."""
    data = request.POST if request.method == "POST" else None
    form = slice_class(owner, data, **options)
    if data is None or "edit" in data or not form.is_valid():
        return _form(form, place)
    differences = form.differences()
    if not differences:
        messages.info(request, gettext("Nothing was changed."))
        return redirect(place.back)
    with errors_on(form):
        if "confirmed" in data:
            form.apply(owner, caller=request.caller, seen=data.get("seen", ""))
            messages.success(request, gettext("The changes are saved."))
            return redirect(place.back)
        form.attempt(owner, caller=request.caller, seen=data.get("seen", ""))
        return place.render(
            "console/settings/review.html",
            heading=gettext("Review changes"),
            form=form,
            back=place.back,
            differences=differences,
            posted=[(name, value) for name, values in data.lists() if name not in _STEERING for value in values],
            seen=data.get("seen", ""),
        )
    return _form(form, place)


def _form(form: SliceOf, place: Place) -> HttpResponse:
    return place.render("console/settings/edit.html", heading=form.heading, form=form, back=place.back)
