"""The inbox: what was sent, and by default, as no real sender is set up, what it said."""

import re
import uuid

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from notifications.models import Message
from pools.actions import user_pools
from pools.console import keyset
from pools.console.layout import render, render_in_pool
from pools.console.registry import page, tab

tab("pool_messages", _("Messages"), permission="poolhouse:ListMessages", place=50)

_CODE = re.compile(r"(?<![\w.])(\d{6,9})(?![\w.]*\w)")


@page("inbox/", "inbox", permission="poolhouse:ListMessages")
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "console/inbox/inbox.html", _contents(request, Message.objects.all()))


@page("user-pools/<str:pool_id>/messages/", "pool_messages", permission="poolhouse:ListMessages")
def messages_of_pool(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    contents = _contents(request, Message.objects.filter(reference=pool.id))
    return render_in_pool(request, pool, "console/inbox/inbox_in_pool.html", tab="pool_messages", **contents)


def find_code(text: str) -> str:
    """The code that a message is about, to show it large. Empty when it holds none."""
    found = _CODE.search(text)
    return found[1] if found else ""


def _contents(request: HttpRequest, messages: QuerySet[Message]) -> dict:
    address = request.GET.get("address", "").strip()
    if address:
        messages = messages.filter(address=address)
    page = keyset.newest_first(messages, request.GET.get("after", ""))
    letter = _chosen(messages, request.GET.get("message", "")) or (page.items[0] if page.items else None)
    return {
        "page": page,
        "letter": letter,
        "code": find_code(letter.text) if letter and letter.is_readable else "",
        "was_chosen": "message" in request.GET,
        "address": address,
        "keeps_email": settings.EMAIL_URL == "inbox:",
        "keeps_sms": settings.SMS_URL == "inbox:",
    }


def _chosen(messages: QuerySet[Message], message_id: str) -> Message | None:
    try:
        return messages.filter(id=uuid.UUID(message_id)).first()
    except ValueError:
        return None
