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
from pools.actions import domains, sending
from pools.actions.contacts import Contact
from pools.errors import CodeDeliveryFailureException
from pools.models import AppClient, User, UserPool, VerificationCode

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
_INVITATION_SUBJECT = "Your temporary password"
_INVITATION_TEXT = "Your username is {username} and temporary password is {####}."

_Purpose = VerificationCode.Purpose
_SIGN_IN_PURPOSES = frozenset({_Purpose.SMS_MFA, _Purpose.EMAIL_MFA, _Purpose.SMS_OTP, _Purpose.EMAIL_OTP})


def send_code(user: User, purpose: str, contact: Contact, code: str, *, client: AppClient | None = None) -> None:
    """Write the message that carries this code."""
    pool, template = user.pool, user.pool.verification_message_template
    default = _RESET_TEXT if purpose == _Purpose.RECOVERY else _CODE_TEXT
    values = {_PLACE: code, _USERNAME: user.username}
    if purpose in _SIGN_IN_PURPOSES:
        _queue_sign_in_code(pool, contact, values)
    elif contact.medium == "SMS":
        text = template.get("SmsMessage") or pool.sms_verification_message or default
        _queue_sms(pool, contact.address, text, values)
    elif purpose == _Purpose.SIGN_UP and client and _is_by_link(pool):
        subject = template.get("EmailSubjectByLink") or _LINK_SUBJECT
        text = template.get("EmailMessageByLink") or _LINK_TEXT
        _queue_email(pool, contact.address, subject, text, values, link=_confirmation_link(client, user, code))
    else:
        subject = template.get("EmailSubject") or pool.email_verification_subject or _CODE_SUBJECT
        text = template.get("EmailMessage") or pool.email_verification_message or default
        _queue_email(pool, contact.address, subject, text, values)


def send_sign_in_link(user: User, contact: Contact, link: str) -> None:
    """Write the message that carries a link to sign in with."""
    pool, values = user.pool, {_PLACE: "", _USERNAME: user.username}
    subject = pool.sign_in_link_subject or _SIGN_IN_LINK_SUBJECT
    _queue_email(pool, contact.address, subject, pool.sign_in_link_message or _SIGN_IN_LINK_TEXT, values, link=link)


def send_invitation(user: User, contact: Contact, username: str, password: str | None) -> None:
    """Write the invitation. One whose text has no place for the temporary password is not sent (CON-258)."""
    pool = user.pool
    template = pool.admin_create_user_config.get("InviteMessageTemplate", {})
    is_sms = contact.medium == "SMS"
    text = template.get("SMSMessage" if is_sms else "EmailMessage") or _INVITATION_TEXT
    if password and _PLACE not in text:
        return
    values = {_PLACE: password or "", _USERNAME: username}
    if is_sms:
        _queue_sms(pool, contact.address, text, values)
    else:
        _queue_email(pool, contact.address, template.get("EmailSubject") or _INVITATION_SUBJECT, text, values)


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
