"""A user's authenticator app: bound to the account, replaced, taken away (SEC-130 to SEC-147)."""

from django.db import transaction
from django.utils import timezone

from pools.actions import attempts, audit, limits, second_factors, totp
from pools.actions.second_factors import Factor
from pools.caller import Caller
from pools.errors import (
    EnableSoftwareTokenMFAException,
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
    SoftwareTokenMFANotFoundException,
)
from pools.models import User, UserPool

_LONGEST_NAME = 128  # characters of the name that the user gives the app


def associate_software_token(user: User, *, caller: Caller) -> str:
    """A new secret for the user's app. It counts from the first right code on; until then the old one does."""
    check_offered(user.pool)
    secret = totp.new_secret()
    user.sealed_new_totp_secret = totp.seal(secret)
    with transaction.atomic():
        user.save(update_fields=["sealed_new_totp_secret"])
        audit.record(caller, "AssociateSoftwareToken", user=user)
    return secret


def verify_software_token(user: User, code: str, device_name: str, *, caller: Caller) -> bool:
    """Bind the app that knows this code. False when there were too many wrong ones (SEC-139, SEC-141)."""
    check_offered(user.pool)
    _check_name(device_name)
    try:
        attempts.count(limits.VERIFY_SOFTWARE_TOKEN, str(user.sub))
    except LimitExceededException as refusal:
        audit.record(caller, "VerifySoftwareToken", user=user, error=refusal.name)
        return False
    sealed, step = _right_step(user, code)
    if sealed is None or step is None:
        audit.record(caller, "VerifySoftwareToken", user=user, error=EnableSoftwareTokenMFAException.__name__)
        raise EnableSoftwareTokenMFAException
    with transaction.atomic():
        _bind(user, sealed, step, device_name)
        audit.record(caller, "VerifySoftwareToken", user=user)
    attempts.forget(limits.VERIFY_SOFTWARE_TOKEN, str(user.sub))
    return True


def admin_delete_software_token(user: User, *, caller: Caller) -> None:
    """Take the app off the account, for whoever lost it; another can be set up (SEC-288)."""
    _delete(user, caller, "AdminDeleteSoftwareToken")


def delete_software_token(user: User, *, caller: Caller) -> None:
    """The same by its owner. Raises `InvalidParameterException` where MFA is required and nothing else is left."""
    others = [factor for factor in second_factors.active(user) if factor != Factor.SOFTWARE_TOKEN_MFA]
    if user.pool.mfa_configuration == UserPool.Mfa.ON and not others:
        raise InvalidParameterException(
            "SOFTWARE_TOKEN_MFA cannot be turned off while MFA is required in the user pool."
        )
    _delete(user, caller, "DeleteSoftwareToken", keeps_recovery_codes=bool(others))


def _delete(user: User, caller: Caller, event: str, *, keeps_recovery_codes: bool = False) -> None:
    if user.sealed_totp_secret is None:
        raise ResourceNotFoundException("The user has no software token.")
    user.sealed_totp_secret = user.sealed_new_totp_secret = user.last_totp_step = None
    user.software_token_mfa_enabled, user.totp_device_name = False, ""
    if user.preferred_mfa == Factor.SOFTWARE_TOKEN_MFA:
        user.preferred_mfa = ""
    with transaction.atomic():
        user.save(update_fields=[*_BOUND, "software_token_mfa_enabled", "preferred_mfa", "modified_at"])
        if not keeps_recovery_codes:
            user.recovery_codes.all().delete()
        audit.record(caller, event, user=user)


def check_offered(pool: UserPool) -> None:
    """Raise `SoftwareTokenMFANotFoundException` in a pool without TOTP (SEC-131)."""
    if Factor.SOFTWARE_TOKEN_MFA not in second_factors.offered(pool):
        raise SoftwareTokenMFANotFoundException("Software Token MFA has not been enabled by the userPool")


_BOUND = ["sealed_totp_secret", "sealed_new_totp_secret", "last_totp_step", "totp_device_name"]


def _right_step(user: User, code: str) -> tuple[bytes | None, int | None]:
    sealed = user.sealed_new_totp_secret
    if sealed is None:
        raise SoftwareTokenMFANotFoundException("Software Token MFA does not exist for the user.")
    return bytes(sealed), totp.matching_step(totp.unseal(sealed), code)


def _bind(user: User, sealed: bytes, step: int, device_name: str) -> None:
    """Put the new secret in the place of the old one. The code that proved it signs nobody in: its step is used."""
    user.sealed_totp_secret, user.sealed_new_totp_secret = sealed, None
    user.last_totp_step, user.totp_device_name, user.modified_at = step, device_name, timezone.now()
    changes = {name: getattr(user, name) for name in (*_BOUND, "modified_at")}
    if not User.objects.filter(pk=user.pk, sealed_new_totp_secret=sealed).update(**changes):
        raise EnableSoftwareTokenMFAException(reason="bound, or begun again, at the same time")


def _check_name(device_name: str) -> None:
    if len(device_name) > _LONGEST_NAME or not (device_name.isprintable() or not device_name):
        raise InvalidParameterException(f"FriendlyDeviceName must be at most {_LONGEST_NAME} printable characters.")
