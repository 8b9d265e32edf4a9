"""What answers of HTTP say about another try."""

import re
from typing import Any

import requests
from django.conf import settings

from notifications.models import Message
from notifications.sender_urls import SenderUrl
from notifications.senders.base import SendError

_NUMBER_OR_NAME = re.compile(r"\+[0-9]{4,15}|[A-Za-z0-9 ]{1,15}")
_MENDED_BY_TIME = {408, 425, 429}
_MENDED_BY_THE_OPERATOR = {401, 402, 403}  # a key that ended, an account without credit


def is_final(status: int) -> bool:
    """Whether asking again is no use."""
    return status < 500 and status not in _MENDED_BY_TIME | _MENDED_BY_THE_OPERATOR


def post(name: str, url: str, **arguments: Any) -> requests.Response:
    """Post to a gateway; its answer, whatever the status. Raises `SendError` if there is none.

    Never follows a redirect, and never tells the address, which may hold a password.
    """
    try:
        return requests.post(url, timeout=settings.SENDER_TIMEOUT_SECONDS, allow_redirects=False, **arguments)
    except requests.RequestException as error:
        raise SendError(f"{name} cannot be reached: {type(error).__name__}") from error


def origin_of(message: Message, url: SenderUrl) -> str:
    """The number or name that the pool sends from, where it is one that others than Amazon know; else the sender's."""
    given = str(message.options.get("OriginationIdentity", ""))
    return given if _NUMBER_OR_NAME.fullmatch(given) else url.options.get("from", "")


def json_of(answer: requests.Response) -> dict[str, Any]:
    """The object in it; empty when it is something else."""
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
