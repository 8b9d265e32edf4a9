"""Codes that prove who reads a mailbox or a phone."""

import datetime
import secrets
from collections.abc import Mapping

from django.utils import timezone

from notifications import sealing
from pools.actions import messages
from pools.actions.contacts import Contact
from pools.errors import CodeMismatchException, ExpiredCodeException
from pools.models import AppClient, User, VerificationCode
from pools.triggers.custom_message import NO_WORDING, Wording
from pools.triggers.invoking import Occasion

Purpose = VerificationCode.Purpose

LIFETIMES = {  # of a code that is answered some time later
    Purpose.SIGN_UP: datetime.timedelta(hours=24),  # API-221
    Purpose.RECOVERY: datetime.timedelta(hours=1),  # API-224
    Purpose.EMAIL: datetime.timedelta(hours=24),  # API-222
    Purpose.PHONE_NUMBER: datetime.timedelta(hours=24),
}
# What the pool's functions know each as (TRG-56 to TRG-62)
SOURCES = {
    Purpose.SIGN_UP: "SignUp",
    Purpose.RECOVERY: "ForgotPassword",
    Purpose.EMAIL: "UpdateUserAttribute",
    Purpose.PHONE_NUMBER: "UpdateUserAttribute",
    Purpose.SMS_MFA: "Authentication",
    Purpose.EMAIL_MFA: "Authentication",
    Purpose.SMS_OTP: "Authentication",
    Purpose.EMAIL_OTP: "Authentication",
}
_REPLACED = ["code_hash", "attribute", "destination", "created_at", "expires_at", "spent_at"]


def lifetime(purpose: Purpose, client: AppClient | None) -> datetime.timedelta:
    """How long such a code serves; one of a sign-in as long as its session (SEC-126, API-47)."""
    if purpose in LIFETIMES:
        return LIFETIMES[purpose]
    assert client is not None
    return datetime.timedelta(minutes=client.auth_session_validity)


def send(
    user: User,
    purpose: Purpose,
    contact: Contact,
    *,
    client: AppClient | None = None,
    wording: Wording = NO_WORDING,
    source: str = "",
    client_metadata: Mapping[str, str] | None = None,
) -> Contact:
    """Send the user a new code, which replaces the one sent before. Belongs into the transaction of its cause.

    `wording` is a function's, asked for before; `source` what functions know this as, where the purpose does not tell;
    `client_metadata` is for the function that sends in our place.
    """
    code = f"{secrets.randbelow(1_000_000):06}"
    now = timezone.now()
    row = VerificationCode(
        user=user,
        purpose=purpose,
        code_hash=_digest(user, purpose, code),
        attribute=contact.attribute,
        destination=contact.address,
        created_at=now,
        expires_at=now + lifetime(purpose, client),
    )
    VerificationCode.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["user", "purpose"], update_fields=_REPLACED
    )
    occasion = Occasion(user.pool, client, user.username, user, client_metadata or {})
    messages.send_code(occasion, source or SOURCES[purpose], purpose, contact, code, wording)
    return contact


def find(user: User, purpose: Purpose) -> VerificationCode | None:
    """The code that was sent last, answered or not."""
    sent = VerificationCode.objects.filter(user=user, purpose=purpose).first()
    if sent:
        sent.user = user
    return sent


def check(user: User, purpose: Purpose, code: str) -> VerificationCode:
    """The code that was sent, if this is it. Count the attempt first (`attempts.count`): this one only compares.

    Raises `ExpiredCodeException` when there is none to answer, `CodeMismatchException` for a wrong guess.
    """
    sent = find(user, purpose)
    if sent is None:
        raise ExpiredCodeException(reason="no code was requested")
    if not secrets.compare_digest(sent.code_hash, _digest(user, purpose, code)):
        raise CodeMismatchException()
    if sent.spent_at or sent.expires_at <= timezone.now():
        raise ExpiredCodeException(reason="spent" if sent.spent_at else "too old")
    return sent


def is_right(user: User, purpose: Purpose, code: str) -> bool:
    """Whether this is the code that was sent last, also when it is spent or too old."""
    sent = find(user, purpose)
    return sent is not None and secrets.compare_digest(sent.code_hash, _digest(user, purpose, code))


def spend(sent: VerificationCode) -> None:
    """Use the code up; of two requests at once one does, the other gets `ExpiredCodeException`."""
    unspent = VerificationCode.objects.filter(pk=sent.pk, code_hash=sent.code_hash, spent_at=None)
    if not unspent.update(spent_at=timezone.now()):
        raise ExpiredCodeException(reason="spent at the same time")


def forget(user: User, attributes: list[str]) -> None:
    """Void what was sent to contacts that are no longer the user's."""
    VerificationCode.objects.filter(user=user, attribute__in=attributes).delete()


def _digest(user: User, purpose: Purpose, code: str) -> str:
    return sealing.fingerprint("verification code", f"{user.sub}/{purpose}/{code}")
