"""Words of a function's for the message that is about to be sent (TRG-193 to TRG-208)."""

import dataclasses
from typing import Any

from pools.errors import InvalidLambdaResponseException
from pools.models import UserPool
from pools.triggers import senders
from pools.triggers.invoking import Occasion, client_metadata, invoke, is_assigned, read, user_attributes

CUSTOM_MESSAGE = "CustomMessage"
CODE, USERNAME, LINK = "{####}", "{username}", "{##Click Here##}"

_LONGEST = {"smsMessage": 140, "emailMessage": 20_000, "emailSubject": 140}  # characters, also of what is sent


@dataclasses.dataclass(frozen=True, slots=True)
class Wording:
    """What the function put in the place of the pool's own texts; empty where it left them."""

    sms_message: str = ""
    email_message: str = ""
    email_subject: str = ""


NO_WORDING = Wording()


def is_asked(pool: UserPool, medium: str) -> bool:
    """Whether the pool has a function for this, and none that sends in our place."""
    return is_assigned(pool, CUSTOM_MESSAGE) and not senders.takes_over(pool, medium)


def ask_for(source: str, occasion: Occasion, medium: str) -> Wording:
    """The function's words for a message by this medium; none where the pool has no function for it. Outside of any
    transaction."""
    return ask(source, occasion) if is_asked(occasion.pool, medium) else NO_WORDING


def ask(source: str, occasion: Occasion) -> Wording:
    """The words of the function that the pool has, for both media."""
    is_invitation = source == "AdminCreateUser"
    request: dict[str, Any] = {
        "userAttributes": user_attributes(occasion.user),
        "codeParameter": CODE,
        "linkParameter": LINK,
        "usernameParameter": USERNAME if is_invitation else None,
    }
    request |= client_metadata(occasion)
    given = {"smsMessage": None, "emailMessage": None, "emailSubject": None}
    response = invoke(CUSTOM_MESSAGE, f"{CUSTOM_MESSAGE}_{source}", occasion, request, given)
    wording = Wording(
        sms_message=read(response, "smsMessage", str, ""),
        email_message=read(response, "emailMessage", str, ""),
        email_subject=read(response, "emailSubject", str, ""),
    )
    _check(wording, occasion, is_invitation)
    return wording


def check_length(name: str, text: str) -> None:
    """Raise `InvalidLambdaResponseException` for a text that is too long with its code in it (TRG-199, TRG-200)."""
    if len(text) > _LONGEST[name]:
        raise InvalidLambdaResponseException


def _check(wording: Wording, occasion: Occasion, is_invitation: bool) -> None:
    """Places for the secrets must be there (TRG-197, TRG-199, TRG-200); e-mail may be worded only where the operator
    sends it (TRG-201 to TRG-203)."""
    is_own_email = occasion.pool.email_configuration.get("EmailSendingAccount") == "DEVELOPER"
    if (wording.email_message or wording.email_subject) and not is_own_email:
        raise InvalidLambdaResponseException
    for text in filter(None, (wording.sms_message, wording.email_message)):
        if not _has_code(text) or (is_invitation and USERNAME not in text):
            raise InvalidLambdaResponseException


def _has_code(text: str) -> bool:
    return "####" in text or "{##" in text
