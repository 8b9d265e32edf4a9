"""What an app client may learn of a token (RFC 7662)."""

from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2 import IntrospectEndpoint
from oauthlib.oauth2.rfc6749.errors import InvalidClientError

from pools.access import presented_tokens
from pools.actions import sessions
from pools.actions.signing_keys import TokenUse
from pools.errors import PoolError
from pools.models import AppClient

_TOLD = ("scope", "client_id", "username", "exp", "iat", "auth_time", "sub", "iss", "jti", "acr", "amr", "cnf")


class Introspection(IntrospectEndpoint):
    """Asked by clients that prove who they are: others could try tokens that they found (RFC 7662 section 2.1)."""

    def _raise_on_invalid_client(self, request: Request) -> None:
        super()._raise_on_invalid_client(request)
        if not request.client.is_confidential:
            raise InvalidClientError(request=request)


def told_of(token: str, client: AppClient) -> dict[str, Any] | None:
    """What is said to this client of an access token of its pool or a refresh token of its own; None of one that is
    not, or not any more, good for anything (RFC 7662 section 2.2)."""
    if token.count(".") == 2:
        return _of_access_token(token, client)
    return _of_refresh_token(token, client)


def _of_access_token(token: str, client: AppClient) -> dict[str, Any] | None:
    try:
        claims = presented_tokens.verify(token, TokenUse.ACCESS, client.pool, may_be_bound=True).claims
    except PoolError:
        return None
    token_type = "DPoP" if "cnf" in claims else "Bearer"
    return {name: claims[name] for name in _TOLD if name in claims} | {"token_type": token_type}


def _of_refresh_token(token: str, client: AppClient) -> dict[str, Any] | None:
    found = sessions.find_by_refresh_token(token)
    if found is None or found[0].client_id != client.client_id or not sessions.is_usable(*found):
        return None
    session = found[0]
    return {
        "scope": " ".join(session.scopes),
        "client_id": session.client_id,
        "username": session.user.username,
        "exp": int(session.expires_at.timestamp()),
        "iat": int(session.began_at.timestamp()),
        "sub": str(session.user_id),
        "iss": client.pool.issuer,
    }
