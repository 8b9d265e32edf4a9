"""Asking a provider's endpoints, and what an app is told of one that does not answer (API-282 to API-287)."""

import json
import logging
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from federation.protocols.base import FederationFailed
from notifications import outgoing
from notifications.outgoing import Answer

HEADERS = {"Accept": "application/json", "User-Agent": "Amazon/Cognito"}  # FED-89
TIMEOUT_SECONDS = 5.0
_LARGEST = 262_144  # bytes
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}

READ_TIMED_OUT = "Read timed out"  # API-287
TOKEN_TIMED_OUT = "Timeout occurred in calling IdP token endpoint"  # noqa: S105 - API-282
KEYS_TIMED_OUT = "error_description=Timeout in calling jwks uri"  # API-283, which has the parameter's name twice
_RESET = "Connection reset"  # API-286
_NO_ANSWER = "The identity provider does not answer"

_log = logging.getLogger("poolhouse.federation")


def get(url: str, *, headers: Mapping[str, str] | None = None, late: str = READ_TIMED_OUT) -> Answer:
    """What is there. Raises `FederationFailed`, with `late` when it takes too long."""
    try:
        return outgoing.get(url, HEADERS | dict(headers or {}), timeout=TIMEOUT_SECONDS, max_bytes=_LARGEST)
    except outgoing.OutgoingError as error:
        raise _failure(error, late) from error


def post(
    url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None, late: str = READ_TIMED_OUT
) -> Answer:
    """The answer to a form. Raises as `get` does."""
    body = urlencode(fields).encode()
    try:
        told = HEADERS | _FORM | dict(headers or {})
        return outgoing.post(url, body, told, timeout=TIMEOUT_SECONDS, max_bytes=_LARGEST)
    except outgoing.OutgoingError as error:
        raise _failure(error, late) from error


def object_in(answer: Answer) -> dict[str, Any]:
    """The JSON object that was answered; an empty one for anything else."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _failure(error: outgoing.OutgoingError, late: str) -> FederationFailed:
    _log.warning("Identity provider: %s", error)
    if isinstance(error, outgoing.TimedOut):
        return FederationFailed(late)
    if any(isinstance(cause, ConnectionResetError) for cause in _causes(error)):
        return FederationFailed(_RESET)
    return FederationFailed(_NO_ANSWER)


def _causes(error: BaseException) -> Iterator[object]:
    """What lies behind it; urllib3 puts an error of the socket among the arguments of its own."""
    current: BaseException | None = error
    while current is not None:
        yield current
        yield from current.args
        current = current.__cause__ or current.__context__
