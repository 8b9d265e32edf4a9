"""Feature plans: what a pool's tier has, and what stands in the way of a lower one (APP-256, APP-262)."""

from typing import Any

from pools.actions import assurance
from pools.errors import FeatureUnavailableInTierException, TierChangeNotAllowedException
from pools.models import Domain, UserPool

Tier = UserPool.Tier
_ORDER = (Tier.LITE, Tier.ESSENTIALS, Tier.PLUS)
MANAGED_LOGIN = 2  # ManagedLoginVersion; 1 is the classic hosted UI
_BOTH_BY_PASSKEY = "MULTI_FACTOR_WITH_USER_VERIFICATION"


def require(tier: str, least: Tier) -> None:
    """Raise `FeatureUnavailableInTierException` in a lower tier than this."""
    if _ORDER.index(Tier(tier)) < _ORDER.index(least):
        raise FeatureUnavailableInTierException


def check(settings: dict[str, Any]) -> None:
    """Refuse settings of a pool that its tier does not have. The sign-in policy has a check of its own."""
    tier = settings.get("user_pool_tier", Tier.ESSENTIALS)
    add_ons = settings.get("user_pool_add_ons", {})
    if add_ons.get("AdvancedSecurityMode", "OFF") != "OFF" or add_ons.get("AdvancedSecurityAdditionalFlows"):
        require(tier, Tier.PLUS)  # SEC-289
    trigger = settings.get("lambda_config", {}).get("PreTokenGenerationConfig", {})
    if (
        settings.get("dcr_configuration", {}).get("EnableStatus") == "Enabled"
        or assurance.names(settings.get("acr_configuration", {})) != assurance.names({})
        or trigger.get("LambdaVersion", "V1_0") != "V1_0"
    ):
        require(tier, Tier.ESSENTIALS)


def check_change(pool: UserPool, settings: dict[str, Any]) -> None:
    """Refuse to take a pool to a tier without what it was given by other operations than this update."""
    tier = settings.get("user_pool_tier", Tier.ESSENTIALS)
    if tier == Tier.LITE and pool.user_pool_tier != Tier.LITE and _has_more_than_lite(pool, settings):
        raise TierChangeNotAllowedException


def _has_more_than_lite(pool: UserPool, settings: dict[str, Any]) -> bool:
    registration = settings.get("dcr_configuration", pool.dcr_configuration)
    return (
        registration.get("EnableStatus") == "Enabled"
        or bool(pool.email_mfa_configuration)
        or pool.web_authn_configuration.get("FactorConfiguration") == _BOTH_BY_PASSKEY
        or pool.tracks_sessions
        or Domain.objects.filter(pool=pool, managed_login_version=MANAGED_LOGIN).exists()
    )
