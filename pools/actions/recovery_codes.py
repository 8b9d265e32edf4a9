"""Codes on paper for the day the phone is lost: an addition of ours, which Cognito has not.

Ten at a time, each serves once in the place of a second factor's code. A new set ends the old one.
"""

import secrets

from django.db import transaction
from django.utils import timezone

from notifications import sealing
from pools.actions import audit
from pools.caller import Caller
from pools.errors import CodeMismatchException, ExpiredCodeException
from pools.models import RecoveryCode, User

NUMBER = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another one
_CHARACTERS = 10  # 49 bits: more than guessing reaches, and few enough to write down
_SEPARATORS = str.maketrans("", "", "- ")


def create_recovery_codes(user: User, *, caller: Caller) -> list[str]:
    """A new set for the user, in clear this once."""
    texts = [new_text() for _ in range(NUMBER)]
    with transaction.atomic():
        user.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_digest(user, text)) for text in texts])
        audit.record(caller, "CreateRecoveryCodes", user=user)
    return [written(text) for text in texts]


def new_text() -> str:
    """A code, as it is digested."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))


def written(text: str) -> str:
    """The code as people are shown it."""
    return f"{text[:5]}-{text[5:]}"


def count_left(user: User) -> int:
    return user.recovery_codes.filter(spent_at=None).count()


def has_any(user: User) -> bool:
    return user.recovery_codes.filter(spent_at=None).exists()


def is_one(text: str) -> bool:
    """Whether it looks like a recovery code: nothing that is sent or shown by an app does."""
    read = plain(text)
    return len(read) == _CHARACTERS and set(read) <= set(_ALPHABET)


def check(user: User, text: str) -> RecoveryCode:
    """The code, if it is one of the user's. Count the attempt first. Raises `CodeMismatchException`, or
    `ExpiredCodeException` for a spent one."""
    found = user.recovery_codes.filter(code_hash=_digest(user, plain(text))).first()
    if found is None:
        raise CodeMismatchException
    if found.spent_at:
        raise _used()
    return found


def spend(code: RecoveryCode) -> None:
    """Use the code up; of two requests at once one does."""
    if not RecoveryCode.objects.filter(pk=code.pk, spent_at=None).update(spent_at=timezone.now()):
        raise _used()


def _used() -> ExpiredCodeException:
    return ExpiredCodeException("This recovery code has already been used.")


def plain(text: str) -> str:
    """What people typed, as it is digested."""
    return text.translate(_SEPARATORS).lower()


def _digest(user: User, plain: str) -> str:
    return sealing.fingerprint("recovery code", f"{user.sub}/{plain}")
