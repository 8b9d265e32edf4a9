"""`DEVICE_SRP_AUTH`: a remembered device begins to prove itself, by an SRP exchange over a password of its own."""

from collections.abc import Mapping

from pools.actions.sign_in import devices, password_verifier, second_factor, state
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.models import Device


class DeviceSrpAuth(Step):
    name = "DEVICE_SRP_AUTH"

    def is_needed(self, attempt: Attempt) -> bool:
        return devices.must_prove(attempt) and not attempt.kept[devices.CLIENT_VALUE]

    def prepare(self, attempt: Attempt) -> None:
        """Some clients send no `Session` with this answer, so it waits with the device that they name."""
        assert attempt.device is not None
        second_factor.remember_password(attempt)
        attempt.device.pending_session = state.seal(attempt, self.name)
        attempt.device.save(update_fields=["pending_session"])

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        assert attempt.device is not None
        return {"USERNAME": attempt.username, "DEVICE_KEY": attempt.device.key}

    def state(self, responses: Mapping[str, str], session: str | None) -> str:
        if session:
            return session
        device = Device.objects.filter(key=required(responses, "DEVICE_KEY")).first()
        return device.pending_session if device else ""

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        client_value = password_verifier.read_client_value(required(responses, "SRP_A"))
        devices.awaited(attempt, required(responses, "DEVICE_KEY"))
        second_factor.check_still_allowed(attempt)
        attempt.kept[devices.CLIENT_VALUE] = f"{client_value:x}"
