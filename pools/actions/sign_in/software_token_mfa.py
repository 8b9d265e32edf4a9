"""`SOFTWARE_TOKEN_MFA`: the code that the user's authenticator app shows (SEC-142, API-361)."""

from django.db.models import Q

from pools.actions import totp
from pools.actions.second_factors import Factor
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.second_factor import SecondFactor, user_of
from pools.caller import Caller
from pools.errors import CodeMismatchException, ExpiredCodeException, SoftwareTokenMFANotFoundException
from pools.models import User


class SoftwareTokenMfa(SecondFactor):
    name = factor = Factor.SOFTWARE_TOKEN_MFA
    response = "SOFTWARE_TOKEN_MFA_CODE"

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        user = user_of(attempt)
        named = {"FRIENDLY_DEVICE_NAME": user.totp_device_name} if user.totp_device_name else {}
        return {"USER_ID_FOR_SRP": user.username} | named

    def check_code(self, attempt: Attempt, code: str) -> None:
        user = user_of(attempt)
        if user.sealed_totp_secret is None:
            raise SoftwareTokenMFANotFoundException
        last = user.last_totp_step
        step = totp.matching_step(totp.unseal(user.sealed_totp_secret), code, after=last)
        if step is None:
            raise CodeMismatchException("Invalid code received for user")
        if last is not None and step <= last:
            raise _used()
        attempt.data["totp_step"] = step

    def apply_code(self, attempt: Attempt, caller: Caller) -> None:
        """A code serves once (RFC 6238 section 5.2): of two answers at once one moves the step on."""
        user, step = user_of(attempt), attempt.data["totp_step"]
        unused = User.objects.filter(Q(last_totp_step=None) | Q(last_totp_step__lt=step), pk=user.pk)
        if not unused.update(last_totp_step=step):
            raise _used()
        user.last_totp_step = step


def _used() -> ExpiredCodeException:
    return ExpiredCodeException("Your software token has already been used once.")
