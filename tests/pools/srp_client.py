"""The client's half of Cognito's SRP, written from RFC 5054 and from what amazon-cognito-identity-js computes.

It shares nothing with the server's half but the library that raises to powers, as Python takes ten times as long:
padding works on hex digits as the client's does.
"""

import base64
import datetime
import hashlib
import hmac
import secrets

from gmpy2 import powmod

from pools.actions.srp import N_HEX

N = int(N_HEX, 16)


def padded_hex(number: int) -> str:
    digits = f"{number:x}"
    digits = "0" * (len(digits) % 2) + digits
    return "00" * (digits[0] in "89abcdef") + digits


def hash_of_hex(digits: str) -> int:
    return int(hashlib.sha256(bytes.fromhex(digits)).hexdigest(), 16)


def timestamp(moment: datetime.datetime | None = None) -> str:
    """`EEE MMM d HH:mm:ss 'UTC' yyyy`, the day without a leading zero."""
    moment = moment or datetime.datetime.now(datetime.UTC)
    return f"{moment:%a %b} {moment.day} {moment:%H:%M:%S} UTC {moment:%Y}"


class SrpClient:
    def __init__(self, pool_id: str, username: str, password: str, private_value: int | None = None) -> None:
        self.pool_name = pool_id.split("_")[1]
        self.username = username
        self.password = password
        self.a = private_value or secrets.randbits(1024)
        self.A = int(powmod(2, self.a, N))

    @property
    def start(self) -> dict[str, str]:
        return {"USERNAME": self.username, "SRP_A": f"{self.A:x}"}

    def key(self, user_id: str, salt: int, server_value: int) -> bytes:
        u = hash_of_hex(padded_hex(self.A) + padded_hex(server_value))
        identity = hashlib.sha256(f"{self.pool_name}{user_id}:{self.password}".encode()).hexdigest()
        x = hash_of_hex(padded_hex(salt) + identity)
        k = hash_of_hex("00" + N_HEX + "0" + "2")
        shared = int(powmod(server_value - k * powmod(2, x, N), self.a + u * x, N))
        pseudorandom = hmac.new(bytes.fromhex(padded_hex(u)), bytes.fromhex(padded_hex(shared)), "sha256").digest()
        return hmac.new(pseudorandom, b"Caldera Derived Key" + bytes([1]), "sha256").digest()[:16]

    def answer(
        self, challenge: dict[str, str], moment: datetime.datetime | None = None, written: str = ""
    ) -> dict[str, str]:
        """`ChallengeResponses` for the `ChallengeParameters` of PASSWORD_VERIFIER."""
        user_id = challenge["USER_ID_FOR_SRP"]
        key = self.key(user_id, int(challenge["SALT"], 16), int(challenge["SRP_B"], 16))
        when = written or timestamp(moment)
        block = base64.b64decode(challenge["SECRET_BLOCK"])
        message = self.pool_name.encode() + user_id.encode() + block + when.encode()
        return {
            "USERNAME": user_id,
            "PASSWORD_CLAIM_SECRET_BLOCK": challenge["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.new(key, message, "sha256").digest()).decode(),
            "TIMESTAMP": when,
        }
