"""Time-based one-time passwords: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which every app knows."""

import secrets

import pyotp
from django.utils import timezone

from notifications import sealing

_PURPOSE = "totp secret"
_STEP_SECONDS = 30
_SKEW_STEPS = 1  # codes of the step before and after are taken (SEC-140)
_SECRET_CHARACTERS = 32  # of base32: 160 bits, as RFC 4226 section 4 recommends


def new_secret() -> str:
    return pyotp.random_base32(_SECRET_CHARACTERS)


def seal(secret: str) -> bytes:
    return sealing.seal(_PURPOSE, secret.encode())


def unseal(sealed: bytes | memoryview) -> str:
    return sealing.unseal(_PURPOSE, bytes(sealed)).decode()


def matching_step(secret: str, code: str, *, after: int | None = None) -> int | None:
    """The time step that this is the code of, a fresh one if there is one. None for a wrong code.

    A step up to `after` was answered before: whether that is refused, and how, is the caller's to say.
    """
    now = int(timezone.now().timestamp()) // _STEP_SECONDS
    totp = pyotp.TOTP(secret)
    window = range(now - _SKEW_STEPS, now + _SKEW_STEPS + 1)
    given = code.encode(errors="replace")
    matching = [step for step in window if secrets.compare_digest(totp.generate_otp(step).encode(), given)]
    fresh = [step for step in matching if after is None or step > after]
    return next(iter(fresh + matching), None)


def uri(secret: str, *, account: str, issuer: str) -> str:
    """What an authenticator app reads from a QR code (`otpauth://totp/...`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)
