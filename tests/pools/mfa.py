"""How tests set up second factors, and what the authenticator app on the desk shows."""

import pyotp
from django.utils import timezone

from pools.actions import mfa_config, software_tokens, totp
from tests.conftest import CALLER

PHONE = "+15550001212"
SMS = {"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}}
TOTP = {"Enabled": True}


def configure(pool, state="OPTIONAL", **factors) -> None:
    """Turn MFA on; without a word on factors with all three."""
    every = factors or {"sms": SMS, "software_token": TOTP, "email": {}}
    mfa_config.set_user_pool_mfa_config(pool, mfa_configuration=state, caller=CALLER, **every)


def give_phone(user, number=PHONE) -> None:
    user.attributes |= {"phone_number": number, "phone_number_verified": "false"}
    user.save(update_fields=["attributes"])


def give_app(user, *, enabled=True, name="") -> str:
    """Bind an authenticator app; its secret. The code it was bound with belongs to an earlier step."""
    secret = totp.new_secret()
    user.sealed_totp_secret, user.totp_device_name = totp.seal(secret), name
    user.software_token_mfa_enabled = enabled
    user.save(update_fields=["sealed_totp_secret", "totp_device_name", "software_token_mfa_enabled"])
    return secret


def code_of(secret: str, seconds: int = 0) -> str:
    """What the app shows that many seconds from now."""
    return pyotp.TOTP(secret).at(int(timezone.now().timestamp()) + seconds)


def associate(user) -> str:
    return software_tokens.associate_software_token(user, caller=CALLER)
