"""The home page. What it counts is counted to a limit only, so it is as quick with ten million users as with ten."""

import datetime

from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone

from notifications.models import Message
from pools.console.keyset import count_up_to
from pools.console.layout import render
from pools.models import AppClient, AuditEvent, Domain, UserPool


def home(request: HttpRequest) -> TemplateResponse:
    clients = AppClient.objects.filter(pool__deleted_at=None).order_by()
    day_ago = timezone.now() - datetime.timedelta(days=1)
    sees_messages = request.user.has_perm("notifications.view_message")
    context = {
        "pools": list(UserPool.objects.order_by("-created_at")[:5]),
        "pool_count": count_up_to(UserPool.objects.all(), 999),
        "client": clients.first(),
        "client_count": count_up_to(clients, 999),
        "domain": Domain.objects.order_by().first(),
        "event_count": count_up_to(AuditEvent.objects.filter(created_at__gte=day_ago), 999),
        "waiting_count": count_up_to(Message.objects.filter(state=Message.State.WAITING), 999),
        "failed_count": count_up_to(Message.objects.filter(state=Message.State.FAILED), 999),
        "letters": list(Message.objects.order_by("-created_at")[:5]) if sees_messages else [],
        "events": list(AuditEvent.objects.order_by("-created_at")[:8])
        if request.user.has_perm("pools.view_auditevent")
        else [],
    }
    return render(request, "console/home.html", context)
