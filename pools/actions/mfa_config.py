"""The MFA settings of a pool: `SetUserPoolMfaConfig` (SEC-279), and what `CreateUserPool` may say of them (SEC-280)."""

from typing import Any

from django.db import transaction

from pools.actions import audit, first_factors, tiers, wordings
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import UserPool

Mfa = UserPool.Mfa
Settings = dict[str, Any]  # as the wire has them

_COLUMNS = ["mfa_configuration", "sms_mfa_configuration", "software_token_mfa_configuration", "email_mfa_configuration"]
_BOTH_BY_PASSKEY = "MULTI_FACTOR_WITH_USER_VERIFICATION"
_SHARED = ["sms_configuration", "sms_authentication_message"]
_SIGN_IN_EMAIL = {"Subject": wordings.SIGN_IN_CODE.subject, "Message": wordings.SIGN_IN_CODE.message}


def set_user_pool_mfa_config(
    pool: UserPool,
    *,
    caller: Caller,
    mfa_configuration: str | None = None,
    sms: Settings | None = None,
    software_token: Settings | None = None,
    email: Settings | None = None,
    web_authn: Settings | None = None,
) -> None:
    """Replace the factors: one that is left out is off. Without any word on MFA only the passkeys' settings change."""
    _check_first_factors(pool, mfa_configuration, web_authn)
    _check_tier(pool, email, web_authn)
    is_about_mfa = (mfa_configuration, sms, software_token, email) != (None, None, None, None)
    if is_about_mfa:
        wanted = Mfa(mfa_configuration or pool.mfa_configuration)
        _check_together(wanted, [sms is not None, email is not None, bool((software_token or {}).get("Enabled"))])
        _put_sms(pool, sms)
        pool.mfa_configuration = wanted
        pool.software_token_mfa_configuration = software_token or {}
        pool.email_mfa_configuration = {} if email is None else _SIGN_IN_EMAIL | email
    if web_authn is not None:
        pool.web_authn_configuration = web_authn
    with transaction.atomic():
        pool.save(update_fields=[*_COLUMNS, *_SHARED, "web_authn_configuration", "modified_at"])
        audit.record(caller, "SetUserPoolMfaConfig", pool=pool, mfa=pool.mfa_configuration)


def sms_of(pool: UserPool) -> Settings | None:
    """`SmsMfaConfiguration` as it now stands: the pool's other operations set parts of it too. None where MFA is on
    without SMS."""
    if not pool.sms_configuration or (pool.mfa_configuration != Mfa.OFF and not pool.sms_mfa_configuration):
        return None
    text = pool.sms_authentication_message
    return {"SmsConfiguration": pool.sms_configuration} | ({"SmsAuthenticationMessage": text} if text else {})


def settle_sms(pool: UserPool) -> None:
    """Whether SMS is a factor after `CreateUserPool` and `UpdateUserPool`, which know no other one: it is where they
    turn MFA on and nothing else makes sense of that."""
    if not pool.sms_configuration:
        pool.sms_mfa_configuration = {}
    elif pool.mfa_configuration != Mfa.OFF and not has_other_factors(pool):
        pool.sms_mfa_configuration = {"SmsConfiguration": pool.sms_configuration}


def has_other_factors(pool: UserPool) -> bool:
    """Whether `SetUserPoolMfaConfig` turned on one beside SMS."""
    return bool(pool.software_token_mfa_configuration.get("Enabled") or pool.email_mfa_configuration)


def _put_sms(pool: UserPool, sms: Settings | None) -> None:
    if sms is None:
        pool.sms_mfa_configuration = {}
        return
    configuration = sms.get("SmsConfiguration") or pool.sms_configuration
    if not configuration:
        raise InvalidParameterException("SmsConfiguration is required to turn on MFA by SMS.")
    pool.sms_configuration, pool.sms_mfa_configuration = configuration, {"SmsConfiguration": configuration}
    pool.sms_authentication_message = sms.get("SmsAuthenticationMessage", "")


def _check_together(wanted: Mfa, factors: list[bool]) -> None:
    if wanted == Mfa.OFF and any(factors):
        raise InvalidParameterException(
            "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        )
    if wanted != Mfa.OFF and not any(factors):
        raise InvalidParameterException(
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
        )


def _check_first_factors(pool: UserPool, mfa_configuration: str | None, web_authn: Settings | None) -> None:
    first_factors.check_policy(
        pool.policies,
        tier=pool.user_pool_tier,
        mfa_configuration=mfa_configuration or pool.mfa_configuration,
        web_authn_configuration=pool.web_authn_configuration if web_authn is None else web_authn,
    )


def _check_tier(pool: UserPool, email: Settings | None, web_authn: Settings | None) -> None:
    """E-mail and passkeys as second factors are sold from Essentials up (SEC-285)."""
    has_passkeys = (web_authn or {}).get("FactorConfiguration") == _BOTH_BY_PASSKEY
    if email is not None or has_passkeys:
        tiers.require(pool.user_pool_tier, tiers.Tier.ESSENTIALS)
