"""Functions that send messages in our place (TRG-209 to TRG-243).

A message for one goes through the outbox like any other: the worker asks the function, tries again when it fails, and
nobody at the front hears of it (TRG-07). The code stands in the outbox sealed; the event has it as a message of the AWS
Encryption SDK, under the key that `KMSKeyID` names.
"""

import json
from collections.abc import Mapping
from typing import Any

from notifications.models import Message
from notifications.senders import HANDLERS
from notifications.senders.base import SendError
from pools.errors import PoolError
from pools.models import UserPool
from pools.triggers import sender_keys
from pools.triggers.invoking import Occasion, ask, client_metadata, envelope, is_assigned, user_attributes

HANDLER = "function"
EMAIL, SMS = "CustomEmailSender", "CustomSMSSender"

_TYPES = {EMAIL: "customEmailSenderRequestV1", SMS: "customSMSSenderRequestV1"}


def takes_over(pool: UserPool, medium: str) -> bool:
    """Whether a function sends what goes by this medium."""
    return is_assigned(pool, _slot(medium))


def prepare(
    source: str, occasion: Occasion, medium: str, code: str, *, attributes: Mapping[str, str] | None = None
) -> str:
    """What the worker has to know, as the text of a message. `code` is empty where there is no secret (TRG-218); what
    is told in the place of the user's attributes may be given (TRG-291)."""
    slot = _slot(medium)
    told = user_attributes(occasion.user) if attributes is None else attributes
    request: dict[str, Any] = {"type": _TYPES[slot], "code": None, "userAttributes": told}
    event = envelope(f"{slot}_{source}", occasion, request | client_metadata(occasion), {})
    return json.dumps({"slot": slot, "event": event, "code": code})


class FunctionSender:
    """Hands a message of the outbox to the pool's function."""

    keeps_body = False

    def send(self, message: Message) -> str:
        prepared = json.loads(message.text)
        slot, event, code = prepared["slot"], prepared["event"], prepared["code"]
        pool = UserPool.objects.filter(pk=event["userPoolId"]).first()
        if pool is None or not is_assigned(pool, slot):
            raise SendError(f"The user pool has no {slot} any more.", is_final=True)
        if code:
            event["request"]["code"] = sender_keys.encrypt(pool, code)
        try:
            ask(slot, pool, event)  # nothing of the answer is read (TRG-219)
        except PoolError as error:
            raise SendError(f"{error.name}: {error.message}") from error
        return ""


def _slot(medium: str) -> str:
    return SMS if medium == "SMS" else EMAIL


HANDLERS[HANDLER] = FunctionSender()
