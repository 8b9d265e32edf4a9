"""A passkey and the browser around it, written from WebAuthn level 3, sections 5.1, 6.1 and 6.5. It shares nothing
with the server's library but the encoding of CBOR."""

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:8000"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Holds one passkey. `verifies` is whether it knows its owner (by finger or PIN); each test may lie about the rest
    by giving `origin` or `relying_party`."""

    def __init__(self, verifies: bool = True, counts: bool = True, aaguid: bytes = bytes(16)) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.verifies = verifies
        self.counts = counts
        self.count = 0
        self.aaguid = aaguid
        self.user_handle = ""

    def create(self, options: dict, *, origin: str = ORIGIN, relying_party: str = "", **changed: object) -> dict:
        """`RegistrationResponseJSON` for the creation options."""
        self.user_handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = self.aaguid + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(relying_party or options["rp"]["id"], ATTESTED) + attested
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options, origin),
            attestationObject=encode(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            transports=["internal", "hybrid", "carrier-pigeon"],
            **changed,
        )

    def get(self, options: str, *, origin: str = ORIGIN, relying_party: str = "", **changed: object) -> str:
        """`AuthenticationResponseJSON` for the request options, as text."""
        given = json.loads(options)
        data = self._data(relying_party or given["rpId"])
        client_data = self._client_data("webauthn.get", given, origin)
        signed = data + hashlib.sha256(decode(client_data)).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": client_data,
            "authenticatorData": encode(data),
            "signature": encode(signature),
            "userHandle": self.user_handle,
        }
        return json.dumps(self._credential(**response | changed))

    def _data(self, relying_party: str, flags: int = 0) -> bytes:
        self.count += self.counts
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(relying_party.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict, origin: str) -> str:
        return encode(json.dumps({"type": kind, "challenge": options["challenge"], "origin": origin}).encode())

    def _credential(self, **response: object) -> dict:
        return {
            "id": encode(self.id),
            "rawId": encode(self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
