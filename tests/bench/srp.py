"""The client's half of USER_SRP_AUTH, written apart from the product's own so that neither covers for the other.

As `amazon-cognito-identity-js` computes it: SRP-6a over the 3072-bit group of RFC 5054, SHA-256, HKDF over the session
key with the info "Caldera Derived Key".
"""

import base64
import datetime
import hashlib
import hmac
import secrets

import gmpy2

N = gmpy2.mpz(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
g = gmpy2.mpz(2)


def _padded(number: gmpy2.mpz) -> bytes:
    """Big-endian with a leading zero byte where the first bit is set, as Java's BigInteger writes it."""
    digits = format(int(number), "x")
    digits = digits.zfill(len(digits) + len(digits) % 2)
    return bytes.fromhex("00" + digits if digits[0] in "89abcdef" else digits)


def _hash(*parts: bytes) -> gmpy2.mpz:
    return gmpy2.mpz(int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big"))


K = _hash(_padded(N), _padded(g))


class Client:
    """One sign-in attempt. `public` is SRP_A; `answer` makes the challenge responses."""

    def __init__(self, pool_id: str, username: str, password: str) -> None:
        self._pool_name = pool_id.partition("_")[2]
        self._username = username
        self._password = password
        self._private = gmpy2.mpz(secrets.randbits(256))
        self._public = gmpy2.powmod(g, self._private, N)

    @property
    def public(self) -> str:
        return format(int(self._public), "x")

    def answer(self, parameters: dict[str, str]) -> dict[str, str]:
        """`ChallengeResponses` for the PASSWORD_VERIFIER challenge."""
        now = datetime.datetime.now(datetime.UTC)
        timestamp = f"{now:%a %b} {now.day} {now:%H:%M:%S UTC %Y}"
        user_id = parameters["USER_ID_FOR_SRP"]
        block = parameters["SECRET_BLOCK"]
        key = self._session_key(user_id, parameters["SRP_B"], parameters["SALT"])
        message = f"{self._pool_name}{user_id}".encode() + _unbase64(block) + timestamp.encode()
        return {
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.digest(key, message, "sha256")).decode(),
            "TIMESTAMP": timestamp,
        }

    def _session_key(self, user_id: str, server_public: str, salt: str) -> bytes:
        B = gmpy2.mpz(server_public, 16)
        u = _hash(_padded(self._public), _padded(B))
        inner = hashlib.sha256(f"{self._pool_name}{user_id}:{self._password}".encode()).digest()
        x = _hash(_padded(gmpy2.mpz(salt, 16)), inner)
        shared = gmpy2.powmod(B - K * gmpy2.powmod(g, x, N), self._private + u * x, N)
        extracted = hmac.digest(_padded(u), _padded(shared), "sha256")
        return hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]


def _unbase64(text: str) -> bytes:
    """Peers send a block that is no base64; what they make of the answer is theirs."""
    try:
        return base64.b64decode(text)
    except ValueError:
        return text.encode()
