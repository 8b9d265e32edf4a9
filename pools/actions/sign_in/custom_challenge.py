"""`CUSTOM_AUTH` and its `CUSTOM_CHALLENGE`: the pool's triggers say what a user must prove (API-64 to API-72).

What was asked and answered so far travels in `attempt.kept`. Define is asked whenever nothing else is due; a password
that was proven by SRP first brings its own further steps, as it does elsewhere (API-72).
"""

from collections.abc import Mapping

from django.db import transaction

from pools.actions.sign_in import custom_flow, identity, second_factor, state, user_states
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.custom_flow import PASSWORD_VERIFIER, stands_alone
from pools.actions.sign_in.password_verifier import take_client_value
from pools.actions.sign_in.step import Step, required
from pools.errors import InvalidLambdaResponseException, InvalidParameterException, NotAuthorizedException
from pools.models import UserPool
from pools.triggers import auth_challenges, invoking
from pools.triggers.auth_challenges import CREATE, DEFINE, VERIFY

_VOUCHED = "vouched_for"
_LONGEST_SESSION = 4096  # characters that a client may send back (API-46)


class CustomChallenge(Step):
    name = "CUSTOM_CHALLENGE"

    def prepare(self, attempt: Attempt) -> None:
        _check_assigned(attempt.client.pool, CREATE)
        if not stands_alone(attempt):
            second_factor.remember_password(attempt)
        created = auth_challenges.create(attempt.occasion(), self.name, custom_flow.entries(attempt))
        attempt.data = {"public": created.public, "private": created.private, "metadata": created.metadata}

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        if len(session) > _LONGEST_SESSION:
            raise InvalidLambdaResponseException(reason="the challenges so far are too long for a Session")
        return {"USERNAME": identity.internal_name(attempt)} | attempt.data["public"]

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        """Whatever the function says of the answer, it is Define's to decide what that means (TRG-146). The step is
        spent before it is judged: a challenge that could be answered twice could be guessed."""
        answer = required(responses, "ANSWER")
        _check_assigned(attempt.client.pool, VERIFY)
        if not stands_alone(attempt):
            second_factor.check_still_allowed(attempt)
        with transaction.atomic():
            state.spend(attempt)
        attempt.step_id = None
        attempt.data["is_right"] = auth_challenges.verify(attempt.occasion(), attempt.data["private"], answer)


def begin(attempt: Attempt, parameters: Mapping[str, str]) -> None:
    """Take up the flow, with SRP first if the client wants it so (API-69); Define is asked next."""
    _check_assigned(attempt.client.pool, DEFINE)
    custom_flow.begin(attempt)
    first = parameters.get("CHALLENGE_NAME") or parameters.get("ChallengeName")
    if first == "SRP_A":
        take_client_value(attempt, required(parameters, "SRP_A"))
        custom_flow.entries(attempt).append({"challengeName": "SRP_A", "challengeResult": True})
    elif first not in (None, "", CustomChallenge.name):
        raise InvalidParameterException("CHALLENGE_NAME must be SRP_A or CUSTOM_CHALLENGE")


def is_under_way(attempt: Attempt) -> bool:
    """Whether this sign-in asks Define, which has not vouched for the user yet."""
    return custom_flow.is_custom(attempt) and _VOUCHED not in attempt.kept


def note(attempt: Attempt, answered: Step) -> None:
    """Remember what was answered, for Define."""
    if not is_under_way(attempt):
        return
    entry = {"challengeName": answered.name, "challengeResult": attempt.data.get("is_right", True)}
    if metadata := attempt.data.get("metadata"):
        entry["challengeMetadata"] = metadata
    custom_flow.entries(attempt).append(entry)


def decide(attempt: Attempt) -> str:
    """The challenge that Define wants next, "" when it wants tokens issued. Raises `NotAuthorizedException` when the
    sign-in has failed; for a name that nobody has it always does in the end."""
    decision = auth_challenges.define(attempt.occasion(), custom_flow.entries(attempt))
    if decision.fail_authentication:
        raise NotAuthorizedException(reason="failed by DefineAuthChallenge")
    if decision.issue_tokens:
        if attempt.user is None:
            raise NotAuthorizedException
        user_states.check_account(attempt.user)
        attempt.prove_otherwise("custom")
        attempt.kept[_VOUCHED] = True
        return ""
    can_be_next = {CustomChallenge.name} | ({PASSWORD_VERIFIER} if "A" in attempt.data else set())
    if decision.challenge_name not in can_be_next:
        raise InvalidLambdaResponseException(reason=f"DefineAuthChallenge named {decision.challenge_name!r}")
    return decision.challenge_name


def _check_assigned(pool: UserPool, trigger: str) -> None:
    if not invoking.is_assigned(pool, trigger):
        raise InvalidParameterException("Custom auth lambda trigger is not configured for the user pool.")
