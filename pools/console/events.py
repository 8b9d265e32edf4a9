"""Audit events, to read."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from pools.actions import user_pools
from pools.console import keyset
from pools.console.layout import render, render_in_pool
from pools.console.registry import page, tab
from pools.models import AuditEvent

tab("pool_events", _("Events"), permission="cloudtrail:LookupEvents", place=60)


@page("events/", "events", permission="cloudtrail:LookupEvents")
def events(request: HttpRequest) -> HttpResponse:
    found = keyset.newest_first(AuditEvent.objects.all(), request.GET.get("after", ""))
    return render(request, "console/events/list.html", {"page": found})


@page("user-pools/<str:pool_id>/events/", "pool_events", permission="cloudtrail:LookupEvents")
def events_of_pool(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    found = keyset.newest_first(AuditEvent.objects.filter(pool_id=pool.id), request.GET.get("after", ""))
    return render_in_pool(request, pool, "console/events/list_in_pool.html", tab="pool_events", page=found)
