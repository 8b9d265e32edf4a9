"""The pool's Analytics page, the files of it and of the home page, and the checklist of a new pool."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import first_steps, user_pools
from pools.actions.analytics import reading
from pools.actions.analytics.reading import SPANS, Numbers, Span
from pools.console import permissions, pools_in_sight
from pools.console.analytics import making
from pools.console.analytics.charts import Tile
from pools.console.analytics.making import AnyChart
from pools.console.layout import render_in_pool
from pools.console.registry import page, tab
from pools.models import AppClient, UserPool

tab("pool_analytics", _("Analytics"), permission="cognito-idp:DescribeUserPool", place=60)

LABELS = {"24h": _("24 hours"), "7d": _("7 days"), "30d": _("30 days"), "90d": _("90 days")}
_CLIENTS = 100  # that the filter offers
_STALE_SECONDS = 300


@dataclasses.dataclass(frozen=True)
class Choice:
    """What the visitor wants to see. What is no choice is the first one."""

    span: Span
    client_id: str = ""

    @classmethod
    def of(cls, request: HttpRequest, clients: dict[str, str] | None = None) -> "Choice":
        span, client_id = request.GET.get("range", ""), request.GET.get("client", "")
        return cls(SPANS.get(span, SPANS["7d"]), client_id if client_id in (clients or {}) else "")


def choices(choice: Choice) -> list[dict[str, Any]]:
    """The spans to choose from, for the template."""
    return [{"name": name, "label": LABELS[name], "is_chosen": choice.span.name == name} for name in SPANS]


def summary(pool: UserPool) -> list[Tile]:
    """The last week in a few numbers, for the pool's overview; none where nothing has happened."""
    numbers = reading.read(SPANS["7d"], pool_ids=[pool.id])
    return [] if numbers.is_empty else making.tiles(numbers)


def is_stale(numbers: Numbers) -> bool:
    """Whether the worker has not counted for minutes."""
    until = numbers.counted_until
    return until is not None and (timezone.now() - until).total_seconds() > _STALE_SECONDS


@page("user-pools/<str:pool_id>/analytics/", "pool_analytics", permission="cognito-idp:DescribeUserPool")
def analytics(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    clients = _clients(pool)
    choice = Choice.of(request, clients)
    numbers = reading.read(choice.span, pool_ids=[pool.id], client_id=choice.client_id)
    return render_in_pool(
        request,
        pool,
        "console/analytics/page.html",
        tab="pool_analytics",
        tiles=making.tiles(numbers),
        charts=_charts(numbers, choice),
        numbers=numbers,
        is_stale=is_stale(numbers),
        spans=choices(choice),
        choice=choice,
        clients=clients,
        mappings=_mappings(pool),
    )


@page("user-pools/<str:pool_id>/analytics/mapping/", "analytics_mapping", permission="cognito-idp:UpdateUserPoolClient")
def add_mapping(request: HttpRequest, pool_id: str) -> HttpResponse:
    """To the form of the app client that was chosen (CON-172)."""
    pool = user_pools.get_user_pool(pool_id)
    client_id = request.GET.get("client", "")
    if client_id not in _clients(pool):
        return redirect("admin:pool_analytics", pool.id)
    return redirect("admin:app_client_slice", pool.id, client_id, "analytics")


@page(
    "user-pools/<str:pool_id>/analytics/<slug:chart>.csv",
    "pool_analytics_csv",
    permission="cognito-idp:DescribeUserPool",
)
def download(request: HttpRequest, pool_id: str, chart: str) -> HttpResponse:
    """The numbers of one chart."""
    pool = user_pools.get_user_pool(pool_id)
    choice = Choice.of(request, _clients(pool))
    numbers = reading.read(choice.span, pool_ids=[pool.id], client_id=choice.client_id)
    return as_file(_charts(numbers, choice), chart, f"{pool.id}-{chart}-{choice.span.name}")


@page("analytics/<slug:chart>.csv", "analytics_csv", permission=permissions.LIST_POOLS)
def download_of_all(request: HttpRequest, chart: str) -> HttpResponse:
    """The numbers of one chart of the home page, over the pools that may be seen."""
    choice = Choice.of(request)
    numbers = reading.read(choice.span, pool_ids=pools_in_sight.counted(request))
    return as_file(making.overview(numbers), chart, f"user-pools-{chart}-{choice.span.name}")


@page("user-pools/<str:pool_id>/first-steps/dismiss/", "first_steps_dismiss", permission="cognito-idp:UpdateUserPool")
@require_POST
def dismiss_first_steps(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    first_steps.dismiss(pool, caller=request.caller)
    messages.success(request, gettext("The checklist is put away."))
    return redirect("admin:user_pool", pool.id)


def as_file(charts: list[AnyChart], name: str, file_name: str) -> HttpResponse:
    """The chart of this name as CSV."""
    found = next((chart for chart in charts if chart.name == name), None)
    if found is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{file_name}.csv"'}
    return HttpResponse(found.csv, content_type="text/csv; charset=utf-8", headers=headers)


def _charts(numbers: Numbers, choice: Choice) -> list[AnyChart]:
    return making.of_client(numbers) if choice.client_id else making.of_pool(numbers)


def _mappings(pool: UserPool) -> list[tuple[str, str, str]]:
    """Client id, name and analytics project of the app clients that have one."""
    rows = AppClient.objects.filter(pool=pool).exclude(analytics_configuration={}).order_by("created_at")
    found = rows.values_list("client_id", "client_name", "analytics_configuration")[:_CLIENTS]
    return [
        (client_id, name, given.get("ApplicationId") or given.get("ApplicationArn", ""))
        for client_id, name, given in found
    ]


def _clients(pool: UserPool) -> dict[str, str]:
    rows = AppClient.objects.filter(pool=pool).order_by("created_at")
    return dict(rows.values_list("client_id", "client_name")[:_CLIENTS])
