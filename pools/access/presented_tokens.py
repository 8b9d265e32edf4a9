"""Tokens that an app client hands in for others: valid ones of the pool, of a user or of an app client itself."""

import time

from pools.access import access_tokens
from pools.access.access_tokens import Token
from pools.actions import app_clients
from pools.actions.derived_tokens import Presented
from pools.actions.signing_keys import TokenUse
from pools.actions.tokens import API_SCOPES
from pools.errors import NotAuthorizedException
from pools.models import UserPool


def verify(token: str, token_use: str, pool: UserPool, *, may_be_bound: bool = False) -> Presented:
    """Raises `NotAuthorizedException` for one that is not the pool's, not of this kind, altered, past its end or
    revoked; and, unless it is only looked at, for one that is bound to a key (RFC 9449)."""
    parsed = access_tokens.parse(token, token_use)
    if not access_tokens.is_genuine(parsed, pool):
        raise NotAuthorizedException("Invalid token")
    if not time.time() < parsed.claims["exp"]:
        raise NotAuthorizedException("The token has expired")
    if "cnf" in parsed.claims and not may_be_bound:
        raise NotAuthorizedException("The token is bound to a key")
    if token_use == TokenUse.ACCESS and parsed.claims["sub"] == parsed.claims["client_id"]:
        return _of_client(parsed, pool)
    return _of_user(parsed, pool)


def _of_client(token: Token, pool: UserPool) -> Presented:
    client = app_clients.find_app_client(access_tokens.identifier(token.claims["client_id"]))
    if client is None or client.pool_id != pool.id:
        raise NotAuthorizedException("Invalid token")  # deleted meanwhile
    return Presented(None, None, tuple(token.claims["scope"].split()), token.claims)


def _of_user(token: Token, pool: UserPool) -> Presented:
    claims = token.claims
    user, _, session = access_tokens.look_up(token)
    if user.pool_id != pool.id or str(user.pk) != claims["sub"]:
        raise NotAuthorizedException("Invalid token")
    if access_tokens.is_revoked(user, session, claims):
        raise NotAuthorizedException("The token has been revoked")
    if not user.enabled:
        raise NotAuthorizedException("User is disabled.")
    if "scope" in claims:
        scopes = tuple(claims["scope"].split())
    else:
        scopes = tuple(session.scopes if session and session.scopes else API_SCOPES)
    return Presented(user, session, scopes, claims)
