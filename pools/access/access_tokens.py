"""Access tokens of end users: who calls, as the token says and as the database still agrees."""

import base64
import dataclasses
import datetime
import json
import time
import uuid
from typing import Any

from pools.actions import app_clients, signing_keys
from pools.actions.sign_in import user_states
from pools.actions.signing_keys import TokenUse
from pools.actions.tokens import SELF_SERVICE_SCOPE
from pools.errors import NotAuthorizedException, PoolError, ResourceNotFoundException, UserNotFoundException
from pools.models import AppClient, Session, User, UserPool
from pools.models.session import SESSION_WITH_ALL
from pools.models.user_pool import POOL_BY_ID

_BOUND = "Access Token is bound to a key, which is proven at the OAuth endpoints alone"


@dataclasses.dataclass(frozen=True, slots=True)
class Bearer:
    """The user whom a valid access token speaks for. `session` is None where the client has revocation off."""

    user: User
    client: AppClient
    session: Session | None
    scopes: frozenset[str]
    claims: dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A JWT taken apart, nothing of it believed yet."""

    kid: str
    claims: dict[str, Any]
    message: bytes
    signature: bytes

    @property
    def client_id(self) -> str:
        """The app client that it was issued to, which an ID token names as its audience."""
        return identifier(self.claims.get("client_id", self.claims.get("aud")))


def verify(token: str, *, scope: str = SELF_SERVICE_SCOPE, is_bound: bool = False) -> Bearer:
    """Who calls by this token, in one query. With `is_bound` it must be one that is bound to a key, of which the caller
    sees to the proof; without, one that is not (RFC 9449 section 7.2).

    Raises `NotAuthorizedException` for a token that is not ours, is altered, has expired or was revoked, or lacks the
    scope (SEC-270); `UserNotFoundException` for one of a deleted user, `ResourceNotFoundException` for one of a deleted
    app client; and the refusal of a sign-in for who could not sign in again as things are."""
    parsed = parse(token)
    claims = parsed.claims
    user, client, session = look_up(parsed)
    if not is_genuine(parsed, client.pool):
        raise NotAuthorizedException("Invalid Access Token")
    if client.client_id != claims.get("client_id") or str(user.pk) != claims.get("sub"):
        raise NotAuthorizedException("Invalid Access Token")
    if not time.time() < claims["exp"]:
        raise NotAuthorizedException("Access Token has expired")
    if is_revoked(user, session, claims):
        raise NotAuthorizedException("Access Token has been revoked")
    if ("cnf" in claims) != is_bound:
        raise NotAuthorizedException(_BOUND if "cnf" in claims else "Access Token is not bound to a key")
    user_states.check_account(user)
    scopes = frozenset(claims["scope"].split())
    if scope and scope not in scopes:
        raise NotAuthorizedException("Access Token does not have required scopes")
    return Bearer(user, client, session, scopes, claims)


def parse(token: str, token_use: str = TokenUse.ACCESS) -> Token:
    """Take the token apart; RS256 is the only algorithm that we know (SEC-73, RFC 8725 section 3.1)."""
    try:
        message, _, signature = token.encode("ascii").rpartition(b".")
        header, payload = (json.loads(_decode(part)) for part in message.split(b"."))
        if (header["alg"], payload["token_use"]) == ("RS256", token_use):
            return Token(str(header["kid"]), payload, message, _decode(signature))
    except (ValueError, KeyError, TypeError, RecursionError):
        pass  # errors of base64, JSON and Unicode are ValueErrors
    raise NotAuthorizedException("Invalid Access Token")


def _decode(part: bytes) -> bytes:
    return base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)


def look_up(token: Token) -> tuple[User, AppClient, Session | None]:
    """The rows that the token names, still unproven."""
    claims = token.claims
    if "origin_jti" not in claims:
        return _look_up_without_session(token)
    session = SESSION_WITH_ALL.find(_uuid(claims["origin_jti"]))
    if session is None:
        raise _refusal_of_the_forgotten(token)
    session.user.pool = session.client.pool
    return session.user, session.client, session


def _look_up_without_session(token: Token) -> tuple[User, AppClient, None]:
    user = User.objects.filter(pk=_uuid(token.claims.get("sub"))).first()
    client = app_clients.find_app_client(token.client_id)
    if user is None or client is None or client.pool_id != user.pool_id:
        raise _refusal_of_the_forgotten(token)
    user.pool = client.pool
    return user, client, None


def _refusal_of_the_forgotten(token: Token) -> PoolError:
    """Of a genuine token whose session is gone the user or the app client was deleted, or it was revoked; only its
    bearer is told which. The issuer ends in the pool's id, unless it is a custom one."""
    client = app_clients.find_app_client(token.client_id)
    pool = client.pool if client else POOL_BY_ID.find(identifier(token.claims.get("iss")).rpartition("/")[2])
    if pool is None or not is_genuine(token, pool):
        return NotAuthorizedException("Invalid Access Token")
    if not User.objects.filter(pool=pool, pk=_uuid(token.claims.get("sub"))).exists():
        return UserNotFoundException()
    if client is None:
        return ResourceNotFoundException(f"User pool client {token.client_id} does not exist.")
    return NotAuthorizedException("Access Token has been revoked")


def is_genuine(token: Token, pool: UserPool) -> bool:
    """Whether a key of the pool for this kind of token signed it, in the pool's name."""
    keys = signing_keys.keys_of(pool)
    token_use, issuer = token.claims["token_use"], token.claims.get("iss")
    return keys.is_signed(token.kid, token_use, token.message, token.signature) and issuer == pool.issuer


def is_revoked(user: User, session: Session | None, claims: dict[str, Any]) -> bool:
    if session is not None:
        return session.is_revoked
    if user.signed_out_at is None:
        return False
    # A token tells its sign-in's time in whole seconds; within the second of the sign-out it counts as before
    return datetime.datetime.fromtimestamp(claims["auth_time"], datetime.UTC) <= user.signed_out_at


def _uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise NotAuthorizedException("Invalid Access Token") from None


def identifier(value: object) -> str:
    """The text where it could be one of our ids. A database takes no NUL and no half of a surrogate pair."""
    text = str(value)
    return text if text.isascii() and text.isprintable() else ""
