"""Who a pool says it is to OpenID Connect clients, and where all else is found."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from pools.actions import audit, client_own_settings, domains
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import UserPool

DPOP_ALGORITHMS = ["ES256", "EdDSA", "PS256", "RS256"]  # that proofs may be signed by
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def set_issuer(pool: UserPool, mode: str, custom_issuer: str = "", *, caller: Caller) -> None:
    """Change the `iss` of the pool's tokens. Access tokens with the former one count no more; sessions go on and get
    new ones by refresh."""
    if mode == UserPool.Issuer.CUSTOM:
        _check_custom(custom_issuer)
    pool.issuer_mode, pool.custom_issuer = mode, custom_issuer if mode == UserPool.Issuer.CUSTOM else ""
    try:
        with transaction.atomic():
            pool.save(update_fields=["issuer_mode", "custom_issuer", "modified_at"])
            audit.record(caller, "SetIssuer", pool=pool, issuer=pool.issuer)
    except IntegrityError as error:
        raise InvalidParameterException("Another user pool has this issuer.") from error


def find_pool(host: str, path: str) -> UserPool | None:
    """The pool whose documents are below this path of this host: by its id, or by a custom issuer. A proxy may have
    taken off the TLS, so the scheme says nothing."""
    pool = UserPool.objects.filter(id=path.lstrip("/")).first()
    if pool is not None or not host.isprintable():
        return pool
    named = [f"{scheme}://{host}{path}" for scheme in ("https", "http")]
    return UserPool.objects.filter(custom_issuer__in=named, issuer_mode=UserPool.Issuer.CUSTOM).first()


def discovery_document(pool: UserPool) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 section 3 (API-248)."""
    hosted_ui_url = domains.hosted_ui_url(pool)
    used = client_own_settings.used_in(pool)
    return (
        _extensions(used, hosted_ui_url)
        | _registration(pool, hosted_ui_url)
        | {
            "authorization_endpoint": f"{hosted_ui_url}/oauth2/authorize",
            "authorization_response_iss_parameter_supported": True,
            "code_challenge_methods_supported": ["S256"],
            "end_session_endpoint": f"{hosted_ui_url}/logout",
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": pool.issuer,
            "jwks_uri": f"{pool.address}/.well-known/jwks.json",
            "response_types_supported": ["code", "token"],
            "revocation_endpoint": f"{hosted_ui_url}/oauth2/revoke",
            "scopes_supported": ["openid", "email", "phone", "profile"],
            "subject_types_supported": ["public"],
            "token_endpoint": f"{hosted_ui_url}/oauth2/token",
            "token_endpoint_auth_methods_supported": [
                *("client_secret_basic", "client_secret_post"),
                *(["private_key_jwt"] if "jwks" in used else []),
                "none",
            ],
            "userinfo_endpoint": f"{hosted_ui_url}/oauth2/userInfo",
        }
    )


def _extensions(used: set[str], hosted_ui_url: str) -> dict[str, Any]:
    """What Cognito has not; of what is off at first, what one of the pool's app clients may use."""
    told: dict[str, Any] = {
        "introspection_endpoint": f"{hosted_ui_url}/oauth2/introspect",
        "pushed_authorization_request_endpoint": f"{hosted_ui_url}/oauth2/par",
    }
    if "jwks" in used:
        told["token_endpoint_auth_signing_alg_values_supported"] = ["ES256", "RS256"]
    if used & {"allow_dpop", "dpop_bound_access_tokens"}:
        told["dpop_signing_alg_values_supported"] = DPOP_ALGORITHMS
    if "backchannel_logout_uri" in used:
        told |= {"backchannel_logout_supported": True, "backchannel_logout_session_supported": True}
    if "allow_device_flow" in used:
        told["device_authorization_endpoint"] = f"{hosted_ui_url}/oauth2/device_authorization"
    return told


def _registration(pool: UserPool, hosted_ui_url: str) -> dict[str, Any]:
    """On the base host, which serves all pools, the address tells which is meant."""
    if not pool.lets_clients_register:
        return {}
    named = f"?user_pool_id={pool.id}" if hosted_ui_url == settings.PUBLIC_URL else ""
    return {"registration_endpoint": f"{hosted_ui_url}/oauth2/register{named}"}


def _check_custom(url: str) -> None:
    """OpenID Connect Discovery 1.0 section 3: https, without query and fragment; here also without a trailing slash."""
    try:
        parts = urlsplit(url)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    except ValueError:
        parts, is_safe = urlsplit(""), False
    if not is_safe or not parts.netloc or "@" in parts.netloc or url.endswith("/") or set("?# ") & set(url):
        raise InvalidParameterException("An issuer is an https address without query, fragment and trailing slash.")
