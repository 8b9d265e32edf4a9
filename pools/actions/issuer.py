"""What a pool says of itself to OpenID Connect clients."""

from typing import Any

from pools.actions import domains
from pools.models import UserPool


def discovery_document(pool: UserPool) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 section 3 (API-248)."""
    hosted_ui_url = domains.hosted_ui_url(pool)
    return {
        "authorization_endpoint": f"{hosted_ui_url}/oauth2/authorize",
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": f"{hosted_ui_url}/logout",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": pool.issuer,
        "jwks_uri": f"{pool.issuer}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{hosted_ui_url}/oauth2/revoke",
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{hosted_ui_url}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "userinfo_endpoint": f"{hosted_ui_url}/oauth2/userInfo",
    }
