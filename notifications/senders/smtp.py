"""E-mail by SMTP."""

import smtplib
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email

from notifications.models import Message
from notifications.senders.base import SendError

DEFAULT_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class SmtpSender:
    """`smtp://user:password@host:25?from=no-reply@example.com`; `smtp+tls` is with STARTTLS, `smtps` TLS at once."""

    keeps_body = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.default_from = parse_qs(parts.query).get("from", [f"no-reply@{urlsplit(settings.PUBLIC_URL).hostname}"])[0]
        self.options: dict[str, Any] = {
            "host": parts.hostname,
            "port": parts.port or DEFAULT_PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp+tls",
            "use_ssl": parts.scheme == "smtps",
            "timeout": settings.SENDER_TIMEOUT_SECONDS,
        }

    def send(self, message: Message) -> None:
        try:
            EmailBackend(**self.options).send_messages([self._letter(message)])
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(f"{type(error).__name__}: {error}") from error
        except (ValidationError, ValueError) as error:  # BadHeaderError is a ValueError
            raise SendError(f"{type(error).__name__}: the address or a header is malformed.", is_final=True) from error

    def _letter(self, message: Message) -> EmailMultiAlternatives:
        validate_email(message.address)  # one address, not a list of them
        sender = message.sender or self.default_from
        domain = sender.rpartition("@")[2].rstrip(">") or "localhost"
        letter = EmailMultiAlternatives(
            subject=message.subject,
            body=message.text,
            from_email=sender,
            to=[message.address],
            headers={"Message-ID": f"<{message.id}@{domain}>", "Auto-Submitted": "auto-generated"},  # RFC 3834
        )
        if message.html:
            letter.attach_alternative(message.html, "text/html")
        return letter


def _answered(code: int, text: bytes | str) -> SendError:
    """5xx is a permanent negative reply (RFC 5321 section 4.2.1), except of log-in: the operator may yet mend that."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return SendError(f"{code} {words}", is_final=500 <= code < 600 and code not in (530, 534, 535))
