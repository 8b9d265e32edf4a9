"""The OpenID provider that administrators may sign in by: what is set up of it, and what it says of itself."""

import threading
import time
from typing import Any

import requests
from django.conf import settings

from pools.policies.roles import Role

TIMEOUT_SECONDS = 5
_KEPT_SECONDS = 600
_ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
_REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_lock = threading.Lock()
_known: dict[str, tuple[float, dict[str, Any]]] = {}


class ProviderUnusable(Exception):
    """It did not answer, or not as OpenID Connect says. The text is for the log."""


def is_set_up() -> bool:
    return bool(settings.OIDC_ISSUER)


def metadata() -> dict[str, Any]:
    """The discovery document (OpenID Connect Discovery, section 4), kept for ten minutes. Raises `ProviderUnusable`."""
    issuer = settings.OIDC_ISSUER
    moment, found = _known.get(issuer, (0.0, {}))
    if time.monotonic() - moment < _KEPT_SECONDS and found:
        return found
    with _lock:
        found = _fetch(issuer)
        _known[issuer] = (time.monotonic(), found)
    return found


def setting(name: str, *default: Any) -> Any:
    """What mozilla-django-oidc asks of a setting, answered by the discovery document and by our own settings."""
    if name in _ENDPOINTS:
        return metadata().get(_ENDPOINTS[name], "")
    if name == "OIDC_TOKEN_USE_BASIC_AUTH":
        return bool(settings.OIDC_CLIENT_SECRET) and _takes_basic_authentication()
    own = _own()
    if name in own:
        return own[name]
    return getattr(settings, name, *default)


def role_told_by(claims: dict[str, Any]) -> Role | None:
    """The first of the roles that the claim's values stand for, as the setting orders them."""
    told = claims.get(settings.OIDC_ROLE_CLAIM)
    values = {told} if isinstance(told, str) else {each for each in told if isinstance(each, str)} if told else set()
    return next((_named(role) for value, role in settings.OIDC_ROLES.items() if value in values), None)


def _named(role: str) -> Role:
    """`help-desk` of the setting."""
    return Role[role.upper().replace("-", "_")]


def _own() -> dict[str, Any]:
    return {
        "OIDC_RP_CLIENT_ID": settings.OIDC_CLIENT_ID,
        "OIDC_RP_CLIENT_SECRET": settings.OIDC_CLIENT_SECRET,
        "OIDC_RP_SCOPES": settings.OIDC_SCOPES,
        "OIDC_RP_SIGN_ALGO": settings.OIDC_SIGN_ALGORITHM,
        "OIDC_RP_IDP_SIGN_KEY": None,
        "OIDC_USE_NONCE": True,
        "OIDC_USE_PKCE": True,
        "OIDC_PKCE_CODE_CHALLENGE_METHOD": "S256",
        "OIDC_CREATE_USER": True,  # whom, the backend decides
        "OIDC_STORE_ACCESS_TOKEN": False,
        "OIDC_STORE_ID_TOKEN": False,
        "OIDC_TIMEOUT": TIMEOUT_SECONDS,
        "OIDC_ALLOW_UNSECURED_JWT": False,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "admin:oidc_callback",
    }


def _takes_basic_authentication() -> bool:
    """How the client shows its secret; what a provider does not say is by Basic (Discovery, section 3)."""
    return "client_secret_basic" in metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])


def _fetch(issuer: str) -> dict[str, Any]:
    try:
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        answer = requests.get(address, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        found = answer.json() if answer.status_code == requests.codes.ok else {}
    except (requests.RequestException, ValueError) as error:
        raise ProviderUnusable(str(error)) from error
    if not isinstance(found, dict) or found.get("issuer") != issuer:  # Discovery, section 4.3
        raise ProviderUnusable("discovery document of another issuer")
    if not all(isinstance(found.get(name), str) for name in _REQUIRED):
        raise ProviderUnusable("discovery document lacks endpoints")
    return found
