"""E-mail by the providers that django-anymail speaks to."""

from collections.abc import Callable

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from notifications.models import Message
from notifications.sender_urls import ANYMAIL, Malformed, SenderUrl
from notifications.senders.base import SendError
from notifications.senders.http import is_final
from notifications.senders.letters import letter_of


class AnymailSender:
    """`anymail+postmark:?server_token=...&from=no-reply@example.com`: options are what anymail wants of a provider."""

    keeps_body = False

    def __init__(self, url: SenderUrl) -> None:
        self.url = url
        provider = url.scheme.removeprefix(ANYMAIL).replace("-", "_")
        self.backend: Callable[..., BaseEmailBackend] = import_string(f"anymail.backends.{provider}.EmailBackend")
        self.options = {name: value for name, value in url.options.items() if name != "from"}
        try:
            self._backend()
        except (ImproperlyConfigured, TypeError) as error:  # the latter for an option that there is not
            raise Malformed(f"{type(error).__name__} of django-anymail: {url.scheme} lacks an option.") from error

    def send(self, message: Message) -> str:
        try:
            letter = letter_of(message, self.url)
            letter.tags = [message.reference] if message.reference else []  # type: ignore[attr-defined]
            letter.metadata = {"poolhouse_id": str(message.id)}  # type: ignore[attr-defined]
            self._backend().send_messages([letter])
        except AnymailRecipientsRefused as error:
            raise SendError("The provider refused the recipient.", is_final=True) from error
        except AnymailAPIError as error:
            status: int | None = getattr(error, "status_code", None)
            if status is None:
                raise SendError(f"The provider cannot be reached: {type(error).__name__}") from error
            raise SendError(f"The provider answered {status}.", is_final=is_final(status)) from error
        except (AnymailError, ValidationError, ValueError) as error:
            raise SendError(f"{type(error).__name__}: the message cannot be sent so.", is_final=True) from error
        return str(letter.anymail_status.message_id or "")  # type: ignore[attr-defined]

    def _backend(self) -> BaseEmailBackend:
        quiet = {"ignore_unsupported_features": True, "requests_timeout": settings.SENDER_TIMEOUT_SECONDS}
        return self.backend(**self.options, **quiet)
