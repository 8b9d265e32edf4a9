"""Bounces and complaints as the providers of django-anymail post them."""

import json

from anymail import signals
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

from notifications import feedback

_VIEWS = {
    "brevo": "BrevoTrackingWebhookView",
    "mailersend": "MailerSendTrackingWebhookView",
    "mailgun": "MailgunTrackingWebhookView",
    "mailjet": "MailjetTrackingWebhookView",
    "mailtrap": "MailtrapTrackingWebhookView",
    "mandrill": "MandrillCombinedWebhookView",
    "postal": "PostalTrackingWebhookView",
    "postmark": "PostmarkTrackingWebhookView",
    "resend": "ResendTrackingWebhookView",
    "sendgrid": "SendGridTrackingWebhookView",
    "sparkpost": "SparkPostTrackingWebhookView",
    "unisender-go": "UnisenderGoTrackingWebhookView",
}


@csrf_exempt
def provider_events(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take a provider's events, if they prove by the secret, and by a signature where the provider signs, that they are
    its own. Without a secret in the settings there is no such address."""
    if provider not in _VIEWS or not settings.WEBHOOK_SECRET:
        raise Http404
    view: type[AnymailCoreWebhookView] = import_string(
        f"anymail.webhooks.{provider.replace('-', '_')}.{_VIEWS[provider]}"
    )
    try:
        return view.as_view()(request)
    except ImproperlyConfigured as error:  # a key that the provider's signature is checked by
        raise Http404 from error
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, IndexError, ValueError):
        return HttpResponseBadRequest()  # not what the provider posts


@receiver(signals.tracking)
def take(event: signals.AnymailTrackingEvent, **_: object) -> None:
    """An event in anymail's words for all providers."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    message_id = str(metadata.get("poolhouse_id") or event.message_id or "")
    address, detail = event.recipient or "", str(event.mta_response or event.description or "")
    if event.event_type == signals.EventType.BOUNCED:
        feedback.came_back(message_id, address, detail)
    elif event.event_type == signals.EventType.COMPLAINED:
        feedback.was_complained_of(message_id, address, detail)
    elif event.event_type in (signals.EventType.REJECTED, signals.EventType.FAILED):
        feedback.was_refused(message_id, address, detail)
