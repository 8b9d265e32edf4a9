"""Proofs that whoever sends a request holds a key: DPoP (RFC 9449). Tokens are bound to that key by its thumbprint.

A proof is good for five minutes by our clock, and serves once. Whose clock is another gets a nonce from us, and a proof
with a nonce needs no clock (section 8).
"""

import base64
import dataclasses
import datetime
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.conf import settings
from django.http import HttpRequest
from jwcrypto import jwk
from jwcrypto.common import JWException
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from hostedui.oauth import spent_jwts
from notifications import sealing
from pools.actions import domains
from pools.models import AppClient, UserPool

SCHEME = "dpop"  # of the Authorization header, in small letters

_TYPE = "dpop+jwt"
# For each algorithm that discovery tells of (`issuer.DPOP_ALGORITHMS`) the kind of key, and the members that make up
# its public half (RFC 7638 section 3.2)
_EC, _RSA, _OKP = ("EC", ("crv", "x", "y")), ("RSA", ("n", "e")), ("OKP", ("crv", "x"))
_KEYS = {"ES256": _EC, "EdDSA": _OKP, "PS256": _RSA, "RS256": _RSA}
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}
_RSA_BITS = range(2048, 4097)
_WINDOW = datetime.timedelta(minutes=5)
_LEEWAY = datetime.timedelta(seconds=60)  # for clocks that are ahead
_LONGEST = 8192  # characters of a proof
_LONGEST_JTI = 255
_NONCE = "DPoP nonce"  # the purpose that nonces are sealed for
_PORTS = {"https": 443, "http": 80}


class InvalidProof(OAuth2Error):
    """Of section 5. The description is for developers, and never repeats what was sent."""

    error = "invalid_dpop_proof"


class NonceWanted(OAuth2Error):
    """Of section 8: the request is to come again, with the nonce in the header `DPoP-Nonce` of the answer."""

    error = "use_dpop_nonce"
    description = "The proof must carry the nonce, as its time is not ours."


ERRORS = frozenset({InvalidProof.error, NonceWanted.error})


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A proof, if there is one, and the request that it must be for."""

    proof: str | None
    method: str
    path: str
    own_host: str  # the address of the pool's domain that the request came to; empty on the base host

    def verify(self, pool: UserPool, *, access_token: str = "") -> str:
        """The thumbprint of the key whose holder sent the request, with this access token if one is given. Raises
        `InvalidProof` and `NonceWanted`."""
        if self.proof is None:
            raise InvalidProof("A DPoP proof is needed.")
        if len(self.proof) > _LONGEST:
            raise InvalidProof("The DPoP proof is too long.")
        key, claims = _opened(self.proof)
        if claims["htm"] != self.method or not self._is_for(claims["htu"], pool):
            raise InvalidProof("The DPoP proof is for another request.")
        if access_token and not secrets.compare_digest(str(claims.get("ath", "")).encode(), _hash(access_token)):
            raise InvalidProof("The DPoP proof is for another access token.")
        _check_time(claims)
        jti, jkt = claims["jti"], str(key.thumbprint())
        if not isinstance(jti, str) or not 0 < len(jti) <= _LONGEST_JTI:
            raise InvalidProof("The DPoP proof has no usable jti.")
        until = datetime.datetime.now(datetime.UTC) + _WINDOW + 2 * _LEEWAY
        if not spent_jwts.spend("DPoP proof", jkt, jti, until):
            raise InvalidProof("The DPoP proof was used before.")
        return jkt

    def _is_for(self, htu: Any, pool: UserPool) -> bool:
        """Whether it names this address as apps know it; a host name that a request brings along proves nothing. Query
        and fragment do not count (section 4.3)."""
        named = _normal(htu)
        if named is None:
            return False
        if named in {_normal(f"{base}{self.path}") for base in (settings.PUBLIC_URL, self.own_host)}:
            return True
        return named == _normal(f"{domains.hosted_ui_url(pool)}{self.path}")


def key_of(sent: Sent, client: AppClient) -> str:
    """The thumbprint of the key that the client's tokens are to be bound to; empty where they are not. Raises the
    errors of a proof, for none at all only where the client must have one (section 5)."""
    if sent.proof is None and not client.dpop_bound_access_tokens:
        return ""
    return sent.verify(client.pool) if client.takes_dpop else ""


def bound_to_key(sent: Sent, client: AppClient, named: str | None) -> dict[str, str]:
    """The parameter that binds the code of a pushed request to the key of the proof that came with it (section
    10.1)."""
    jkt = key_of(sent, client) if sent.proof is not None else ""
    if jkt and named not in (None, jkt):
        raise InvalidProof("The DPoP proof and dpop_jkt are of different keys.")
    return {"dpop_jkt": jkt} if jkt else {}


def check_holder(sent: Sent, pool: UserPool, access_token: str, jkt: str) -> None:
    """Raise `InvalidProof` where whoever sends the request does not hold the key of this access token (section 7)."""
    if sent.verify(pool, access_token=access_token) != jkt:
        raise InvalidProof("The access token is bound to another key.")


def new_nonce() -> str:
    """What a proof may carry instead of being of now. Nothing of it is kept."""
    return sealing.seal(_NONCE, b"").decode()


def sent_with(request: HttpRequest) -> Sent:
    """What the request brings along, whatever it may be worth."""
    host = f"{request.scheme}://{request.get_host()}" if request.hosted_pool is not None else ""
    return Sent(request.headers.get("DPoP"), str(request.method), request.path_info, host)


def _opened(proof: str) -> tuple[jwk.JWK, dict[str, Any]]:
    """The key within the proof, and what it has signed (section 4.3). The claims of the section are there."""
    try:
        header = jwt.get_unverified_header(proof)
        algorithm, given = str(header["alg"]), header["jwk"]
        kind, members = _KEYS[algorithm]
        if header["typ"] != _TYPE or given["kty"] != kind or _PRIVATE & given.keys():
            raise InvalidProof("The DPoP proof is of another kind, or its key is not a public one.")
        public = {"kty": kind} | {name: given[name] for name in members}
        key = jwk.JWK(**public)
        if kind == "RSA" and key.get_op_key("verify").key_size not in _RSA_BITS:
            raise InvalidProof("The key has too few or too many bits.")
        claims: dict[str, Any] = jwt.decode(
            proof,
            jwt.PyJWK(public, algorithm=algorithm),
            algorithms=[algorithm],
            options={"require": ["jti", "htm", "htu", "iat"], "verify_iat": False, "verify_aud": False},
            leeway=_LEEWAY,
        )
    except (jwt.PyJWTError, JWException, KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise InvalidProof("The DPoP proof is malformed, or its signature is wrong.") from error
    except (NotImplementedError, RecursionError) as error:
        raise InvalidProof("The DPoP proof cannot be read.") from error
    return key, claims


def _check_time(claims: dict[str, Any]) -> None:
    """That the proof is of now: by our nonce, or else by its own time."""
    if nonce := claims.get("nonce"):
        try:
            sealing.unseal(_NONCE, str(nonce), max_age_seconds=int(_WINDOW.total_seconds()))
        except sealing.Unsealable as error:
            raise NonceWanted from error
        return
    made_at, now = claims["iat"], time.time()
    is_number = isinstance(made_at, int | float) and not isinstance(made_at, bool)
    if not is_number:
        raise InvalidProof("The time of the DPoP proof is no number.")
    if not now - _WINDOW.total_seconds() <= made_at <= now + _LEEWAY.total_seconds():
        raise NonceWanted


def _normal(url: Any) -> tuple[str, str, int | None, str] | None:
    """Scheme, host, port and path: what two spellings of one address have in common (RFC 3986 section 6.2)."""
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc:
        return None
    return scheme, parts.hostname.lower(), port or _PORTS.get(scheme), parts.path or "/"


def _hash(access_token: str) -> bytes:
    """`ath` (section 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()).rstrip(b"=")
