"""An e-mail as Django writes it, for the senders that hand over one."""

import re
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from notifications.models import Message
from notifications.sender_urls import SenderUrl

_IDENTITY = re.compile(r"arn:[\w-]+:ses:[\w-]*:\d*:identity/([^@\s]+@[^@\s]+)")


def from_of(message: Message, url: SenderUrl) -> str:
    """Who writes: as the message says, the address that its identity is, the sender's own, ours."""
    identity = _IDENTITY.fullmatch(message.identity)
    ours = f"no-reply@{urlsplit(settings.PUBLIC_URL).hostname}"
    return message.sender or (identity[1] if identity else "") or url.options.get("from") or ours


def letter_of(message: Message, url: SenderUrl) -> EmailMultiAlternatives:
    """The letter. Raises `ValidationError` and `ValueError` for what is no address, or would break out of a header."""
    validate_email(message.address)  # one address, not a list of them
    sender = from_of(message, url)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=sender,
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={"Message-ID": f"<{message.id}@{domain}>", "Auto-Submitted": "auto-generated"},  # RFC 3834
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    return letter
