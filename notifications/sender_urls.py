"""The one line that says how messages leave, such as `smtp://user:password@host:25?from=no-reply@example.com`.

The installation's settings have one for each channel, and a sending identity may have its own. Whatever the sender, the
line may limit what goes through it; docs/messages.md lists the options.
"""

import dataclasses
import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

EMAIL_SCHEMES = frozenset({"inbox", "smtp", "smtp+tls", "smtps", "ses"})
SMS_SCHEMES = frozenset({"inbox", "http", "https", "sns", "twilio", "vonage"})
ANYMAIL = "anymail+"  # in front of a provider's name
ANYMAIL_PROVIDERS = frozenset(
    {
        "brevo",
        "mailersend",
        "mailgun",
        "mailjet",
        "mailtrap",
        "mandrill",
        "postal",
        "postmark",
        "resend",
        "scaleway",
        "sendgrid",
        "sparkpost",
        "unisender-go",
    }
)
_NEEDS_HOST = frozenset({"smtp", "smtp+tls", "smtps", "http", "https"})
_NEEDS_LOGIN = frozenset({"twilio", "vonage"})


class Malformed(ValueError):
    """The line cannot be used; the text says why and holds nothing secret."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """What may go through a sender. Nothing is counted where there is none."""

    per_second: Decimal | None = None
    per_day: int | None = None  # days of UTC
    per_address: int | None = None  # within an hour
    price: Decimal = Decimal(0)  # of one message; of each part of a text message
    budget: Decimal | None = None  # for a month of UTC, in the price's currency
    is_sandbox: bool = False  # only verified addresses


@dataclasses.dataclass(frozen=True)
class SenderUrl:
    text: str = dataclasses.field(repr=False)  # with its password
    scheme: str
    username: str
    password: str = dataclasses.field(repr=False)
    host: str
    port: int | None
    options: dict[str, str] = dataclasses.field(repr=False)  # without those of the limits
    limits: Limits

    @classmethod
    def parse(cls, text: str, channel: str) -> Self:
        """Take the line apart. Raises `Malformed`."""
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise Malformed("It is no URL.") from error
        _check_scheme(parts.scheme, channel)
        if parts.scheme in _NEEDS_HOST and not parts.hostname:
            raise Malformed(f"{parts.scheme}: needs a host.")
        if parts.scheme in _NEEDS_LOGIN and not (parts.username and parts.password):
            raise Malformed(f"{parts.scheme}: needs an account and its secret.")
        options = dict(parse_qsl(parts.query))
        limits = _limits(options)
        if limits.budget is not None and not limits.price:
            raise Malformed("budget: needs a price.")
        return cls(
            text=text,
            scheme=parts.scheme,
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=parts.hostname or "",
            port=port,
            options={name: value for name, value in options.items() if name not in _LIMITS},
            limits=limits,
        )

    @property
    def address(self) -> str:
        """The URL without the limits, to ask a gateway by; with its password."""
        parts = urlsplit(self.text)
        own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _LIMITS]
        return urlunsplit(parts._replace(query=urlencode(own)))


def _check_scheme(scheme: str, channel: str) -> None:
    if channel == "email" and scheme.startswith(ANYMAIL):
        if scheme.removeprefix(ANYMAIL) not in ANYMAIL_PROVIDERS:
            raise Malformed(f"{ANYMAIL}...: must be one of {', '.join(sorted(ANYMAIL_PROVIDERS))}.")
        return
    known = EMAIL_SCHEMES if channel == "email" else SMS_SCHEMES
    if scheme not in known:
        also = f" or {ANYMAIL}<provider>" if channel == "email" else ""
        raise Malformed(f"Must begin with one of {', '.join(f'{each}:' for each in sorted(known))}{also}.")


def _limits(options: dict[str, str]) -> Limits:
    given = {}
    for name, (field, read) in _LIMITS.items():
        if name in options:
            try:
                given[field] = read(options[name])
            except (ValueError, decimal.InvalidOperation) as error:
                raise Malformed(f"{name}: cannot be {options[name]!r}.") from error
    return Limits(**given)


def _positive(text: str) -> Decimal:
    number = Decimal(text)
    if not 0 < number < 1_000_000_000:
        raise ValueError(text)
    return number


def _positive_whole(text: str) -> int:
    return int(_positive(str(int(text))))


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise ValueError(text)
    return text == "on"


_LIMITS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "per_second": ("per_second", _positive),
    "per_day": ("per_day", _positive_whole),
    "per_address": ("per_address", _positive_whole),
    "price": ("price", _positive),
    "budget": ("budget", _positive),
    "sandbox": ("is_sandbox", _switch),
}
