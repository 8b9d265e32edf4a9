"""The order of a sign-in, known here alone: every door asks `next_step`."""

from pools.actions.sign_in import custom_challenge
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.custom_challenge import CustomChallenge
from pools.actions.sign_in.device_password_verifier import DevicePasswordVerifier
from pools.actions.sign_in.device_srp_auth import DeviceSrpAuth
from pools.actions.sign_in.new_password import NewPassword
from pools.actions.sign_in.password_verifier import PasswordVerifier
from pools.actions.sign_in.step import Step

PASSWORD_VERIFIER = PasswordVerifier()
CUSTOM_CHALLENGE = CustomChallenge()
NEW_PASSWORD = NewPassword()
DEVICE_SRP_AUTH = DeviceSrpAuth()
DEVICE_PASSWORD_VERIFIER = DevicePasswordVerifier()

# What a user who has proven the password may still lack; the order is the rule. A device that takes the place of a
# second factor comes after it all the same: no client knows what to do with a challenge after the device's proof
STEPS: tuple[Step, ...] = (NEW_PASSWORD, DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER)

# What can be answered, by the challenge's name
CHALLENGES: dict[str, Step] = {step.name: step for step in (PASSWORD_VERIFIER, CUSTOM_CHALLENGE, *STEPS)}


def next_step(attempt: Attempt) -> Step | None:
    """What an answer led to, or else what this sign-in still lacks; None when it is complete, or
    when a custom one has to ask its triggers."""
    if attempt.chosen:
        return CHALLENGES[attempt.chosen]
    if custom_challenge.stands_alone(attempt):
        return None
    return next((step for step in STEPS if step.is_needed(attempt)), None)
