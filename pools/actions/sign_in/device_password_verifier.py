"""`DEVICE_PASSWORD_VERIFIER`: the device's proof that it knows its password."""

import secrets
from collections.abc import Mapping

from pools.actions import srp
from pools.actions.devices import verifier_of
from pools.actions.sign_in import devices, password_verifier, second_factor, state
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.errors import NotAuthorizedException
from pools.models import Device


class DevicePasswordVerifier(Step):
    name = "DEVICE_PASSWORD_VERIFIER"

    def is_needed(self, attempt: Attempt) -> bool:
        return devices.must_prove(attempt)

    def prepare(self, attempt: Attempt) -> None:
        attempt.data["b"] = srp.new_private_value().hex()

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        device = attempt.device
        assert device is not None
        return {
            "USERNAME": attempt.username,
            "DEVICE_KEY": device.key,
            "SALT": device.srp_salt,
            "SRP_B": f"{srp.public_value(verifier_of(device), bytes.fromhex(attempt.data['b'])):x}",
            "SECRET_BLOCK": state.as_secret_block(session),
        }

    def state(self, responses: Mapping[str, str], session: str | None) -> str:
        return password_verifier.state_of_proof(responses, session)

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        signature = required(responses, "PASSWORD_CLAIM_SIGNATURE")
        secret_block = required(responses, "PASSWORD_CLAIM_SECRET_BLOCK")
        timestamp = required(responses, "TIMESTAMP")
        password_verifier.check_timestamp(timestamp)
        device = devices.awaited(attempt, required(responses, "DEVICE_KEY"))
        expected = _expected_signature(attempt, device, secret_block, timestamp)
        if not secrets.compare_digest(signature.encode(errors="replace"), expected.encode()):
            raise NotAuthorizedException
        second_factor.check_still_allowed(attempt)
        devices.note_proof(attempt)


def _expected_signature(attempt: Attempt, device: Device, secret_block: str, timestamp: str) -> str:
    """As for a user, with the group in the place of the pool and the device in that of the user."""
    verifier, private_value = verifier_of(device), bytes.fromhex(attempt.data["b"])
    server_value = srp.public_value(verifier, private_value)
    key = srp.session_key(verifier, int(attempt.kept[devices.CLIENT_VALUE], 16), private_value, server_value)
    return srp.signature(key, device.group_key, device.key, state.block_bytes(secret_block), timestamp)
