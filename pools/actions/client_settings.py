"""The settings of an app client: what each falls back to, and which do not go together."""

import datetime
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from pools.actions import attributes, custom_scopes, identity_providers, tiers
from pools.errors import InvalidOAuthFlowException, InvalidParameterException, ScopeDoesNotExistException
from pools.models import UserPool
from pools.models.attribute_schema import FLAGS

Settings = dict[str, Any]  # columns of AppClient

REPLACEABLE = (
    "refresh_token_validity",
    "access_token_validity",
    "id_token_validity",
    "token_validity_units",
    "auth_session_validity",
    "refresh_token_rotation",
    "enable_token_revocation",
    "explicit_auth_flows",
    "prevent_user_existence_errors",
    "read_attributes",
    "write_attributes",
    "enable_propagate_additional_user_context_data",
    "analytics_configuration",
    "allowed_o_auth_flows_user_pool_client",
    "allowed_o_auth_flows",
    "allowed_o_auth_scopes",
    "callback_urls",
    "logout_urls",
    "default_redirect_uri",
    "supported_identity_providers",
)
SYSTEM_SCOPES = ("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin")

MACHINE_FLOW = "ALLOW_CLIENT_TOKEN_AUTH"

_DEFAULT_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]  # APP-273
_DEFAULT_REFRESH_DAYS = 30
_DAY = datetime.timedelta(days=1)
_SHORT = (datetime.timedelta(minutes=5), _DAY)
_LONG = (datetime.timedelta(hours=1), 3650 * _DAY)
_VALIDITIES = (  # column, key of its unit, default unit, bounds (SEC-05, SEC-06)
    ("access_token_validity", "AccessToken", "hours", _SHORT),
    ("id_token_validity", "IdToken", "hours", _SHORT),
    ("refresh_token_validity", "RefreshToken", "days", _LONG),
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")  # APP-164
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")


def complete(
    pool: UserPool,
    settings: Settings,
    *,
    has_secret: bool,
    kept_scopes: Collection[str] = (),
    kept_providers: Collection[str] = (),
) -> Settings:
    """The settings of a client of this pool, checked together, with defaults. Raises what the wire names for each.

    `kept_scopes` are those that the client has already: it keeps them while they are inactive (FED-68). So it does
    with the names of identity providers that were deleted.
    """
    settings = {"explicit_auth_flows": _default_flows(settings)} | settings
    if not settings.get("refresh_token_validity"):
        settings |= _default_refresh_lifetime(settings)
    _check_flows(settings, has_secret)
    if "ALLOW_USER_AUTH" in settings["explicit_auth_flows"]:  # API-363
        tiers.require(pool.user_pool_tier, tiers.Tier.ESSENTIALS)
    _check_validities(settings)
    _check_attributes(pool, settings)
    _check_urls(settings)
    _check_oauth(settings, has_secret)
    _check_scopes(pool, settings, kept_scopes)
    _check_providers(pool, settings, kept_providers)
    _check_analytics(pool, settings)
    if settings.get("enable_propagate_additional_user_context_data") and not has_secret:  # APP-267
        raise InvalidParameterException(
            "EnablePropagateAdditionalUserContextData can only be enabled for a client that has a client secret."
        )
    return settings


def _check_analytics(pool: UserPool, settings: Settings) -> None:
    """A project of the pool's own region, or of the one that serves all regions without Pinpoint (CON-175)."""
    arn = settings.get("analytics_configuration", {}).get("ApplicationArn", "")
    if arn and arn.split(":")[3] not in (pool.region, "us-east-1"):
        raise InvalidParameterException("The Amazon Pinpoint project must be in the user pool's region or us-east-1.")


def _rotates(settings: Settings) -> bool:
    return settings.get("refresh_token_rotation", {}).get("Feature") == "ENABLED"


def _default_flows(settings: Settings) -> list[str]:
    """A refresh token that is replaced at each use cannot be used by the flow that leaves it as it is (API-366)."""
    return [flow for flow in _DEFAULT_FLOWS if not (_rotates(settings) and flow == "ALLOW_REFRESH_TOKEN_AUTH")]


def _default_refresh_lifetime(settings: Settings) -> Settings:
    """Zero is 30 days, whatever the unit (SEC-266)."""
    units = {unit: value for unit, value in settings.get("token_validity_units", {}).items() if unit != "RefreshToken"}
    return {"refresh_token_validity": _DEFAULT_REFRESH_DAYS, "token_validity_units": units}


def _check_flows(settings: Settings, has_secret: bool) -> None:
    flows = settings["explicit_auth_flows"]
    allowing = [flow.startswith("ALLOW_") for flow in flows]
    if any(allowing) and not all(allowing):  # API-365
        raise InvalidParameterException("ExplicitAuthFlows with and without the ALLOW_ prefix cannot be mixed.")
    if MACHINE_FLOW in flows and (set(flows) != {MACHINE_FLOW} or not has_secret):  # API-368
        raise InvalidParameterException(
            "ALLOW_CLIENT_TOKEN_AUTH must be the only authentication flow of a client that has a client secret."
        )
    if _rotates(settings) and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        raise InvalidParameterException(
            "Refresh token rotation cannot be enabled together with ALLOW_REFRESH_TOKEN_AUTH."
        )


def _check_validities(settings: Settings) -> None:
    units = settings.get("token_validity_units", {})
    for column, unit, default_unit, (shortest, longest) in _VALIDITIES:
        number = settings.get(column)
        if number is None:
            continue
        in_days = _in_days(number, units.get(unit, default_unit))
        if not shortest / _DAY <= in_days <= longest / _DAY:
            raise InvalidParameterException("Invalid range for token validity.")


def _in_days(number: int, unit: str) -> float:
    """A number, because a timedelta overflows long before the largest value that may be sent."""
    return number * (datetime.timedelta(**{unit: 1}) / _DAY)


def _check_attributes(pool: UserPool, settings: Settings) -> None:
    """What only developers may know is for no client (CON-244); what is required must stay writable (CON-84)."""
    known = {name for name, each in pool.attribute_schema.items() if not each["DeveloperOnlyAttribute"]}
    if not known.issuperset(settings.get("read_attributes") or ()):
        raise InvalidParameterException("Invalid read attributes specified while creating a client")
    writable = settings.get("write_attributes")
    if writable is None:
        return
    if not (known - {"sub", *FLAGS}).issuperset(writable) or not set(attributes.required(pool)) <= set(writable):
        raise InvalidParameterException("Invalid write attributes specified while creating a client")


def _check_urls(settings: Settings) -> None:
    callbacks = settings.get("callback_urls", [])
    for url in (*callbacks, *settings.get("logout_urls", [])):
        check_url(url)
    default = settings.get("default_redirect_uri")
    if default and default not in callbacks:  # APP-269
        raise InvalidParameterException("DefaultRedirectURI must be one of the CallbackURLs.")


def check_url(url: str) -> None:
    """Hold a callback or sign-out URL to the rules: absolute, without a fragment; plain HTTP only on this machine
    (APP-161 to APP-165)."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise InvalidParameterException(f"Invalid redirect URI: {url}") from error
    is_bare = not (parts.netloc or parts.path or url.endswith("://"))  # an app's `myapp://` names a place (APP-133)
    if not _SCHEME.fullmatch(parts.scheme) or is_bare:
        raise InvalidParameterException(f"Invalid redirect URI: {url} must be an absolute URI.")
    if "#" in url:
        raise InvalidParameterException(f"Invalid redirect URI: {url} must not have a fragment.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise InvalidParameterException(f"Invalid redirect URI: {url} cannot use the HTTP protocol.")
    if parts.scheme in ("https", "http") and not host:
        raise InvalidParameterException(f"Invalid redirect URI: {url} has no host.")
    if parts.scheme in ("javascript", "data", "vbscript"):
        raise InvalidParameterException(f"Invalid redirect URI: {url} has a scheme that runs code.")


def _check_oauth(settings: Settings, has_secret: bool) -> None:
    flows, scopes = settings.get("allowed_o_auth_flows", []), settings.get("allowed_o_auth_scopes", [])
    if settings.get("allowed_o_auth_flows_user_pool_client") and not (flows and scopes):  # APP-181
        raise InvalidOAuthFlowException(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows."
        )
    if flows and "client_credentials" not in flows and not settings.get("callback_urls"):  # APP-160
        raise InvalidOAuthFlowException("CallbackUrls can not be empty when code flow or implicit flow is selected")
    if "client_credentials" in flows:
        _check_client_credentials(flows, scopes, has_secret)


def _check_scopes(pool: UserPool, settings: Settings, kept: Collection[str]) -> None:
    """A custom scope must be one of the pool's resource servers (FED-235)."""
    unknown = [scope for scope in settings.get("allowed_o_auth_scopes", []) if scope not in (*SYSTEM_SCOPES, *kept)]
    existing = custom_scopes.active(pool, unknown)
    for scope in unknown:
        if scope not in existing:
            raise ScopeDoesNotExistException(f"Invalid scope requested: {scope}")


def _check_client_credentials(flows: list[str], scopes: list[str], has_secret: bool) -> None:
    """Machine to machine: the only flow, with a secret, for custom scopes (APP-135, APP-168)."""
    if len(flows) > 1:
        raise InvalidOAuthFlowException(
            "client_credentials flow can not be selected along with code flow or implicit flow"
        )
    if not has_secret:
        raise InvalidOAuthFlowException(
            "client_credentials flow can not be selected if client does not have a client secret."
        )
    if any(scope in SYSTEM_SCOPES for scope in scopes):
        raise InvalidOAuthFlowException("client_credentials flow can not be used with system scopes")


def _check_providers(pool: UserPool, settings: Settings, kept: Collection[str]) -> None:
    asked = [name for name in settings.get("supported_identity_providers", []) if name not in kept]
    for name in identity_providers.missing(pool, asked):
        raise InvalidParameterException(f"The provider {name} does not exist for User Pool {pool.id}.")
