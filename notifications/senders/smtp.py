"""E-mail by SMTP."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders.base import SendError
from notifications.senders.letters import letter_of

DEFAULT_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class SmtpSender:
    """`smtp://user:password@host:25?from=no-reply@example.com`; `smtp+tls` is with STARTTLS, `smtps` TLS at once."""

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url
        self.connection: dict[str, Any] = {
            "host": url.host,
            "port": url.port or DEFAULT_PORTS[url.scheme],
            "username": url.username,
            "password": url.password,
            "use_tls": url.scheme == "smtp+tls",
            "use_ssl": url.scheme == "smtps",
        }

    def send(self, message: Message) -> str:
        try:
            letter = letter_of(message, self.url)
            EmailBackend(**self.connection, timeout=settings.SENDER_TIMEOUT_SECONDS).send_messages([letter])
        except smtplib.SMTPRecipientsRefused as error:
            raise _answered(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(f"{type(error).__name__}: {error}") from error
        except (ValidationError, ValueError) as error:  # BadHeaderError is a ValueError
            raise SendError(f"{type(error).__name__}: the address or a header is malformed.", is_final=True) from error
        return str(letter.extra_headers["Message-ID"])


def _answered(code: int, text: bytes | str) -> SendError:
    """5xx is a permanent negative reply (RFC 5321 section 4.2.1), except of log-in: the operator may yet mend that."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return SendError(f"{code} {words}", is_final=500 <= code < 600 and code not in (530, 534, 535))
