"""An app's half of device tracking, written from what amazon-cognito-identity-js and pycognito compute."""

import base64
import hashlib
import secrets
from typing import Any

from tests.pools.signing_in import answer
from tests.pools.srp_client import N, SrpClient, hash_of_hex, padded_hex


class DeviceClient:
    """A device that was given its names by `NewDeviceMetadata`."""

    def __init__(self, new: dict[str, str]) -> None:
        self.key, self.group_key = new["DeviceKey"], new["DeviceGroupKey"]
        self.password = base64.b64encode(secrets.token_bytes(40)).decode()
        self.salt = secrets.randbits(128)

    @property
    def verifier_config(self) -> dict[str, str]:
        identity = hashlib.sha256(f"{self.group_key}{self.key}:{self.password}".encode()).hexdigest()
        verifier = pow(2, hash_of_hex(padded_hex(self.salt) + identity), N)
        return {"PasswordVerifier": _base64(verifier), "Salt": _base64(self.salt)}

    def confirm(self, idp, access_token: str, **more: Any) -> dict[str, Any]:
        given = {"DeviceName": "Alice's phone", "DeviceSecretVerifierConfig": self.verifier_config} | more
        return idp.confirm_device(AccessToken=access_token, DeviceKey=self.key, **given)

    def begin(self, idp, app, session: str | None = None, username="alice") -> tuple[SrpClient, dict[str, Any]]:
        """Answers DEVICE_SRP_AUTH. Gives what the next answer is computed from."""
        srp = SrpClient(f"group_{self.group_key}", self.key, self.password)
        responses = {"USERNAME": username, "DEVICE_KEY": self.key, "SRP_A": srp.start["SRP_A"]}
        return srp, answer(idp, app, "DEVICE_SRP_AUTH", responses, session)

    def proof(self, srp: SrpClient, parameters: dict[str, str]) -> dict[str, str]:
        """`ChallengeResponses` for DEVICE_PASSWORD_VERIFIER."""
        names = {"USERNAME": parameters["USERNAME"], "DEVICE_KEY": self.key}
        return srp.answer(parameters | {"USER_ID_FOR_SRP": self.key}) | names

    def prove(self, idp, app, session: str | None = None) -> dict[str, Any]:
        """Answers both challenges."""
        srp, challenge = self.begin(idp, app, session)
        return answer(idp, app, "DEVICE_PASSWORD_VERIFIER", self.proof(srp, challenge["ChallengeParameters"]))


def _base64(number: int) -> str:
    return base64.b64encode(bytes.fromhex(padded_hex(number))).decode()
