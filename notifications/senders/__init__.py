"""How messages leave: one sender for each scheme of `POOLHOUSE_EMAIL_URL` and `POOLHOUSE_SMS_URL`."""

import functools

from django.conf import settings

from notifications.models import Message
from notifications.senders.base import Sender
from notifications.senders.http_gateway import HttpGatewaySender
from notifications.senders.inbox import InboxSender
from notifications.senders.smtp import SmtpSender

SENDERS: dict[str, type] = {
    "inbox": InboxSender,
    "smtp": SmtpSender,
    "smtp+tls": SmtpSender,
    "smtps": SmtpSender,
    "http": HttpGatewaySender,
    "https": HttpGatewaySender,
}


def for_channel(channel: str) -> Sender:
    """The sender that the settings name for this channel."""
    return _made(settings.EMAIL_URL if channel == Message.Channel.EMAIL else settings.SMS_URL)


@functools.cache
def _made(url: str) -> Sender:
    return SENDERS[url.partition(":")[0]](url)
