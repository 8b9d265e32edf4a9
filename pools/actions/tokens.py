"""The tokens of a session: an access token and an ID token, RS256 JWTs with Cognito's claims (SEC-12 to SEC-42)."""

import base64
import dataclasses
import hashlib
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

from pools.actions import custom_scopes, groups, signing_keys, token_overrides
from pools.actions import scopes as openid_scopes
from pools.errors import NotAuthorizedException
from pools.models import AppClient, Session, User, UserPool
from pools.triggers.token_generation import FIXED_IN_ACCESS_TOKENS, FIXED_IN_ID_TOKENS, NO_OVERRIDES, Overrides

# What a sign-in by the API may do: everything that a user may do for himself (SEC-35)
SELF_SERVICE_SCOPE = "aws.cognito.signin.user.admin"
API_SCOPES = (SELF_SERVICE_SCOPE,)

# OIDC Core section 5.1 gives these claims a type of their own; Cognito keeps every other one a string (SEC-14, SEC-27)
_BOOLEAN_CLAIMS = frozenset({"email_verified", "phone_number_verified"})


@dataclasses.dataclass(frozen=True, slots=True)
class NewDevice:
    """The names that a device is given at its first sign-in, to confirm itself by."""

    key: str
    group_key: str


@dataclasses.dataclass(frozen=True, slots=True)
class Tokens:
    """What a successful sign-in or refresh hands out."""

    access_token: str
    id_token: str | None
    refresh_token: str | None
    expires_in: int
    new_device: NewDevice | None = None


def issue_tokens(
    session: Session,
    *,
    nonce: str = "",
    refresh_token: str | None = None,
    scopes: Sequence[str] | None = None,
    new_device: NewDevice | None = None,
    jkt: str = "",
    overrides: Overrides = NO_OVERRIDES,
) -> Tokens:
    """New tokens of the session. An ID token comes with every sign-in by the API, and with the scope `openid`. The
    access token is of use to the holder of the key with the thumbprint `jkt` alone, if there is one.

    Custom scopes that ended since the session began are left out (FED-69, FED-233). `overrides` is what the pool's
    function wants, asked for before.
    """
    began_with = scopes or session.scopes
    granted = custom_scopes.usable(session.client, began_with)
    memberships = token_overrides.groups_of(overrides, session.user)
    pool, issued_at = session.client.pool, int(time.time())
    access_scopes = granted if began_with else API_SCOPES  # who lost all scopes does not gain the API's
    access_scopes = overrides.access_token.scopes(access_scopes)
    access = access_claims(session, issued_at, access_scopes, memberships)
    access = overrides.access_token.apply(access, FIXED_IN_ACCESS_TOKENS) | binding(jkt)
    access_token = sign(pool, "access", access)
    id_token = None
    if not began_with or "openid" in granted:
        claims = id_claims(session, issued_at, granted, memberships)
        claims = overrides.id_token.apply(claims, FIXED_IN_ID_TOKENS)
        if granted:
            claims["at_hash"] = _half_hash(access_token)
        if nonce:
            claims["nonce"] = nonce
        id_token = sign(pool, "id", claims)
    lifetime = int(session.client.access_token_lifetime.total_seconds())
    return Tokens(access_token, id_token, refresh_token, lifetime, new_device)


def access_claims(
    session: Session, issued_at: int, scopes: Sequence[str], memberships: groups.Claims | None
) -> dict[str, Any]:
    client = session.client
    device = {"device_key": session.device_key} if session.device_key else {}
    audience = {"aud": session.resource} if session.resource else {}  # RFC 8707
    return (
        _group_claims(memberships)
        | _common_claims(session, issued_at, "access")
        | device
        | audience
        | {
            "client_id": client.client_id,
            "scope": " ".join(scopes),
            "exp": issued_at + int(client.access_token_lifetime.total_seconds()),
            "username": session.user.username,
        }
    )


def id_claims(
    session: Session, issued_at: int, granted: Sequence[str], memberships: groups.Claims | None
) -> dict[str, Any]:
    client, user, opened = session.client, session.user, openid_scopes.opened(granted)
    sid = {"sid": session.sid} if client.backchannel_logout_uri else {}
    told = (name for name in user.attributes if client.can_read(name) and (opened is None or name in opened))
    return (
        {name: _claim(name, user.attributes[name]) for name in told}
        | _identities(user)
        | (
            _group_claims(memberships, with_roles=True)
            | _common_claims(session, issued_at, "id")
            | sid
            | {
                "aud": client.client_id,
                "exp": issued_at + int(client.id_token_lifetime.total_seconds()),
                "cognito:username": user.username,
            }
        )
    )


def binding(jkt: str) -> dict[str, Any]:
    """The claim that binds a token to a key (RFC 9449 section 6.1)."""
    return {"cnf": {"jkt": jkt}} if jkt else {}


def check_binding(client: AppClient, jkt: str) -> None:
    """Raise `NotAuthorizedException` where the client's tokens are to be bound to a key and none was proven."""
    if client.dpop_bound_access_tokens and not jkt:
        raise NotAuthorizedException("The tokens of this client are bound to a key (DPoP).")


def _identities(user: User) -> dict[str, Any]:
    """The providers that the user is linked with, whatever else is told (FED-216, FED-217)."""
    if "identities" not in user.attributes:
        return {}
    linked = json.loads(user.attributes["identities"])
    as_text = ({"primary": str(each["primary"]).lower(), "dateCreated": str(each["dateCreated"])} for each in linked)
    return {"identities": [each | text for each, text in zip(linked, as_text, strict=True)]}


def _group_claims(memberships: groups.Claims | None, *, with_roles: bool = False) -> dict[str, Any]:
    """`cognito:groups`, and in ID tokens the roles that the groups lend (SEC-28, SEC-36)."""
    if memberships is None:
        return {}
    roles = {"cognito:roles": memberships.roles, "cognito:preferred_role": memberships.preferred_role}
    lent = {name: value for name, value in roles.items() if with_roles and value}
    return {"cognito:groups": memberships.groups} | lent


def _common_claims(session: Session, issued_at: int, token_use: str) -> dict[str, Any]:
    claims: dict[str, Any] = {
        "sub": str(session.user_id),
        "iss": session.client.pool.issuer,
        "event_id": str(session.event_id),
        "token_use": token_use,
        "auth_time": int(session.auth_time.timestamp()),
        "iat": issued_at,
    }
    if session.acr:
        claims["acr"] = session.acr
    if session.amr:
        claims["amr"] = session.amr.split()
    if session.client.enable_token_revocation:
        claims |= {"origin_jti": str(session.id), "jti": str(uuid.uuid4())}
    return claims


def _claim(name: str, value: str) -> Any:
    if name in _BOOLEAN_CLAIMS:
        return value == "true"
    if name == "address":
        return {"formatted": value}
    if name == "updated_at" and value.isdecimal():
        return int(value)
    return value


def sign(pool: UserPool, token_use: str, claims: dict[str, Any], *, media_type: str = "") -> str:
    """JWS compact serialisation (RFC 7515 section 3.1). `media_type` is its `typ`, which Cognito's tokens have not."""
    signer = signing_keys.keys_of(pool).signers[token_use]
    header = signer.header_of(media_type) if media_type else signer.header
    message = header + b"." + _base64url(json.dumps(claims, separators=(",", ":")).encode())
    return (message + b"." + _base64url(signer.sign(message))).decode()


def _half_hash(token: str) -> str:
    """`at_hash` of OIDC Core section 3.1.3.6."""
    return _base64url(hashlib.sha256(token.encode()).digest()[:16]).decode()


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
