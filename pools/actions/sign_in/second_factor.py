"""The second factor of a sign-in: which challenge asks for it, and what all its answers have in common."""

import abc
from collections.abc import Mapping

from pools.actions import attempts, audit, limits, recovery_codes, second_factors
from pools.actions.second_factors import Factor
from pools.actions.sign_in import devices, risk, step_up, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.caller import Caller
from pools.errors import NotAuthorizedException
from pools.models import User, UserPool

SETUP = "MFA_SETUP"
CHOICE = "SELECT_MFA_TYPE"
NEW_CONTACT = "new_contact"  # in `Attempt.kept`: address to set up as a factor, not the user's before it has answered
_PROVEN_WITH = "password_set_at"  # which password began this


def due(attempt: Attempt) -> str | None:
    """The challenge that the second factor begins with, None when none is lacking. The whole rule stands here."""
    pool, user = attempt.client.pool, attempt.user
    if user is None or pool.mfa_configuration == UserPool.Mfa.OFF or not attempt.factors_proven:
        return None
    if lacking := step_up.lacking(attempt):
        return _one_of(lacking, user)
    if attempt.factors_proven > 1:
        return None
    if risk.asks_second_factor(attempt) and (usable := risk.usable_factors(attempt)):
        return _one_of(usable, user)
    if is_excepted(user) or devices.is_trusted(attempt):
        return None
    if active := second_factors.active(user):
        return _one_of(active, user)
    return SETUP if pool.mfa_configuration == UserPool.Mfa.ON else None


def choices(attempt: Attempt) -> list[second_factors.Factor]:
    """What `SELECT_MFA_TYPE` lets the user choose from."""
    return step_up.lacking(attempt) or _in_question(attempt)


def _in_question(attempt: Attempt) -> list[Factor]:
    """What the user is asked for: by a risk also for what nobody turned on."""
    if risk.asks_second_factor(attempt):
        return risk.usable_factors(attempt)
    return second_factors.active(user_of(attempt))


def _one_of(factors: list[second_factors.Factor], user: User) -> str:
    if len(factors) == 1:
        return factors[0]
    preferred = second_factors.preferred(user)
    return preferred if preferred in factors else CHOICE


def challenge_again(attempt: Attempt, name: str, *, another_way: bool) -> str:
    """Which challenge goes on with this attempt, which was at a second factor. Raises `NotAuthorizedException` for any
    other one."""
    check_still_allowed(attempt)
    if attempt.factors_proven != 1 or name not in Factor:
        raise NotAuthorizedException("Invalid session for the user.")
    if not another_way:
        return name
    attempt.kept.pop(NEW_CONTACT, None)
    return CHOICE if len(_in_question(attempt)) > 1 else due(attempt) or name


def is_excepted(user: User) -> bool:
    """The first sign-in after a sign-up: the code that confirmed it was the second factor (SEC-107)."""
    return user.may_skip_mfa_once and not second_factors.has_chosen(user)


def end_exception(user: User) -> None:
    """The first sign-in is over; of two at once one was it. Belongs into the transaction that completes it."""
    if not User.objects.filter(pk=user.pk, may_skip_mfa_once=True).update(may_skip_mfa_once=False):
        raise NotAuthorizedException("Invalid session for the user.")


def remember_password(attempt: Attempt) -> None:
    """Tie what follows to the password that was proven."""
    attempt.kept.setdefault(_PROVEN_WITH, str(user_of(attempt).password_set_at))


def check_still_allowed(attempt: Attempt) -> None:
    """Raise the refusal for who may not sign in any more, or whose password was replaced meanwhile."""
    user = user_of(attempt)
    user_states.check(user)
    if attempt.kept.get(_PROVEN_WITH) != str(user.password_set_at):
        raise NotAuthorizedException("Invalid session for the user.")


def user_of(attempt: Attempt) -> User:
    assert attempt.user is not None  # who does not exist comes no further than the first factor
    return attempt.user


class SecondFactor(Step):
    """A factor that is answered by a code. In its place a recovery code serves, once (docs/security.md)."""

    factor: Factor
    response: str

    def is_needed(self, attempt: Attempt) -> bool:
        return due(attempt) == self.factor

    def prepare(self, attempt: Attempt) -> None:
        remember_password(attempt)

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        code = required(responses, self.response)
        check_still_allowed(attempt)
        self._check_still_meant(attempt)
        user = user_of(attempt)
        attempts.count(limits.SECOND_FACTOR, str(user.sub))
        if recovery_codes.is_one(code) and NEW_CONTACT not in attempt.kept and not step_up.is_aimed(attempt):
            attempt.data["recovery_code"] = recovery_codes.check(user, code)
        else:
            self.check_code(attempt, code)

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        user = user_of(attempt)
        if spent := attempt.data.get("recovery_code"):
            recovery_codes.spend(spent)
            audit.record(caller, "UseRecoveryCode", client=attempt.client, user=user)
            attempt.prove_second()  # by what no `amr` value stands for
        else:
            self.apply_code(attempt, caller)
            attempt.prove_second(step_up.SECOND[self.factor])
        attempts.forget(limits.SECOND_FACTOR, str(user.sub))

    @abc.abstractmethod
    def check_code(self, attempt: Attempt, code: str) -> None:
        """Raise the refusal of a wrong code."""

    @abc.abstractmethod
    def apply_code(self, attempt: Attempt, caller: Caller) -> None:
        """Use the right code up."""

    def _check_still_meant(self, attempt: Attempt) -> None:
        """A factor that was turned off since it was asked for proves nothing any more; nor does a new one when there
        is another by now."""
        active = _in_question(attempt)
        is_meant = not active if NEW_CONTACT in attempt.kept else self.factor in active
        if not is_meant and attempt.client.pool.mfa_configuration != UserPool.Mfa.OFF:
            raise NotAuthorizedException("Invalid session for the user.", reason=f"{self.factor} is not meant any more")
