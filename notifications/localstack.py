"""The inbox as LocalStack lists what it has sent, so that tests written against it find their codes.

Only with `POOLHOUSE_OPEN_INBOX=on`, which is for development: whoever reaches us reads everybody's codes. Listed is
what stays in the inbox and nothing else; what a real sender took has no body any more.
"""

import uuid
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders.letters import from_of

NEWEST = 1000  # messages that are listed at most


@csrf_exempt
@require_http_methods(["GET", "DELETE"])
def ses(request: HttpRequest) -> HttpResponse:
    """`GET /_aws/ses`, with `?email=` for one sender's and `?id=` for one; `DELETE` throws them away."""
    letters = _kept(Message.Channel.EMAIL)
    if wanted := request.GET.get("id"):
        letters = letters.filter(id__in=_ids(wanted))
    if request.method == "DELETE":
        return _thrown_away(letters)
    listed = [_letter(each) for each in _oldest_first(letters)]
    if sender := request.GET.get("email"):
        listed = [each for each in listed if each["Source"] == sender]
    return JsonResponse({"messages": listed})


@csrf_exempt
@require_http_methods(["GET", "DELETE"])
def sns(request: HttpRequest) -> HttpResponse:
    """`GET /_aws/sns/sms-messages`, with `?region=` and `?phoneNumber=`; `DELETE` throws them away."""
    texts = _kept(Message.Channel.SMS)
    if wanted := request.GET.get("phoneNumber"):
        texts = texts.filter(address=wanted)
    if request.method == "DELETE":
        return _thrown_away(texts)
    region = request.GET.get("region", settings.REGION)
    by_number: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in _oldest_first(texts):
        if _region_of(each) == region:
            by_number[each.address].append(_text(each, region))
    return JsonResponse({"sms_messages": by_number, "region": region})


def _kept(channel: Message.Channel) -> QuerySet[Message]:
    """What stays in the inbox. Raises `Http404` unless the inbox is open."""
    if not settings.OPEN_INBOX:
        raise Http404
    return Message.objects.filter(channel=channel, state=Message.State.SENT, sealed_text__isnull=False)


def _oldest_first(messages: QuerySet[Message]) -> list[Message]:
    return list(messages.order_by("-created_at", "-id")[:NEWEST])[::-1]


def _thrown_away(messages: QuerySet[Message]) -> HttpResponse:
    messages.delete()
    return HttpResponse(status=204)


def _letter(message: Message) -> dict[str, Any]:
    return {
        "Id": str(message.id),
        "Region": _region_of(message),
        "Timestamp": _moment(message),
        "Destination": {"ToAddresses": [message.address]},
        "Source": from_of(message, SenderUrl.parse("inbox:", Message.Channel.EMAIL)),
        "Subject": message.subject,
        "Body": {"text_part": message.text, "html_part": message.html},
    }


def _text(message: Message, region: str) -> dict[str, Any]:
    return {
        "PhoneNumber": message.address,
        "TopicArn": None,
        "SubscriptionArn": None,
        "MessageId": str(message.id),
        "Message": message.text,
        "MessageAttributes": {},
        "MessageStructure": None,
        "Subject": None,
        "Timestamp": _moment(message),
        "Region": region,
    }


def _moment(message: Message) -> str:
    return (message.sent_at or message.created_at).strftime("%Y-%m-%dT%H:%M:%S")


def _region_of(message: Message) -> str:
    """The pool's, which its id begins with."""
    region, _, rest = message.reference.partition("_")
    return region if rest else settings.REGION


def _ids(text: str) -> list[uuid.UUID]:
    try:
        return [uuid.UUID(text)]
    except ValueError:
        return []
