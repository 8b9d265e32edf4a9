"""Functions behind an https address, by requests that are signed as standardwebhooks.com has it.

The body is the event, the answer the event with its response. `webhook-signature` is `v1,` and the base64 of an
HMAC-SHA-256 over `<id>.<timestamp>.<body>`, by the key that the function got when it was registered. A receiver that
checks it, and refuses timestamps that are not of the last minutes, cannot be told an old event anew; what comes twice
within that time has the same `webhook-id`.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time

from notifications import outgoing
from pools.models import Function
from pools.triggers.runners.base import MAX_ANSWER_BYTES, TOO_LARGE, Failed, FunctionError, Invocation, TimedOut

_PREFIX = "whsec_"
_KEY_BYTES = 32
_PASSING = frozenset({408, 425, 429})  # statuses below 500 that another attempt may mend


def run(function: Function, invocation: Invocation) -> bytes:
    """The function's answer, JSON. Any status but 200 is none, and no redirect is followed."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"} | signed(
        function.secret, str(invocation.request_id), invocation.event
    )
    try:
        answer = outgoing.post(
            function.target, invocation.event, headers, timeout=invocation.seconds_left, max_bytes=MAX_ANSWER_BYTES
        )
    except outgoing.TimedOut:
        raise TimedOut from None
    except outgoing.TooLarge:
        raise FunctionError(TOO_LARGE) from None
    except outgoing.Forbidden as error:
        raise Failed("AccessDeniedException") from error
    except outgoing.OutgoingError as error:
        raise Failed("Could not connect to the endpoint", is_passing=True) from error
    if answer.status == 200:
        return answer.body
    if (text := _error_message(answer.body)) is not None:
        raise FunctionError(text)
    raise Failed(f"HTTP status {answer.status}", is_passing=answer.status >= 500 or answer.status in _PASSING)


def new_key() -> str:
    """A key to sign with, as its receiver's library wants it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def signed(key: str, message_id: str, body: bytes) -> dict[str, str]:
    """The three headers that prove who sent the body and when."""
    timestamp = str(int(time.time()))
    content = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(base64.b64decode(key.removeprefix(_PREFIX)), content, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": signature}


def _error_message(body: bytes) -> str | None:
    """What the function raised, if it says so as Lambda does: `{"errorMessage": ...}`."""
    try:
        error = json.loads(body)
    except (ValueError, RecursionError):
        return None
    text = error.get("errorMessage") if isinstance(error, dict) else None
    return text if isinstance(text, str) else None
