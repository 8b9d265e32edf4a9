"""What the pool's functions are asked around a sign-in: before it is tried, and when nothing is due any more.

No transaction is open meanwhile. Where the pool has no such functions, none of this costs anything.
"""

from pools.actions import token_overrides, user_migration
from pools.actions.sign_in import devices, identity, risk
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step
from pools.actions.tokens import API_SCOPES
from pools.triggers import authentication, token_generation
from pools.triggers.authentication import POST_AUTHENTICATION
from pools.triggers.invoking import is_assigned
from pools.triggers.token_generation import NO_OVERRIDES, Overrides, Source

_NEW_PASSWORD = "new_password"  # noqa: S105  # in `Attempt.kept`: it was asked for on the way


def admit(attempt: Attempt, *, brings_password: bool = False) -> None:
    """Raise what may be said before a proof: of an address that is always blocked, first of all. A password may prove
    somebody whom a function brings over (TRG-167)."""
    risk.check_address(attempt)
    is_unknown = attempt.user is None and not attempt.client.hides_user_existence
    if is_unknown and brings_password and user_migration.is_asked(attempt.client.pool):
        return
    identity.check(attempt)
    authentication.pre_authentication(attempt.occasion(), attempt.validation_data)


def note(attempt: Attempt, answered: Step) -> None:
    """Remember what tokens will be made for (TRG-51)."""
    if answered.name == "NEW_PASSWORD_REQUIRED" and token_generation.is_asked(attempt.client.pool):
        attempt.kept[_NEW_PASSWORD] = True


def is_due(attempt: Attempt) -> bool:
    """Whether a function has a say before this sign-in is complete."""
    pool = attempt.client.pool
    if attempt.letters is not None and attempt.letters.are_waiting:
        return True
    return is_assigned(pool, POST_AUTHENTICATION) or (attempt.opens_session and token_generation.is_asked(pool))


def at_end(attempt: Attempt, answered: Step | None) -> Overrides:
    """Tell of the sign-in that is about to be complete, and ask what its tokens shall say. Raises what a function
    refuses; then there is neither session nor token."""
    user = attempt.user
    assert user is not None
    occasion = attempt.occasion()
    is_known = attempt.device is not None and not devices.must_prove(attempt)
    authentication.post_authentication(occasion, not is_known)
    if not attempt.opens_session:
        return NO_OVERRIDES  # the door asks when it makes tokens
    return token_overrides.of_user(_source(attempt, answered), user, occasion, API_SCOPES)


def _source(attempt: Attempt, answered: Step | None) -> Source:
    if attempt.kept.get(_NEW_PASSWORD):
        return Source.NEW_PASSWORD
    is_by_device = answered is not None and answered.name == "DEVICE_PASSWORD_VERIFIER"
    return Source.DEVICE if is_by_device else Source.AUTHENTICATION
