"""Who asks: the bearer of an API token, or, below the console's address, the administrator who is signed in there."""

from typing import TYPE_CHECKING, Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from pools.actions import api_tokens
from pools.models import ApiToken

if TYPE_CHECKING:
    from pools.models import Administrator

REALM = 'realm="Poolhouse"'


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer ph_...` (RFC 6750)."""

    def authenticate(self, request: Request) -> "tuple[Administrator, ApiToken] | None":
        scheme, _, given = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if not scheme:
            return None
        token = api_tokens.find_api_token(given.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise AuthenticationFailed("The API token is unknown, has ended, or belongs to nobody who may enter.")
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return f"Bearer {REALM}"


class ConsoleSession(SessionAuthentication):
    """The console's cookie, which browsers send below the console's address alone, with its protection against forged
    requests."""

    def authenticate_header(self, request: Any) -> str:
        return f"Session {REALM}"
