"""What a user may begin a sign-in with, where the app leaves the choice to the user (`USER_AUTH`, CON-249, API-363)."""

from collections.abc import Mapping
from typing import Any

from notifications import sealing
from pools.actions import contacts, second_factors, web_authn
from pools.actions.attributes import is_email, is_phone_number
from pools.actions.contacts import Contact
from pools.errors import (
    FeatureUnavailableInTierException,
    InvalidParameterException,
    WebAuthnConfigurationMissingException,
)
from pools.models import User, UserPool

PASSWORD, EMAIL_OTP, SMS_OTP, WEB_AUTHN = "PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"
_DEFAULT = (PASSWORD,)
_ATTRIBUTES = {EMAIL_OTP: "email", SMS_OTP: "phone_number"}
_BOTH_BY_PASSKEY = "MULTI_FACTOR_WITH_USER_VERIFICATION"


def allowed(pool: UserPool) -> tuple[str, ...]:
    """The factors that the pool's sign-in policy allows, in its order."""
    return tuple(pool.policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", _DEFAULT))


def available(user: User) -> list[str]:
    """Those of them that this user has: `ConfiguredUserAuthFactors`. A query only where passkeys are allowed."""
    if user.status == User.Status.EXTERNAL_PROVIDER:
        return []
    return [factor for factor in allowed(user.pool) if _has(user, factor)]


def simulated(pool: UserPool, username: str) -> list[str]:
    """What somebody of this name might have: always the same for a name in a pool, and never nothing.

    Users differ in what they have, so these do too; who finds a passkey here, or none, has learnt nothing.
    """
    factors = allowed(pool)
    likely = [factor for factor in factors if _might_have(pool, username, factor)]
    return likely or list(factors[:1])


def contact_for(user: User, factor: str) -> Contact | None:
    """Where the user's code goes: to a verified contact, as nobody shall come in by a mistyped one; or to what the
    administrator or sign-up gave for a user who has no password to come in by."""
    contact = contacts.of(user, _ATTRIBUTES[factor])
    if contact is None or needs_second_factor(user):
        return None
    return contact if user.is_verified(contact.attribute) or not has_password(user) else None


def simulated_contact(pool: UserPool, username: str, factor: str) -> Contact:
    return contacts.simulated(pool, username, _ATTRIBUTES[factor])


def has_password(user: User) -> bool:
    return user.sealed_srp_verifier is not None or bool(user.password_hash)


def needs_second_factor(user: User) -> bool:
    """Whether one factor is not enough. A code is then no first one, as it would often be the same as the second."""
    if user.pool.mfa_configuration == UserPool.Mfa.OPTIONAL:
        return bool(second_factors.active(user))
    return user.pool.mfa_configuration == UserPool.Mfa.ON


def check_policy(
    policies: Mapping[str, Any], *, tier: str, mfa_configuration: str, web_authn_configuration: Mapping[str, Any]
) -> None:
    """Refuse a sign-in policy that does not go with the pool's other settings, in Cognito's words."""
    web_authn.check_configuration(web_authn_configuration)
    factors = policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", _DEFAULT)
    if "SOFTWARE_TOKEN" in factors:
        raise InvalidParameterException("SOFTWARE_TOKEN is not supported as a first auth factor.")
    if tier == UserPool.Tier.LITE and set(factors) != {PASSWORD}:
        raise FeatureUnavailableInTierException
    if mfa_configuration != UserPool.Mfa.ON:
        return
    if not {PASSWORD, WEB_AUTHN}.issuperset(factors):
        raise InvalidParameterException(
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"
        )
    if WEB_AUTHN in factors and web_authn_configuration.get("FactorConfiguration") != _BOTH_BY_PASSKEY:
        raise InvalidParameterException(
            "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed "
            "first auth factor"
        )


def _has(user: User, factor: str) -> bool:
    if factor == PASSWORD:
        return has_password(user)
    if factor == WEB_AUTHN:
        return bool(web_authn.passkeys_of(user))
    return contact_for(user, factor) is not None


def _might_have(pool: UserPool, username: str, factor: str) -> bool:
    """By the toss of a coin that always falls alike for a name, except where all users of the pool have it."""
    factors = allowed(pool)
    if factor == WEB_AUTHN and not _can_have_passkeys(pool):
        return False
    if factor == PASSWORD and factors == _DEFAULT:
        return True
    if factor == EMAIL_OTP and (is_email(username) or "email" in pool.auto_verified_attributes):
        return True
    if factor == SMS_OTP and (is_phone_number(username) or "phone_number" in pool.auto_verified_attributes):
        return True
    return toss(pool, username, factor)


def toss(pool: UserPool, username: str, factor: str) -> bool:
    """A coin that always falls alike for a name in a pool."""
    digest = sealing.fingerprint("simulated factor", f"{pool.id}/{pool.fold(username)}/{factor}")
    return int(digest, 16) % 2 == 0


def _can_have_passkeys(pool: UserPool) -> bool:
    try:
        return bool(web_authn.relying_party_id(pool))
    except WebAuthnConfigurationMissingException:
        return False
