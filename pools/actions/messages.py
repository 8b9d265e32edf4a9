"""What users are told: the pool's own texts, or Cognito's (USR-79 to USR-91), put into the outbox."""

import html
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags

from notifications import outbox
from notifications.models import Message
from notifications.senders import HANDLER
from pools.actions import domains, sending
from pools.actions.contacts import Contact
from pools.errors import CodeDeliveryFailureException
from pools.models import AppClient, User, UserPool, VerificationCode
from pools.triggers import custom_message, senders
from pools.triggers.custom_message import NO_WORDING, Wording
from pools.triggers.invoking import Occasion

_PLACE = "{####}"  # the code or the temporary password
_USERNAME = "{username}"
_LINK = re.compile(r"\{##(.*?)##\}", re.DOTALL)  # its own text stands between the marks (USR-85)
_TAG = re.compile(r"<[a-zA-Z!/][^>]*>")
_WHOLE_PAGE = re.compile(r"<(html|body)\b", re.IGNORECASE)
_LINE_ENDS = re.compile(r"<br\s*/?>|</(p|div|h[1-6]|li|tr)>", re.IGNORECASE)

_CODE_SUBJECT = "Your verification code"
_CODE_TEXT = "Your verification code is {####}."
_RESET_TEXT = "Your password reset code is {####}."
_SIGN_IN_TEXT = "Your authentication code is {####}."
SIGN_IN_EMAIL = {"Subject": "Your authentication code", "Message": _SIGN_IN_TEXT}  # `EmailMfaConfigType`
_LINK_SUBJECT = "Your verification link"
_LINK_TEXT = "Please click the link below to verify your email address. {##Verify Email##}"
_SIGN_IN_LINK_SUBJECT = "Your sign-in link"
_SIGN_IN_LINK_TEXT = (
    "{##Sign in##}\n\nThe link works once, for 15 minutes, in the browser that you asked for it from. "
    "If you did not ask for it, there is nothing to do: without your mailbox nobody gets in by it."
)
_WELCOME_SUBJECT = "Your account"
_WELCOME_TEXT = "Your username is {username}."
_INVITATION_SUBJECT = "Your temporary password"
_INVITATION_TEXT = "Your username is {username} and temporary password is {####}."

_Purpose = VerificationCode.Purpose
_SIGN_IN_PURPOSES = frozenset({_Purpose.SMS_MFA, _Purpose.EMAIL_MFA, _Purpose.SMS_OTP, _Purpose.EMAIL_OTP})


def send_code(
    occasion: Occasion, source: str, purpose: str, contact: Contact, code: str, wording: Wording = NO_WORDING
) -> None:
    """Write the message that carries this code, in the function's words where it has some; or what tells the function
    to send it that sends in our place. `source` is what functions know this as."""
    user, pool = occasion.user, occasion.pool
    assert user is not None
    values = {_PLACE: code, _USERNAME: user.username}
    link = _link_of(occasion, purpose, contact, code)
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, source, contact, code)
    elif not _queue_worded(pool, contact, wording, values, link):
        _queue_own_texts(pool, purpose, contact, values, link)


def _queue_own_texts(pool: UserPool, purpose: str, contact: Contact, values: Mapping[str, str], link: str) -> None:
    template = pool.verification_message_template
    default = _RESET_TEXT if purpose == _Purpose.RECOVERY else _CODE_TEXT
    if purpose in _SIGN_IN_PURPOSES:
        _queue_sign_in_code(pool, contact, values)
    elif contact.medium == "SMS":
        text = template.get("SmsMessage") or pool.sms_verification_message or default
        _queue_sms(pool, contact.address, text, values)
    elif link:
        subject = template.get("EmailSubjectByLink") or _LINK_SUBJECT
        text = template.get("EmailMessageByLink") or _LINK_TEXT
        _queue_email(pool, contact.address, subject, text, values, link=link)
    else:
        subject = template.get("EmailSubject") or pool.email_verification_subject or _CODE_SUBJECT
        text = template.get("EmailMessage") or pool.email_verification_message or default
        _queue_email(pool, contact.address, subject, text, values)


def send_sign_in_link(occasion: Occasion, contact: Contact, link: str) -> None:
    """Write the message that carries a link to sign in with. A function that sends in our place gets the link as the
    code."""
    user, pool = occasion.user, occasion.pool
    assert user is not None
    values = {_PLACE: "", _USERNAME: user.username}
    subject, text = pool.sign_in_link_subject or _SIGN_IN_LINK_SUBJECT, pool.sign_in_link_message or _SIGN_IN_LINK_TEXT
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, "Authentication", contact, link)
    else:
        _queue_email(pool, contact.address, subject, text, values, link=link)


def send_invitation(
    occasion: Occasion, contact: Contact, username: str, password: str | None, wording: Wording = NO_WORDING
) -> None:
    """Write the invitation. One whose text has no place for the temporary password is not sent (CON-258)."""
    pool = occasion.pool
    template = pool.admin_create_user_config.get("InviteMessageTemplate", {})
    is_sms = contact.medium == "SMS"
    text = template.get("SMSMessage" if is_sms else "EmailMessage") or _INVITATION_TEXT
    values = {_PLACE: password or "", _USERNAME: username}
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, "AdminCreateUser", contact, password or "")
    elif _queue_worded(pool, contact, wording, values) or (password and _PLACE not in text):
        return
    elif is_sms:
        _queue_sms(pool, contact.address, text, values)
    else:
        _queue_email(pool, contact.address, template.get("EmailSubject") or _INVITATION_SUBJECT, text, values)


def send_welcome(occasion: Occasion, contact: Contact, username: str) -> None:
    """Tell a user who came with a password of before that there is an account."""
    pool, values = occasion.pool, {_PLACE: "", _USERNAME: username}
    if senders.takes_over(pool, contact.medium):
        _hand_over(occasion, "AdminCreateUser", contact, "")
    elif contact.medium == "SMS":
        _queue_sms(pool, contact.address, _WELCOME_TEXT, values)
    else:
        _queue_email(pool, contact.address, _WELCOME_SUBJECT, _WELCOME_TEXT, values)


def _hand_over(occasion: Occasion, source: str, contact: Contact, code: str) -> None:
    """Leave the message to the pool's function (TRG-209, TRG-210). The worker asks it, and encrypts the code for it."""
    channel = Message.Channel.SMS if contact.medium == "SMS" else Message.Channel.EMAIL
    text = senders.prepare(source, occasion, contact.medium, code)
    _queue(channel, contact.address, text=text, reference=occasion.pool.id, options={HANDLER: senders.HANDLER})


def _queue_worded(
    pool: UserPool, contact: Contact, wording: Wording, values: Mapping[str, str], link: str = ""
) -> bool:
    """Write the message in a function's words; False where it has none for this channel. Raises
    `InvalidLambdaResponseException` for what is too long with the code in it (TRG-199, TRG-200)."""
    places = {"####": values[_PLACE], **values}
    if contact.medium == "SMS":
        if wording.sms_message:
            custom_message.check_length("smsMessage", _fill(wording.sms_message, _longest_first(places)))
            _queue_sms(pool, contact.address, wording.sms_message, _longest_first(places))
        return bool(wording.sms_message)
    if not wording.email_message:
        return False
    subject = wording.email_subject or _CODE_SUBJECT
    custom_message.check_length("emailSubject", subject)
    custom_message.check_length("emailMessage", _fill(wording.email_message, _longest_first(places)))
    _queue_email(pool, contact.address, subject, wording.email_message, _longest_first(places), link=link)
    return True


def _longest_first(places: Mapping[str, str]) -> dict[str, str]:
    """`{####}` before `####`, which stands within it (TRG-195)."""
    return dict(sorted(places.items(), key=lambda place: -len(place[0])))


def _link_of(occasion: Occasion, purpose: str, contact: Contact, code: str) -> str:
    """The address that confirms a sign-up by a click; empty where the code is typed in."""
    user, client = occasion.user, occasion.client
    is_link = purpose == _Purpose.SIGN_UP and contact.medium == "EMAIL" and _is_by_link(occasion.pool)
    return _confirmation_link(client, user, code) if is_link and client and user else ""


def _queue_sign_in_code(pool: UserPool, contact: Contact, values: Mapping[str, str]) -> None:
    """One pair of texts serves second factors and sign-in by code alone (USR-263)."""
    if contact.medium == "SMS":
        _queue_sms(pool, contact.address, pool.sms_authentication_message or _SIGN_IN_TEXT, values)
        return
    texts = SIGN_IN_EMAIL | pool.email_mfa_configuration
    _queue_email(pool, contact.address, texts["Subject"], texts["Message"], values)


def _is_by_link(pool: UserPool) -> bool:
    return pool.verification_message_template.get("DefaultEmailOption") == "CONFIRM_WITH_LINK"


def _confirmation_link(client: AppClient, user: User, code: str) -> str:
    """Where a click confirms the sign-up (USR-30, API-252)."""
    query = {"client_id": client.client_id, "user_name": user.username, "confirmation_code": code}
    return f"{domains.hosted_ui_url(user.pool)}/confirmUser?{urllib.parse.urlencode(query)}"


def _queue_sms(pool: UserPool, address: str, text: str, values: Mapping[str, str]) -> None:
    sent_as = sending.of_sms(pool.sms_configuration)
    filled = sending.fitting(_fill(text, values), sending.LONGEST_SMS)
    _queue(Message.Channel.SMS, address, text=filled, reference=pool.id, **sent_as)


def _queue_email(
    pool: UserPool, address: str, subject: str, text: str, values: Mapping[str, str], *, link: str = ""
) -> None:
    sending.fitting(_fill(text, values), sending.LONGEST_EMAIL)
    _queue(
        Message.Channel.EMAIL,
        address,
        subject=_fill(subject, values)[:140],
        text=_as_text(text, values, link),
        html=_as_html(pool, subject, text, values, link),
        reference=pool.id,
        **sending.of_email(pool.email_configuration),
    )


def _queue(channel: Message.Channel, address: str, **content: Any) -> None:
    try:
        outbox.queue(channel, address, **content)
    except outbox.Unsendable as error:
        raise CodeDeliveryFailureException(reason=str(error)) from error


def _fill(text: str, values: Mapping[str, str]) -> str:
    """Replace all places at once: a user named `{####}` must not get hold of another's text."""
    places = re.compile("|".join(map(re.escape, values)))
    return places.sub(lambda place: values[place.group()], text)


def _as_text(text: str, values: Mapping[str, str], link: str) -> str:
    if _TAG.search(text):
        text = html.unescape(strip_tags(_LINE_ENDS.sub("\n", text)))
    return _fill(_LINK.sub(lambda mark: f"{mark[1]}: {link}", text) if link else text, values)


def _as_html(pool: UserPool, subject: str, text: str, values: Mapping[str, str], link: str) -> str:
    """The pool's text may be HTML (USR-86), what is put into it never is."""
    safe = {place: html.escape(value) for place, value in values.items()}
    if not _TAG.search(text):
        safe[_PLACE] = render_to_string("messages/secret.html", {"secret": values[_PLACE]})
        text = html.escape(text, quote=False).replace("\n", "<br>\n")
    if link:
        button = render_to_string("messages/link.html", {"link": link, "text": _PLACE})
        text = _LINK.sub(lambda mark: button.replace(_PLACE, mark[1]), text)
    body = _fill(text, safe)
    if _WHOLE_PAGE.search(text):
        return body
    return render_to_string("messages/email.html", {"subject": _fill(subject, values), "body": body, "pool": pool})
