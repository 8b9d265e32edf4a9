"""`USER_AUTH` and `SELECT_CHALLENGE`: the user chooses what to begin with (API-363).

The app names a preferred challenge or shows what is available. What the chosen challenge asks for may come along with
the choice, and then it is not asked again.
"""

from collections.abc import Iterable, Mapping

from pools.actions import first_factors
from pools.actions.sign_in import password, password_verifier, step_up, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.step import Step, required
from pools.actions.sign_in.web_authn import WebAuthn
from pools.caller import Caller
from pools.errors import FeatureUnavailableInTierException, InvalidParameterException, NotAuthorizedException
from pools.models import User, UserPool

_PASSWORD, _SRP, _VERIFIER = "PASSWORD", "PASSWORD_SRP", "PASSWORD_VERIFIER"
_CHALLENGES = frozenset({_PASSWORD, _SRP, "EMAIL_OTP", "SMS_OTP", WebAuthn.name})
_WEB_AUTHN = WebAuthn()


class SelectChallenge(Step):
    """Where a passkey is available, its request options come along, so that its answer can too."""

    name = "SELECT_CHALLENGE"

    def prepare(self, attempt: Attempt) -> None:
        if WebAuthn.name in attempt.data["available"]:
            _WEB_AUTHN.prepare(attempt)

    def available(self, attempt: Attempt) -> tuple[str, ...]:
        return tuple(attempt.data["available"])

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        return _WEB_AUTHN.parameters(attempt, session) if WebAuthn.name in attempt.data["available"] else {}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        answer = required(responses, "ANSWER")
        if answer not in attempt.data["available"]:
            raise InvalidParameterException("ANSWER must be one of the available challenges.")
        if answer == WebAuthn.name and responses.get("CREDENTIAL"):
            _WEB_AUTHN.check(attempt, responses)
        else:
            _choose(attempt, answer, responses)

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        if "passkey" in attempt.data:
            _WEB_AUTHN.apply(attempt, caller)


class Password(Step):
    """The password in clear, asked for by its name."""

    name = _PASSWORD

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        return {}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        password.prove(attempt, required(responses, "PASSWORD"))


class PasswordSrp(Step):
    """The client's half of SRP's first exchange; `PASSWORD_VERIFIER` follows."""

    name = _SRP

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        return {}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        _begin_srp(attempt, required(responses, "SRP_A"))


def begin(attempt: Attempt, parameters: Mapping[str, str]) -> None:
    """Go straight to the preferred challenge if the user has it and it leads to the level that the app aims at, or let
    the user select."""
    _check_parameters(attempt, parameters)
    preferred, available = parameters.get("PREFERRED_CHALLENGE"), _available(attempt)
    step_up.begin(attempt, parameters, attempt.presented, available)
    if attempt.factors_proven:
        return  # the token has proven what this would begin with
    available = step_up.first_steps(attempt, available)
    if preferred not in (_PASSWORD, _SRP):
        _check_state(attempt)
    if preferred in available:
        _choose(attempt, preferred, parameters)
    else:
        attempt.chosen, attempt.data = SelectChallenge.name, {"available": available}


def _check_parameters(attempt: Attempt, parameters: Mapping[str, str]) -> None:
    if attempt.client.pool.user_pool_tier == UserPool.Tier.LITE:
        raise FeatureUnavailableInTierException
    if parameters.get("PREFERRED_CHALLENGE", _PASSWORD) not in _CHALLENGES:
        raise InvalidParameterException("PREFERRED_CHALLENGE is not supported.")


def _check_state(attempt: Attempt) -> None:
    """No code is sent to who may not sign in. A client that hides who exists is not told why none comes."""
    if attempt.user is not None and not attempt.client.hides_user_existence:
        user_states.check_account(attempt.user)


def _available(attempt: Attempt) -> list[str]:
    """The challenges to choose from; made-up ones where the truth would tell that there is nobody, or nothing. What
    nobody has is looked up all the same, which takes its time."""
    pool = attempt.client.pool
    user = attempt.user or User(pool=pool, username=attempt.username)
    if factors := first_factors.available(user):
        return _challenges_of(factors, has_verifier=user.sealed_srp_verifier is not None)
    if not attempt.client.hides_user_existence:
        raise NotAuthorizedException("No authentication factor is available for the user.")
    factors = first_factors.simulated(pool, attempt.username)
    return _challenges_of(factors, has_verifier=pool.password_storage == UserPool.PasswordStorage.SRP)


def _challenges_of(factors: Iterable[str], *, has_verifier: bool) -> list[str]:
    """A password is proven in two ways, by SRP only if there is a verifier of it."""
    challenges = list(factors)
    if has_verifier and _PASSWORD in challenges:
        challenges.insert(challenges.index(_PASSWORD) + 1, _SRP)
    return challenges


def _choose(attempt: Attempt, challenge: str, given: Mapping[str, str]) -> None:
    if challenge == _PASSWORD and given.get("PASSWORD"):
        password.prove(attempt, given["PASSWORD"])
    elif challenge == _SRP and given.get("SRP_A"):
        _begin_srp(attempt, given["SRP_A"])
    else:
        attempt.chosen, attempt.data = challenge, {}


def _begin_srp(attempt: Attempt, client_value: str) -> None:
    attempt.data = {"A": f"{password_verifier.read_client_value(client_value):x}"}
    attempt.chosen = _VERIFIER
