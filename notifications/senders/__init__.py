"""How messages leave: one sender for each scheme of `POOLHOUSE_EMAIL_URL` and `POOLHOUSE_SMS_URL`."""

import functools
from collections.abc import Callable

from django.conf import settings

from notifications import identities
from notifications.models import Message
from notifications.sender_urls import ANYMAIL, SenderUrl
from notifications.senders.anymail import AnymailSender
from notifications.senders.base import Handler, Sender
from notifications.senders.http_gateway import HttpGatewaySender
from notifications.senders.inbox import InboxSender
from notifications.senders.ses import SesSender
from notifications.senders.smtp import SmtpSender
from notifications.senders.sns import SnsSender
from notifications.senders.twilio import TwilioSender
from notifications.senders.vonage import VonageSender

SENDERS: dict[str, Callable[[SenderUrl], Sender]] = {
    "inbox": InboxSender,
    "smtp": SmtpSender,
    "smtp+tls": SmtpSender,
    "smtps": SmtpSender,
    "ses": SesSender,
    "sns": SnsSender,
    "twilio": TwilioSender,
    "vonage": VonageSender,
    "http": HttpGatewaySender,
    "https": HttpGatewaySender,
}
HANDLER = "Handler"  # among a message's options: who sends it instead, by a name of `HANDLERS`
HANDLERS: dict[str, Handler] = {}  # floors above add theirs
_SIMULATED = ("@simulator.amazonses.com", "@simulator.amazonaws.com")  # USR-54


def handler_of(message: Message) -> Handler | None:
    """Whom the message names itself, in the place of a sender."""
    name = message.options.get(HANDLER)
    return HANDLERS[name] if name else None


def of_message(message: Message) -> Sender:
    """The sender of the message's identity, where the operator gave it one; else the installation's.

    What is sent to Amazon's mailbox simulator goes nowhere: it stays in the inbox. Raises `Malformed`.
    """
    if message.address.startswith("success") and message.address.endswith(_SIMULATED):
        return made("inbox:", message.channel)
    return of_identity(message.channel, message.identity)


def of_identity(channel: str, arn: str) -> Sender:
    """The sender of this identity, where the operator gave it one; else the installation's. Raises `Malformed`."""
    identity = identities.find(channel, arn) if arn else None
    return made(identity.url, channel) if identity else for_channel(channel)


def for_channel(channel: str) -> Sender:
    """The sender that the settings name for this channel."""
    return made(settings.EMAIL_URL if channel == Message.Channel.EMAIL else settings.SMS_URL, channel)


@functools.lru_cache(maxsize=256)
def made(text: str, channel: str) -> Sender:
    """The sender of this URL. Raises `Malformed`."""
    url = SenderUrl.parse(text, channel)
    return AnymailSender(url) if url.scheme.startswith(ANYMAIL) else SENDERS[url.scheme](url)
