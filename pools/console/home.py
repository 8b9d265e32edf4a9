"""The home page. What it counts is counted to a limit only, so it is as quick with ten million users as with ten."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from notifications.models import Message
from pools.actions.analytics import reading
from pools.console import permissions, pools_in_sight
from pools.console.analytics import making, pages
from pools.console.keyset import count_up_to
from pools.console.layout import render
from pools.models import AppClient, AuditEvent, Domain, UserPool

COUNTED = 999


def home(request: HttpRequest) -> TemplateResponse:
    """Of everything that this administrator may see, what is new."""
    context: dict[str, Any] = {}
    for permission, part in _PARTS.items():
        if permissions.is_allowed(request, permission):
            context |= part(request)
    if context.get("pools"):
        context |= _numbers(request)
    return render(request, "console/home.html", context)


def _pools(request: HttpRequest) -> dict[str, Any]:
    clients = AppClient.objects.filter(pool__deleted_at=None).order_by()
    domains = Domain.objects.order_by()
    if permissions.sight_of(request).is_everything:
        pools = list(UserPool.objects.order_by("-created_at")[:5])
        pool_count = count_up_to(UserPool.objects.all(), COUNTED)
    else:
        seen = pools_in_sight.newest(request, COUNTED + 1)
        pools, pool_count = seen[:5], f"{COUNTED}+" if len(seen) > COUNTED else str(len(seen))
        clients, domains = clients.filter(pool__in=seen), domains.filter(pool__in=seen)
    client, domain = clients.first(), domains.first()
    active = reading.of_each([pool.id for pool in pools])
    for pool in pools:
        pool.active_users = active.get(pool.id, 0)  # type: ignore[attr-defined]  # for the template
    return {
        "pools": pools,
        "pool_count": pool_count,
        "client": client,
        "client_count": count_up_to(clients, COUNTED),
        "domain": domain,
        "is_set_up": bool(pools and client and domain),
    }


def _numbers(request: HttpRequest) -> dict[str, Any]:
    """What happened in all the pools together that may be seen."""
    choice = pages.Choice.of(request)
    numbers = reading.read(choice.span, pool_ids=pools_in_sight.counted(request))
    return {
        "numbers": numbers,
        "has_sign_ins": not numbers.is_empty,
        "figures": making.tiles(numbers),
        "charts": making.overview(numbers),
        "spans": pages.choices(choice),
        "is_stale": pages.is_stale(numbers),
    }


def _events(_request: HttpRequest) -> dict[str, Any]:
    since = timezone.now() - datetime.timedelta(days=1)
    return {
        "events": list(AuditEvent.objects.filter(read_only=False).order_by("-created_at")[:8]),
        "event_count": count_up_to(AuditEvent.objects.filter(read_only=False, created_at__gte=since), COUNTED),
    }


def _messages(_request: HttpRequest) -> dict[str, Any]:
    return {
        "letters": list(Message.objects.order_by("-created_at")[:5]),
        "waiting_count": count_up_to(Message.objects.filter(state=Message.State.WAITING), COUNTED),
        "failed_count": count_up_to(Message.objects.filter(state=Message.State.FAILED), COUNTED),
    }


_PARTS = {
    "cognito-idp:ListUserPools": _pools,
    "cloudtrail:LookupEvents": _events,
    "poolhouse:ListMessages": _messages,
}
