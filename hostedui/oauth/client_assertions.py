"""App clients that prove themselves by signing: `private_key_jwt` (OIDC Core section 9, RFC 7523)."""

import datetime
from typing import Any

import jwt
from django.utils import timezone

from hostedui.oauth import spent_jwts
from pools.actions import domains
from pools.models import AppClient, UserPool

TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
ALGORITHMS = sorted(_KEY_TYPES)
_REQUIRED = ["iss", "sub", "aud", "exp", "jti"]
_LEEWAY = datetime.timedelta(seconds=30)
_LONGEST = datetime.timedelta(hours=1)  # how far ahead its end may be: so long its use is remembered
_LONGEST_JTI = 255  # characters


def subject_of(assertion: str) -> str | None:
    """Which client an assertion claims to be of; nothing of it is believed yet."""
    try:
        subject = jwt.decode(assertion, options={"verify_signature": False}).get("sub")
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return None
    return subject if isinstance(subject, str) else None


def is_proof(client: AppClient, assertion: str) -> bool:
    """Whether one of the client's keys signed the assertion for this pool, and it comes for the first time."""
    try:
        claims = _verify(client, assertion)
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return False
    jti, expires_at = claims["jti"], datetime.datetime.fromtimestamp(int(claims["exp"]), datetime.UTC)
    if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI or expires_at > timezone.now() + _LONGEST:
        return False
    return spent_jwts.spend("client assertion", client.client_id, jti, expires_at + _LEEWAY)


def _verify(client: AppClient, assertion: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(assertion)
    algorithm = str(header["alg"])
    key = _key(client, header.get("kid"), _KEY_TYPES[algorithm])
    claims: dict[str, Any] = jwt.decode(
        assertion,
        jwt.PyJWK(key, algorithm=algorithm),
        algorithms=[algorithm],
        audience=_audiences(client.pool),
        issuer=client.client_id,
        subject=client.client_id,
        leeway=_LEEWAY,
        options={"require": _REQUIRED},
    )
    return claims


def _key(client: AppClient, kid: object, key_type: str) -> dict[str, Any]:
    """The key of this id; without an id the only one (RFC 7517 section 4.5). Raises KeyError."""
    keys: list[dict[str, Any]] = client.jwks["keys"] if client.jwks else []
    fitting = [key for key in keys if key["kty"] == key_type and (kid is None or key.get("kid", kid) == kid)]
    if len(fitting) != 1:
        raise KeyError(kid)
    return fitting[0]


def _audiences(pool: UserPool) -> list[str]:
    """The issuer or, as RFC 7523 section 3 and RFC 9126 section 2 have it, an endpoint; as discovery names them."""
    hosted_ui_url = domains.hosted_ui_url(pool)
    return [pool.issuer, f"{hosted_ui_url}/oauth2/token", f"{hosted_ui_url}/oauth2/par"]
