"""What users are told, put into the outbox: which message, by which channel, or by the pool's own function."""

import urllib.parse
from typing import Any

from notifications import outbox
from notifications.models import Message
from notifications.senders import HANDLER
from pools.actions import composing, domains, languages, sending, wordings
from pools.actions.composing import Values
from pools.actions.contacts import Contact
from pools.actions.wordings import CODE, USERNAME, Worded
from pools.errors import CodeDeliveryFailureException
from pools.models import AppClient, MessageKind, User, UserPool, VerificationCode
from pools.triggers import custom_message, senders
from pools.triggers.custom_message import NO_WORDING, Wording
from pools.triggers.invoking import Occasion

_Purpose = VerificationCode.Purpose
_SIGN_IN_PURPOSES = frozenset({_Purpose.SMS_MFA, _Purpose.EMAIL_MFA, _Purpose.SMS_OTP, _Purpose.EMAIL_OTP})


def send_code(
    occasion: Occasion, source: str, purpose: str, contact: Contact, code: str, wording: Wording = NO_WORDING
) -> None:
    """Write the message that carries this code, in the function's words where it has some; or what tells the function
    to send it that sends in our place. `source` is what functions know this as."""
    user, pool = occasion.user, occasion.pool
    assert user is not None
    values = {CODE: code, USERNAME: user.username}
    link = _link_of(occasion, purpose, contact, code)
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, source, contact, code)
    elif not _queue_worded(occasion, contact, wording, values, link):
        kind, is_reset = _kind_of_code(purpose, contact, link), purpose == _Purpose.RECOVERY
        worded = wordings.worded(pool, kind, languages.of_user(user), is_reset=is_reset)
        write(pool, contact, worded, values, link)


def send_sign_in_link(occasion: Occasion, contact: Contact, link: str) -> None:
    """Write the message that carries a link to sign in with. A function that sends in our place gets the link as the
    code."""
    user, pool = occasion.user, occasion.pool
    assert user is not None
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, "Authentication", contact, link)
    else:
        worded = wordings.worded(pool, MessageKind.SIGN_IN_LINK, languages.of_user(user))
        write(pool, contact, worded, {CODE: "", USERNAME: user.username}, link)


def send_invitation(
    occasion: Occasion, contact: Contact, username: str, password: str | None, wording: Wording = NO_WORDING
) -> None:
    """Write the invitation. One whose text has no place for the temporary password is not sent (CON-258)."""
    pool, values = occasion.pool, {CODE: password or "", USERNAME: username}
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, "AdminCreateUser", contact, password or "")
    elif not _queue_worded(occasion, contact, wording, values):
        kind = MessageKind.INVITATION_SMS if contact.medium == "SMS" else MessageKind.INVITATION_EMAIL
        worded = wordings.worded(pool, kind, languages.of_user(occasion.user))
        if not password or CODE in worded.message:
            write(pool, contact, worded, values)


def send_welcome(occasion: Occasion, contact: Contact, username: str) -> None:
    """Tell a user who came with a password of before that there is an account."""
    if senders.takes_over(occasion.pool, contact.medium):
        _hand_over(occasion, "AdminCreateUser", contact, "")
    else:
        worded = wordings.welcome(languages.of_user(occasion.user))
        write(occasion.pool, contact, worded, {CODE: "", USERNAME: username})


def _kind_of_code(purpose: str, contact: Contact, link: str) -> MessageKind:
    """One pair of texts serves second factors and sign-in by code alone (USR-263)."""
    is_sms = contact.medium == "SMS"
    if purpose in _SIGN_IN_PURPOSES:
        return MessageKind.MFA_SMS if is_sms else MessageKind.MFA_EMAIL
    if is_sms:
        return MessageKind.VERIFICATION_SMS
    return MessageKind.VERIFICATION_LINK if link else MessageKind.VERIFICATION_EMAIL


def _hand_over(occasion: Occasion, source: str, contact: Contact, code: str) -> None:
    """Leave the message to the pool's function (TRG-209, TRG-210). The worker asks it, and encrypts the code for it."""
    text = senders.prepare(source, occasion, contact.medium, code)
    _queue(contact, text=text, reference=occasion.pool.id, options={HANDLER: senders.HANDLER})


def _queue_worded(occasion: Occasion, contact: Contact, wording: Wording, values: Values, link: str = "") -> bool:
    """Write the message in a function's words; False where it has none for this channel. Raises
    `InvalidLambdaResponseException` for what is too long with the code in it (TRG-199, TRG-200)."""
    is_sms = contact.medium == "SMS"
    message = wording.sms_message if is_sms else wording.email_message
    if not message:
        return False
    places = _longest_first({"####": values[CODE], **values})
    custom_message.check_length("smsMessage" if is_sms else "emailMessage", composing.filled(message, places))
    subject = wording.email_subject or wordings.CODE_SUBJECT
    custom_message.check_length("emailSubject", subject)
    worded = wordings.in_language(subject, message, languages.of_user(occasion.user))
    write(occasion.pool, contact, worded, places, link)
    return True


def _longest_first(places: Values) -> dict[str, str]:
    """`{####}` before `####`, which stands within it (TRG-195)."""
    return dict(sorted(places.items(), key=lambda place: -len(place[0])))


def _link_of(occasion: Occasion, purpose: str, contact: Contact, code: str) -> str:
    """The address that confirms a sign-up by a click; empty where the code is typed in."""
    user, client = occasion.user, occasion.client
    is_link = purpose == _Purpose.SIGN_UP and contact.medium == "EMAIL" and _is_by_link(occasion.pool)
    return _confirmation_link(client, user, code) if is_link and client and user else ""


def _is_by_link(pool: UserPool) -> bool:
    return pool.verification_message_template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"


def _confirmation_link(client: AppClient, user: User, code: str) -> str:
    """Where a click confirms the sign-up (USR-30, API-252)."""
    query = {"client_id": client.client_id, "user_name": user.username, "confirmation_code": code}
    return f"{domains.hosted_ui_url(user.pool)}/confirmUser?{urllib.parse.urlencode(query)}"


def write(pool: UserPool, contact: Contact, worded: Worded, values: Values, link: str = "") -> Message:
    """Put this into the outbox, in the pool's name. Raises `CodeDeliveryFailureException` for what is too long with
    its values or cannot be sent."""
    if contact.medium == "SMS":
        text = composing.text_message(worded, values)
        return _queue(contact, text=text, reference=pool.id, **sending.of_sms(pool.sms_configuration))
    letter = composing.letter(pool, worded, values, link=link)
    content = {"subject": letter.subject, "text": letter.text, "html": letter.html}
    return _queue(contact, **content, reference=pool.id, **sending.of_email(pool.email_configuration))


def _queue(contact: Contact, **content: Any) -> Message:
    channel = Message.Channel.SMS if contact.medium == "SMS" else Message.Channel.EMAIL
    try:
        return outbox.queue(channel, contact.address, **content)
    except outbox.Unsendable as error:
        raise CodeDeliveryFailureException(reason=str(error)) from error
