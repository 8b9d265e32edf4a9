"""The event history: the audit trail, to search, to read and to take along."""

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pools.actions import audit_records, user_pools
from pools.console import event_search, permissions
from pools.console.event_search import EventSearch
from pools.console.keyset import Page
from pools.console.layout import Crumb, render, render_in_pool
from pools.console.registry import page, tab
from pools.models import AuditEvent, UserPool

tab("pool_events", _("Events"), permission="cloudtrail:LookupEvents", place=60)

_DOWNLOADED = 50_000  # events at once; the command `audit_export` takes any number
_DOWNLOAD_PAGE = 500
_NEAR = datetime.timedelta(seconds=30)  # within which one request leaves its events

# CloudTrail's queries, ready made (API-136)
_VIEWS = [
    {"label": _("Changes and sign-ins"), "query": ""},
    {"label": _("Errors"), "query": "error=%2A"},
    {"label": _("Not authorized"), "query": "error=NotAuthorizedException"},
    {"label": _("Everything"), "query": "kind=all"},
]
_COUNTS = [
    {"label": _("By IP and event"), "query": "by=events&kind=all"},
    {"label": _("Not authorized, by IP and event"), "query": "by=events&error=NotAuthorizedException"},
    {"label": _("Forgotten passwords, by IP"), "query": "by=addresses&name=ForgotPassword"},
]
_COLUMNS = {"events": ("ip_address", "name"), "addresses": ("ip_address",)}


@page("events/", "events", permission="cloudtrail:LookupEvents")
def events(request: HttpRequest) -> HttpResponse:
    return render(request, "console/events/list.html", _found(request))


@page("user-pools/<str:pool_id>/events/", "pool_events", permission="cloudtrail:LookupEvents")
def events_of_pool(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    context = _found(request, pool)
    return render_in_pool(request, pool, "console/events/list_in_pool.html", tab="pool_events", **context)


@page("events/download/", "events_download", permission="cloudtrail:LookupEvents")
def download(request: HttpRequest) -> StreamingHttpResponse:
    """What the search finds as JSON lines, the newest first."""
    return _download(EventSearch(request.GET))


@page("user-pools/<str:pool_id>/events/download/", "pool_events_download", permission="cloudtrail:LookupEvents")
def download_of_pool(request: HttpRequest, pool_id: str) -> StreamingHttpResponse:
    return _download(EventSearch(request.GET, pool_id=user_pools.get_user_pool(pool_id).id))


@page("events/counts/", "events_counts", permission="cloudtrail:LookupEvents")
def counts(request: HttpRequest) -> HttpResponse:
    """Who does what how often."""
    search = EventSearch(request.GET)
    by = request.GET.get("by", "")
    columns = _COLUMNS.get(by, _COLUMNS["events"])
    rows = event_search.count_by(search, *columns) if search.is_valid() else []
    most = max((row["number"] for row in rows), default=1)
    context = {
        "rows": [row | {"share": round(100 * row["number"] / most)} for row in rows],
        "names_events": "name" in columns,
        "counts": _COUNTS,
        "counted": event_search.COUNTED,
        "conditions": search.wanted if search.is_valid() else {},
    }
    return render(request, "console/events/counts.html", context)


@page("events/<uuid:event_id>/", "event", permission="")
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    found = AuditEvent.objects.filter(id=event_id).first()
    permissions.require_in_pool(request, "cloudtrail:LookupEvents", found.pool_id if found else "")
    if found is None:
        raise Http404
    is_of_trail = permissions.is_allowed(request, "cloudtrail:LookupEvents")  # and not of one pool alone
    [record] = audit_records.word_all([found])
    others = AuditEvent.objects.none()
    listed = reverse("admin:pool_events", args=[found.pool_id]) if found.pool_id else ""
    if found.request_id:
        about = (found.created_at - _NEAR, found.created_at + _NEAR)
        near = AuditEvent.objects.filter(created_at__range=about)
        others = near.filter(request_id=found.request_id).exclude(id=found.id)
        others = others if is_of_trail else others.filter(pool_id=found.pool_id)
    context = {
        "event": found,
        "record": json.dumps(record, indent=2, ensure_ascii=False),
        "others": list(others.order_by("created_at")[:10]),
        "crumbs": [Crumb("Events", ".." if is_of_trail else listed), Crumb(found.name)],
    }
    return render(request, "console/events/event.html", context)


def _found(request: HttpRequest, pool: UserPool | None = None) -> dict[str, Any]:
    search = EventSearch(request.GET, pool_id=pool.id if pool else "")
    found = event_search.find(search, request.GET.get("after", "")) if search.is_valid() else Page([])
    return {
        "page": found,
        "form": search,
        "views": _VIEWS,
        "counts": _COUNTS,
        "asked": _asked(request),
        "names": event_search.operation_names(),
    }


def _asked(request: HttpRequest) -> str:
    """The search in an address, without the page."""
    query = request.GET.copy()
    query.pop("after", None)
    for name in [name for name, value in query.items() if not value]:
        del query[name]
    return query.urlencode()


def _download(search: EventSearch) -> StreamingHttpResponse:
    if not search.is_valid():
        raise Http404
    name = f"events-{timezone.now():%Y%m%dT%H%M%SZ}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(search), content_type="application/x-ndjson", headers=headers)


def _lines(search: EventSearch) -> Iterator[str]:
    after, count = "", 0
    while count < _DOWNLOADED:
        found = event_search.find(search, after, _DOWNLOAD_PAGE)
        for record in audit_records.word_all(found.items):
            yield json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"
        count += len(found.items)
        after = found.next
        if not after:
            return
