"""The order of a sign-in, known here alone: every door asks `next_step`."""

from pools.actions.sign_in import custom_challenge
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.custom_challenge import CustomChallenge
from pools.actions.sign_in.new_password import NewPassword
from pools.actions.sign_in.password_verifier import PasswordVerifier
from pools.actions.sign_in.step import Step

PASSWORD_VERIFIER = PasswordVerifier()
CUSTOM_CHALLENGE = CustomChallenge()
NEW_PASSWORD = NewPassword()

# What a user who has proven the password may still lack; the order is the rule
STEPS: tuple[Step, ...] = (NEW_PASSWORD,)

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
