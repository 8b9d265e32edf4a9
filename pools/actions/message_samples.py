"""Messages with example values, for whoever words them: to look at, and to have sent."""

import urllib.parse

from django.db import transaction

from notifications.models import Message
from pools.actions import (
    attempts,
    audit,
    composing,
    domains,
    limits,
    message_senders,
    message_texts,
    messages,
    wordings,
)
from pools.actions.contacts import Contact
from pools.actions.wordings import CODE, USERNAME, Words
from pools.caller import Caller
from pools.models import MessageKind, UserPool

_USERNAME = "alice@example.com"  # as long as many are
_CODE = "123456"
_PASSWORD = "Kx7!pQ2m"  # noqa: S105  # nobody's
_LINKED = {MessageKind.VERIFICATION_LINK: "/confirmUser", MessageKind.SIGN_IN_LINK: "/signInLink"}


def letter(pool: UserPool, kind: MessageKind, words: Words, language: str = "") -> composing.Letter:
    """The e-mail as it would arrive if the pool said this, to users of this language alone or to all. Raises
    `CodeDeliveryFailureException` for one that would not leave."""
    return composing.letter(pool, _worded(pool, kind, words, language), _values(kind), link=_link(pool, kind))


def text_message(pool: UserPool, kind: MessageKind, words: Words, language: str = "") -> str:
    """The same of a text message."""
    return composing.text_message(_worded(pool, kind, words, language), _values(kind))


def send(
    pool: UserPool, kind: MessageKind, words: Words, address: str, *, caller: Caller, language: str = ""
) -> Message:
    """Send it there. Raises `InvalidParameterException`, `LimitExceededException` for an administrator who sends many,
    and `CodeDeliveryFailureException`."""
    channel = Message.Channel.EMAIL if kind.is_email else Message.Channel.SMS
    message_senders.check_address(address, channel)
    if words.message:
        message_texts.check(kind, words)
    attempts.count(limits.SEND_SAMPLE, caller.arn)
    contact = Contact("email" if kind.is_email else "phone_number", address)
    worded = _worded(pool, kind, words, language)
    with transaction.atomic():
        message = messages.write(pool, contact, worded, _values(kind), _link(pool, kind))
        audit.record(caller, "SendTestMessage", pool=pool, message_id=str(message.id), channel=channel, kind=kind)
    return message


def _worded(pool: UserPool, kind: MessageKind, words: Words, language: str) -> wordings.Worded:
    if language:
        return wordings.chosen(kind, wordings.own_of(pool, kind), words, language)
    return wordings.chosen(kind, words, Words(), "en")


def _values(kind: MessageKind) -> dict[str, str]:
    is_invitation = kind in (MessageKind.INVITATION_EMAIL, MessageKind.INVITATION_SMS)
    return {CODE: _PASSWORD if is_invitation else _CODE, USERNAME: _USERNAME}


def _link(pool: UserPool, kind: MessageKind) -> str:
    """It looks as the real one does and opens nothing."""
    if kind not in _LINKED:
        return ""
    query = {"client_id": "example", "user_name": _USERNAME, "confirmation_code": _CODE}
    return f"{domains.hosted_ui_url(pool)}{_LINKED[kind]}?{urllib.parse.urlencode(query)}"
