"""The inbox: what was sent, and by default, as no real sender is set up, what it said."""

import datetime
import re
import uuid

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from notifications.models import Message
from pools.actions import sent_messages, user_pools
from pools.console import keyset, permissions
from pools.console.layout import render, render_in_pool, told
from pools.console.registry import page, tab
from pools.models import User

tab("pool_messages", _("Messages"), permission="poolhouse:ListMessages", place=50)

_RECENT = datetime.timedelta(days=1)
_CODE = re.compile(r"(?<![\w.])(\d{6,9})(?![\w.]*\w)")


@page("inbox/", "inbox", permission="poolhouse:ListMessages")
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "console/inbox/inbox.html", _contents(request, Message.objects.all()))


@page("user-pools/<str:pool_id>/messages/", "pool_messages", permission="poolhouse:ListMessages")
def messages_of_pool(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    contents = _contents(request, Message.objects.filter(reference=pool.id))
    return render_in_pool(request, pool, "console/inbox/inbox_in_pool.html", tab="pool_messages", **contents)


@page("inbox/<uuid:message_id>/retry/", "message_retry", permission="")
@require_POST
def retry(request: HttpRequest, message_id: uuid.UUID) -> HttpResponse:
    message = sent_messages.find_message(message_id)
    permissions.require_in_pool(request, "poolhouse:RetryMessage", message.reference if message else "")
    if message is None:
        raise Http404
    with told(request, _("The message is on its way again.")):
        sent_messages.retry_message(message, caller=request.caller)
    return redirect(f"{_inbox_of(request, message)}?message={message.id}")


def _inbox_of(request: HttpRequest, message: Message) -> str:
    """The one inbox of all messages, or that of the message's pool for whoever may open no more."""
    if permissions.is_allowed(request, "poolhouse:ListMessages"):
        return reverse("admin:inbox")
    return reverse("admin:pool_messages", args=[message.reference])


def find_code(text: str) -> str:
    """The code that a message is about, to show it large. Empty when it holds none."""
    found = _CODE.search(text)
    return found[1] if found else ""


def newest_code(request: HttpRequest, user: User) -> tuple[Message, str] | None:
    """The newest message of the last day that the user's addresses got a code by, and the code. In development alone:
    None where messages really leave, and for who may not see them."""
    if not permissions.is_allowed(request, "poolhouse:ListMessages", pool=user.pool):
        return None
    since = timezone.now() - _RECENT
    addresses = [user.attributes[name] for name in ("email", "phone_number") if user.attributes.get(name)]
    found = Message.objects.filter(reference=user.pool_id, created_at__gte=since, address__in=addresses)
    letter = found.order_by("-created_at").first() if addresses and _is_kept_anywhere() else None
    code = find_code(letter.text) if letter and letter.is_readable else ""
    return (letter, code) if letter and code else None


def _is_kept_anywhere() -> bool:
    return any(url.startswith("inbox:") for url in (settings.EMAIL_URL, settings.SMS_URL))


def _contents(request: HttpRequest, messages: QuerySet[Message]) -> dict:
    address = request.GET.get("address", "").strip()
    state = request.GET.get("state", "")
    if address:
        messages = messages.filter(address=address)
    if state in Message.State.values:
        messages = messages.filter(state=state)
    page = keyset.newest_first(messages, request.GET.get("after", ""))
    letter = _chosen(messages, request.GET.get("message", "")) or (page.items[0] if page.items else None)
    return {
        "page": page,
        "letter": letter,
        "code": find_code(letter.text) if letter and letter.is_readable else "",
        "was_chosen": "message" in request.GET,
        "address": address,
        "state": state,
        "states": Message.State.choices,
        "keeps_email": settings.EMAIL_URL.startswith("inbox:"),
        "keeps_sms": settings.SMS_URL.startswith("inbox:"),
    }


def _chosen(messages: QuerySet[Message], message_id: str) -> Message | None:
    try:
        return messages.filter(id=uuid.UUID(message_id)).first()
    except ValueError:
        return None
