"""Which second factors a pool offers and a user has (SEC-101 to SEC-114, SEC-282)."""

from collections.abc import Callable

from pools.models import User, UserPool

Factor = User.Factor
Mfa = UserPool.Mfa


def offered(pool: UserPool) -> list[Factor]:
    """What users of the pool may set up; nothing where MFA is off (SEC-104)."""
    if pool.mfa_configuration == Mfa.OFF:
        return []
    kinds = {
        Factor.SMS_MFA: bool(pool.sms_mfa_configuration),
        Factor.EMAIL_OTP: bool(pool.email_mfa_configuration),
        Factor.SOFTWARE_TOKEN_MFA: bool(pool.software_token_mfa_configuration.get("Enabled")),
    }
    return [factor for factor, is_on in kinds.items() if is_on]


def active(user: User) -> list[Factor]:
    """What the user can be asked for: what was turned on for him, and where MFA is required what he has at all.

    A factor that was turned on stays one when the pool offers it no longer (SEC-132).
    """
    implied = offered(user.pool) if user.pool.mfa_configuration == Mfa.ON else []
    return [factor for factor, is_on in _CHOSEN.items() if _HELD[factor](user) and (is_on(user) or factor in implied)]


def preferred(user: User) -> Factor | None:
    """The one to ask for first, if the user has said so and still has it."""
    return Factor(user.preferred_mfa) if user.preferred_mfa in active(user) else None


def has_chosen(user: User) -> bool:
    """Whether any factor was turned on for this very user: then no exception is made for him (SEC-114)."""
    return any(is_on(user) for is_on in _CHOSEN.values())


def has(user: User, factor: Factor) -> bool:
    """Whether the user could answer by it: has the address, or has verified an authenticator."""
    return _HELD[factor](user)


_CHOSEN: dict[Factor, Callable[[User], bool]] = {
    Factor.SMS_MFA: lambda user: user.sms_mfa_enabled,
    Factor.EMAIL_OTP: lambda user: user.email_mfa_enabled,
    Factor.SOFTWARE_TOKEN_MFA: lambda user: user.software_token_mfa_enabled,
}
_HELD: dict[Factor, Callable[[User], bool]] = {
    Factor.SMS_MFA: lambda user: bool(user.attributes.get("phone_number")),  # verified or not (SEC-110)
    Factor.EMAIL_OTP: lambda user: bool(user.attributes.get("email")),
    Factor.SOFTWARE_TOKEN_MFA: lambda user: user.sealed_totp_secret is not None,
}
