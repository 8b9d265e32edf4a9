"""Bounces and complaints of Amazon SES, which come by way of a topic of SNS."""

import json
import logging
from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications import feedback
from notifications.webhooks import sns

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def ses_events(request: HttpRequest) -> HttpResponse:
    """Take a notification of one of the topics in the settings; without any there is no such address.

    The first one asks whether we want them. It may come any number of times.
    """
    if not settings.SES_TOPICS:
        raise Http404
    notification = _object(request.body)
    if notification is None:
        return HttpResponseBadRequest()
    try:
        if notification.get("TopicArn") not in settings.SES_TOPICS:
            raise sns.Unbelievable("another topic")
        sns.check_signature(notification)
        if notification["Type"] == "SubscriptionConfirmation":
            sns.confirm(notification)
    except sns.Unbelievable as error:
        log.warning("A notification of SNS was refused: %s", error)
        return HttpResponseForbidden()
    except requests.RequestException as error:
        log.warning("A subscription could not be confirmed: %s", type(error).__name__)
        return HttpResponse(status=503)
    if notification["Type"] == "Notification":
        _take(_object(str(notification.get("Message", "")).encode()) or {})
    return HttpResponse()


def _take(event: dict[str, Any]) -> None:
    """SES words an event in two ways, by how it was asked for it; here they differ in one name."""
    kind = event.get("notificationType") or event.get("eventType")
    message_id = str(_part(event, "mail").get("messageId", ""))
    if kind == "Bounce":
        bounce = _part(event, "bounce")
        tell = feedback.came_back if bounce.get("bounceType") == "Permanent" else feedback.was_refused
        _tell_all(tell, message_id, bounce.get("bouncedRecipients"))
    elif kind == "Complaint":
        _tell_all(feedback.was_complained_of, message_id, _part(event, "complaint").get("complainedRecipients"))


def _tell_all(tell: Callable[[str, str, str], None], message_id: str, recipients: Any) -> None:
    for recipient in recipients if isinstance(recipients, list) else []:
        if isinstance(recipient, dict) and recipient.get("emailAddress"):
            tell(message_id, str(recipient["emailAddress"]), str(recipient.get("diagnosticCode", "")))


def _part(event: dict[str, Any], name: str) -> dict[str, Any]:
    part = event.get(name)
    return part if isinstance(part, dict) else {}


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
