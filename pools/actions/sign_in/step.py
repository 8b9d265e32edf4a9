"""What each challenge of a sign-in must be able to do."""

from __future__ import annotations

import abc
from collections.abc import Mapping

from pools.actions.sign_in.attempt import Attempt
from pools.caller import Caller
from pools.errors import InvalidParameterException


class Step(abc.ABC):
    """One challenge: when it is due, what it tells the client, and what counts as an answer."""

    name: str
    validity_minutes = 0  # how long it waits for its answer, where that is not the client's to say

    def prepare(self, attempt: Attempt) -> None:  # noqa: B027, most steps have nothing to prepare
        """Leave in `attempt.data` what the check will need."""

    @abc.abstractmethod
    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        """`ChallengeParameters`, given the sealed state."""

    def available(self, attempt: Attempt) -> tuple[str, ...]:
        """`AvailableChallenges`, where the user has a choice."""
        return ()

    def state(self, responses: Mapping[str, str], session: str | None) -> str:
        """The sealed state that the answer carries."""
        if not session:
            raise InvalidParameterException("Missing required parameter Session")
        return session

    @abc.abstractmethod
    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        """Raise the refusal of a wrong answer. Changes nothing in the database."""

    def is_needed(self, attempt: Attempt) -> bool:
        """Whether a user who has proven to be himself still lacks this."""
        return False

    def apply(self, attempt: Attempt, caller: Caller) -> None:  # noqa: B027, most answers change nothing
        """Write what the right answer changes, in the transaction that spends the step."""


def required(given: Mapping[str, str], name: str) -> str:
    """A parameter or response that must be there, in Cognito's words."""
    value = given.get(name)
    if not value:
        raise InvalidParameterException(f"Missing required parameter {name}")
    return value
