"""Which second factors a user has turned on, and which he prefers (SEC-282)."""

import dataclasses
from collections.abc import Sequence

from django.db import transaction

from pools.actions import audit, second_factors, software_tokens
from pools.actions.second_factors import Factor
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import User, UserPool

_FLAGS = {
    Factor.SMS_MFA: "sms_mfa_enabled",
    Factor.EMAIL_OTP: "email_mfa_enabled",
    Factor.SOFTWARE_TOKEN_MFA: "software_token_mfa_enabled",
    Factor.WEB_AUTHN: "web_authn_mfa_enabled",
}
_ALWAYS_ON = (Factor.SMS_MFA, Factor.SOFTWARE_TOKEN_MFA)  # where MFA is required
_MULTI_FACTOR = "MULTI_FACTOR_WITH_USER_VERIFICATION"


@dataclasses.dataclass(frozen=True, slots=True)
class Preference:
    enabled: bool = False
    preferred: bool = False


def set_user_mfa_preference(
    user: User, wanted: dict[Factor, Preference], *, caller: Caller, event: str = "SetUserMFAPreference"
) -> None:
    """Turn factors on and off and prefer one. What is not mentioned stays as it is."""
    _check_at_most_one_is_preferred(wanted)
    for factor, preference in wanted.items():
        _check(user, factor, preference)
    for factor, preference in wanted.items():
        setattr(user, _FLAGS[factor], preference.enabled)
        if preference.preferred:
            user.preferred_mfa = factor
        elif user.preferred_mfa == factor:
            user.preferred_mfa = ""
    _check_passkey_has_company(user)
    with transaction.atomic():
        user.save(update_fields=[*_FLAGS.values(), "preferred_mfa", "modified_at"])
        audit.record(caller, event, user=user, factors={factor: each.enabled for factor, each in wanted.items()})


def admin_reset_mfa(user: User, *, caller: Caller) -> None:
    """For who lost the means: take the authenticator app off, and turn off what the pool does not insist on. Where it
    requires MFA, the next sign-in leads to setting up a factor, or uses the address that the user has."""
    with transaction.atomic():
        if user.sealed_totp_secret is not None:
            software_tokens.admin_delete_software_token(user, caller=caller)
        off = {factor: Preference() for factor in _FLAGS if may_be_turned_off(user, factor)}
        set_user_mfa_preference(user, off, caller=caller, event="AdminSetUserMFAPreference")


def set_user_settings(user: User, media: Sequence[tuple[str, str]], *, caller: Caller, event: str) -> None:
    """The older way, for SMS alone: `media` are pairs of medium and attribute, none to turn it off (SEC-284)."""
    if set(media) - {("SMS", "phone_number")}:
        raise InvalidParameterException("MFAOptions may name the medium SMS and the attribute phone_number only.")
    wanted = Preference(enabled=bool(media))
    set_user_mfa_preference(user, {Factor.SMS_MFA: wanted}, caller=caller, event=event)


def _check_at_most_one_is_preferred(wanted: dict[Factor, Preference]) -> None:
    if sum(preference.preferred for preference in wanted.values()) > 1:
        raise InvalidParameterException("Only one MFA method can be preferred.")


def _check(user: User, factor: Factor, preference: Preference) -> None:
    if not preference.enabled:
        if preference.preferred:
            raise InvalidParameterException(f"{factor} cannot be preferred unless it is enabled.")
        _check_may_be_turned_off(user, factor)
    elif factor == Factor.WEB_AUTHN:
        _check_passkeys_are_second_factors(user.pool)
    elif not second_factors.has(user, factor):
        raise InvalidParameterException(_lacking(factor))
    elif factor not in (*second_factors.offered(user.pool), *second_factors.active(user)):
        raise InvalidParameterException(f"{factor} is not enabled for the user pool.")


def may_be_turned_off(user: User, factor: Factor) -> bool:
    """Whether the pool leaves it to the user to do without this factor."""
    is_required = user.pool.mfa_configuration == UserPool.Mfa.ON
    return not (is_required and factor in _ALWAYS_ON and factor in second_factors.active(user))


def _check_may_be_turned_off(user: User, factor: Factor) -> None:
    if not may_be_turned_off(user, factor):
        raise InvalidParameterException(f"{factor} cannot be turned off while MFA is required in the user pool.")


def _lacking(factor: Factor) -> str:
    if factor == Factor.SOFTWARE_TOKEN_MFA:
        return "User has not verified software token mfa"
    return f"User does not have delivery config set to turn on {factor}"


def _check_passkeys_are_second_factors(pool: UserPool) -> None:
    if pool.web_authn_configuration.get("FactorConfiguration") != _MULTI_FACTOR:
        raise InvalidParameterException(f"FactorConfiguration of the user pool must be {_MULTI_FACTOR}.")


def _check_passkey_has_company(user: User) -> None:
    """A passkey alone could lock its owner out (botocore's text on `WebAuthnMfaSettings`)."""
    if user.web_authn_mfa_enabled and not second_factors.active(user):
        raise InvalidParameterException("Another MFA method must be enabled beside passkeys.")
