"""The order of a sign-in, known here alone: every door asks `next_step`."""

from pools.actions import codes
from pools.actions.sign_in import custom_challenge, custom_flow
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.choice import Password, PasswordSrp, SelectChallenge
from pools.actions.sign_in.custom_challenge import CustomChallenge
from pools.actions.sign_in.device_password_verifier import DevicePasswordVerifier
from pools.actions.sign_in.device_srp_auth import DeviceSrpAuth
from pools.actions.sign_in.email_otp import EmailOtp
from pools.actions.sign_in.mfa_setup import MfaSetup
from pools.actions.sign_in.new_password import NewPassword
from pools.actions.sign_in.one_time_code import OneTimeCode
from pools.actions.sign_in.password_verifier import PasswordVerifier
from pools.actions.sign_in.select_mfa_type import SelectMfaType
from pools.actions.sign_in.sms_mfa import SmsMfa
from pools.actions.sign_in.software_token_mfa import SoftwareTokenMfa
from pools.actions.sign_in.step import Step
from pools.actions.sign_in.web_authn import AnyPasskey, WebAuthn

PASSWORD_VERIFIER = PasswordVerifier()
CUSTOM_CHALLENGE = CustomChallenge()
NEW_PASSWORD = NewPassword()
ANY_PASSKEY = AnyPasskey()  # of our pages alone: not among what an app may answer
EMAIL_OTP = EmailOtp()  # a first or a second factor

# What a sign-in can begin with; each is chosen by the flow or by the user
FIRST_STEPS: tuple[Step, ...] = (
    PASSWORD_VERIFIER,
    CUSTOM_CHALLENGE,
    SelectChallenge(),
    Password(),
    PasswordSrp(),
    EMAIL_OTP,
    OneTimeCode("SMS_OTP", codes.Purpose.SMS_OTP),
    WebAuthn(),
)

# The two halves of a remembered device's proof
DEVICE_STEPS: tuple[Step, ...] = (DeviceSrpAuth(), DevicePasswordVerifier())

# What a user who has proven a first factor may still lack; the order is the rule. A device that takes the place of a
# second factor comes after it all the same: no client knows what to do with a challenge after the device's proof
STEPS: tuple[Step, ...] = (
    NEW_PASSWORD,
    MfaSetup(),
    SelectMfaType(),
    SmsMfa(),
    EMAIL_OTP,
    SoftwareTokenMfa(),
    *DEVICE_STEPS,
)

# What can be answered, by the challenge's name
CHALLENGES: dict[str, Step] = {step.name: step for step in (*FIRST_STEPS, *STEPS)}


def next_step(attempt: Attempt) -> Step | None:
    """What an answer led to, or else what this sign-in still lacks; None when it is complete, or
    when a custom one has to ask its triggers."""
    if attempt.chosen:
        return chosen_step(attempt)
    return next((step for step in _in_question(attempt) if step.is_needed(attempt)), None)


def _in_question(attempt: Attempt) -> tuple[Step, ...]:
    """A custom sign-in without a password asks its user for nothing but what its triggers want; his device proves
    itself once they have vouched for him."""
    if not custom_flow.stands_alone(attempt):
        return STEPS
    return () if custom_challenge.is_under_way(attempt) else DEVICE_STEPS


def chosen_step(attempt: Attempt) -> Step | None:
    """What was chosen to go on with, by the app or by the user."""
    return CHALLENGES[attempt.chosen] if attempt.chosen else None
