"""The RSA keys of a pool: two that sign, one for each kind of token, and retired ones that still verify (SEC-68).

A pool's keys are kept ready in the process. They are looked up again after `_FRESH_SECONDS`: so long may a worker sign
with a key that another one has just retired, which is why a retired key goes on verifying.
"""

import base64
import dataclasses
import datetime
import functools
import json
import secrets
import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils import timezone

from notifications import sealing
from pools.models import SigningKey, UserPool

TokenUse = SigningKey.TokenUse

_PURPOSE = "signing key"
_FRESH_SECONDS = 30
_KEPT_POOLS = 1024  # with their keys in memory, about 10 kB each


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs, and the JOSE header that goes with it, encoded (SEC-12)."""

    kid: str
    header: bytes
    private_key: rsa.RSAPrivateKey

    def header_of(self, media_type: str) -> bytes:
        """The header of a token that says of what kind it is (`typ`)."""
        return _header(kid=self.kid, typ=media_type)

    def sign(self, message: bytes) -> bytes:
        """RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3)."""
        return self.private_key.sign(message, padding.PKCS1v15(), hashes.SHA256())


@dataclasses.dataclass(frozen=True, slots=True)
class PoolKeys:
    """All keys of a pool, ready for use."""

    signers: dict[str, Signer]
    verifiers: dict[tuple[str, str], rsa.RSAPublicKey]
    jwks: dict[str, Any]

    def is_signed(self, kid: str, token_use: str, message: bytes, signature: bytes) -> bool:
        """Whether the pool's key of that id, if it is one for this kind of token, made the signature."""
        key = self.verifiers.get((kid, token_use))
        if key is None:
            return False
        try:
            key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


_kept: dict[tuple[str, datetime.datetime], tuple[float, PoolKeys]] = {}


def create_signing_keys(pool: UserPool) -> None:
    """Give a new pool its two key pairs."""
    SigningKey.objects.bulk_create(new_keys(pool))
    forget_kept_keys(pool)


def new_keys(pool: UserPool) -> list[SigningKey]:
    """A key pair for each kind of token, not saved yet. Takes a tenth of a second or a few."""
    return [_new_key(pool, token_use) for token_use in TokenUse]


def keys_of(pool: UserPool) -> PoolKeys:
    """The keys of the pool, as they were at most `_FRESH_SECONDS` ago."""
    name, now = _name(pool), time.time()
    loaded_at, keys = _kept.get(name, (None, None))
    if keys is None or loaded_at is None or not loaded_at <= now < loaded_at + _FRESH_SECONDS:
        keys = _read(pool)
        if len(_kept) >= _KEPT_POOLS:
            _kept.clear()
        _kept[name] = now, keys
    return keys


def jwks(pool: UserPool) -> dict[str, Any]:
    """The key set that verifiers download (RFC 7517 section 5, SEC-70)."""
    return keys_of(pool).jwks


def forget_kept_keys(pool: UserPool) -> None:
    """For who adds, retires or deletes a key: this process looks again at once, the others within `_FRESH_SECONDS`."""
    _kept.pop(_name(pool), None)


def _name(pool: UserPool) -> tuple[str, datetime.datetime]:
    # A pool that was deleted and created again under the same id has other keys
    return pool.id, pool.created_at


def _read(pool: UserPool) -> PoolKeys:
    rows = list(SigningKey.objects.filter(pool_id=pool.id).order_by("created_at", "kid"))
    return PoolKeys(
        signers={row.token_use: _signer(row.kid, bytes(row.sealed_private_key)) for row in _signing(rows)},
        verifiers={(row.kid, row.token_use): _public_key(row.public_jwk) for row in rows},
        jwks={"keys": [row.public_jwk for row in rows]},
    )


def _signing(rows: list[SigningKey]) -> list[SigningKey]:
    """Of each kind the key that signs: the oldest one that is not retired. A younger one waits until verifiers have had
    the time to learn of it."""
    now = timezone.now()
    in_use = [row for row in rows if row.retired_at is None or row.retired_at > now]
    return list({row.token_use: row for row in reversed(in_use)}.values())


@functools.lru_cache(maxsize=2 * _KEPT_POOLS)
def _signer(kid: str, sealed_private_key: bytes) -> Signer:
    plain = sealing.unseal(_PURPOSE, sealed_private_key)
    # What we sealed ourselves needs no test for primes, which takes longer than a hundred signatures
    private_key = serialization.load_der_private_key(plain, password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(private_key, rsa.RSAPrivateKey)
    return Signer(kid, _header(kid=kid), private_key)


def _header(**members: str) -> bytes:
    header = json.dumps(members | {"alg": "RS256"}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(header).rstrip(b"=")


def _public_key(jwk: dict[str, str]) -> rsa.RSAPublicKey:
    return rsa.RSAPublicNumbers(e=_number(jwk["e"]), n=_number(jwk["n"])).public_key()


def _new_key(pool: UserPool, token_use: str) -> SigningKey:
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = base64.b64encode(secrets.token_bytes(32)).decode()
    plain = private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SigningKey(
        kid=kid,
        pool=pool,
        token_use=token_use,
        sealed_private_key=sealing.seal(_PURPOSE, plain),
        public_jwk=_jwk(kid, private_key.public_key().public_numbers()),
    )


def _jwk(kid: str, numbers: rsa.RSAPublicNumbers) -> dict[str, str]:
    return {
        "alg": "RS256",
        "e": _base64url(numbers.e),
        "kid": kid,
        "kty": "RSA",
        "n": _base64url(numbers.n),
        "use": "sig",
    }


def _base64url(number: int) -> str:
    """Base64urlUInt of RFC 7518 section 2."""
    octets = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")
