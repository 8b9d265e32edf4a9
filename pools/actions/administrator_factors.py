"""The second factor of administrators: an authenticator app, passkeys, codes on paper for the day the phone is lost.

Answers are counted before they are judged, a code of the app serves once, a code on paper too.
"""

import dataclasses

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from notifications import sealing
from pools.actions import attempts, audit, limits, recovery_codes, totp
from pools.caller import Caller
from pools.errors import CodeMismatchException, ExpiredCodeException, InvalidParameterException
from pools.models import Administrator, AdministratorApp, AdministratorPasskey, AdministratorRecoveryCode
from pools.models.administrator_account import AdministratorSession

Method = AdministratorSession.Method
WRONG_CODE = "This code is not right. Try the next one that the app shows."


@dataclasses.dataclass(frozen=True, slots=True)
class Factors:
    """What an administrator has beside the password."""

    has_app: bool
    passkeys: list[AdministratorPasskey]
    recovery_codes_left: int

    @property
    def is_any(self) -> bool:
        return self.has_app or bool(self.passkeys)


def factors_of(administrator: Administrator) -> Factors:
    """In three queries."""
    app = AdministratorApp.objects.filter(owner=administrator).first()
    return Factors(
        has_app=app is not None and app.sealed_secret is not None,
        passkeys=list(AdministratorPasskey.objects.filter(owner=administrator).order_by("created_at")),
        recovery_codes_left=AdministratorRecoveryCode.objects.filter(owner=administrator, spent_at=None).count(),
    )


def start_app(administrator: Administrator) -> str:
    """The secret for an app that is being set up: the same until it is bound, so that a page can be loaded again."""
    app, _ = AdministratorApp.objects.get_or_create(owner=administrator)
    if app.sealed_new_secret is None:
        sealed = totp.seal(totp.new_secret())
        AdministratorApp.objects.filter(owner=administrator, sealed_new_secret=None).update(sealed_new_secret=sealed)
        app.refresh_from_db()
    assert app.sealed_new_secret is not None
    return totp.unseal(app.sealed_new_secret)


def bind_app(administrator: Administrator, code: str, *, caller: Caller) -> None:
    """Bind the app that knows this code, in the place of the one before. Raises `CodeMismatchException`,
    `LimitExceededException`. The code signs nobody in: its step is used."""
    attempts.count(limits.ADMINISTRATOR_SIGN_IN, "app", str(administrator.pk))
    app = AdministratorApp.objects.filter(owner=administrator).exclude(sealed_new_secret=None).first()
    if app is None or app.sealed_new_secret is None:
        raise InvalidParameterException("No authenticator app is being set up.")
    sealed = bytes(app.sealed_new_secret)
    step = totp.matching_step(totp.unseal(sealed), _digits(code))
    if step is None:
        raise CodeMismatchException(WRONG_CODE)
    bound = {"sealed_secret": sealed, "sealed_new_secret": None, "last_step": step, "bound_at": timezone.now()}
    with transaction.atomic():
        if not AdministratorApp.objects.filter(owner=administrator, sealed_new_secret=sealed).update(**bound):
            raise CodeMismatchException(WRONG_CODE)
        audit.record(caller, "EnableMFADevice", arn=administrator.arn, kind="app")
    attempts.forget(limits.ADMINISTRATOR_SIGN_IN, "app", str(administrator.pk))


def remove_app(administrator: Administrator, *, caller: Caller) -> None:
    """The app's codes are worth nothing any more. Without a factor left, codes on paper go too."""
    with transaction.atomic():
        AdministratorApp.objects.filter(owner=administrator).delete()
        check_left(administrator)
        audit.record(caller, "DeactivateMFADevice", arn=administrator.arn, kind="app")


def reset(administrator: Administrator, *, caller: Caller) -> None:
    """Take every second factor away, for whoever lost them all. The password alone signs in until one is set up."""
    with transaction.atomic():
        AdministratorApp.objects.filter(owner=administrator).delete()
        AdministratorPasskey.objects.filter(owner=administrator).delete()
        AdministratorRecoveryCode.objects.filter(owner=administrator).delete()
        audit.record(caller, "DeactivateMFADevice", arn=administrator.arn, kind="all")


def create_recovery_codes(administrator: Administrator, *, caller: Caller) -> list[str]:
    """A new set in clear, this once; it ends the old one. Raises `InvalidParameterException` where there is no factor
    that they could stand in for."""
    if not factors_of(administrator).is_any:
        raise InvalidParameterException("Set up an authenticator app or a passkey first.")
    texts = [recovery_codes.new_text() for _ in range(recovery_codes.NUMBER)]
    rows = [AdministratorRecoveryCode(owner=administrator, code_hash=_digest(administrator, text)) for text in texts]
    with transaction.atomic():
        AdministratorRecoveryCode.objects.filter(owner=administrator).delete()
        AdministratorRecoveryCode.objects.bulk_create(rows)
        audit.record(caller, "CreateRecoveryCodes", arn=administrator.arn)
    return [recovery_codes.written(text) for text in texts]


def check_code(administrator: Administrator, code: str) -> Method:
    """Take a code of the app, or one on paper, and use it up. Raises `CodeMismatchException`, `ExpiredCodeException`
    for one that was used, `LimitExceededException` after too many."""
    attempts.count(limits.ADMINISTRATOR_SIGN_IN, "code", str(administrator.pk))
    method = (
        _spend_recovery_code(administrator, code)
        if recovery_codes.is_one(code)
        else _spend_app_code(administrator, _digits(code))
    )
    attempts.forget(limits.ADMINISTRATOR_SIGN_IN, "code", str(administrator.pk))
    return method


def check_left(administrator: Administrator) -> None:
    """Within a transaction that took a factor away: without another one codes on paper go too. Raises
    `InvalidParameterException` where the installation demands a second factor."""
    if factors_of(administrator).is_any:
        return
    if settings.REQUIRE_ADMIN_MFA:
        raise InvalidParameterException("Every administrator needs a second factor here. Set up another one first.")
    AdministratorRecoveryCode.objects.filter(owner=administrator).delete()


def _spend_app_code(administrator: Administrator, code: str) -> Method:
    app = AdministratorApp.objects.filter(owner=administrator).exclude(sealed_secret=None).first()
    if app is None or app.sealed_secret is None:
        raise CodeMismatchException(WRONG_CODE)
    step = totp.matching_step(totp.unseal(app.sealed_secret), code, after=app.last_step)
    if step is None:
        raise CodeMismatchException(WRONG_CODE)
    # Of two requests with one code the database lets one through
    if not AdministratorApp.objects.filter(owner=administrator, last_step__lt=step).update(last_step=step):
        raise ExpiredCodeException("This code has been used already. Wait for the next one.")
    return Method.APP


def _spend_recovery_code(administrator: Administrator, text: str) -> Method:
    code_hash = _digest(administrator, recovery_codes.plain(text))
    found = AdministratorRecoveryCode.objects.filter(owner=administrator, code_hash=code_hash)
    if found.filter(spent_at=None).update(spent_at=timezone.now()):
        return Method.RECOVERY_CODE
    if found.exists():
        raise ExpiredCodeException("This recovery code has already been used.")
    raise CodeMismatchException("This recovery code is not right.")


def _digest(administrator: Administrator, plain: str) -> str:
    return sealing.fingerprint("administrator's recovery code", f"{administrator.pk}/{plain}")


def _digits(code: str) -> str:
    return "".join(code.split())
