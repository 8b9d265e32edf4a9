"""The home page. What it counts is counted to a limit only, so it is as quick with ten million users as with ten."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from notifications.models import Message
from pools.console import permissions, pools_in_sight
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
    return {
        "pools": pools,
        "pool_count": pool_count,
        "client": client,
        "client_count": count_up_to(clients, COUNTED),
        "domain": domain,
        "is_set_up": bool(pools and client and domain),
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
