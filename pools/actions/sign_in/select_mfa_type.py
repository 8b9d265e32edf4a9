"""`SELECT_MFA_TYPE`: who has several second factors and prefers none says which to ask for (SEC-282)."""

import json
from collections.abc import Mapping

from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.second_factor import (
    CHOICE,
    check_still_allowed,
    choices,
    due,
    remember_password,
    user_of,
)
from pools.actions.sign_in.step import Step, required
from pools.errors import InvalidParameterException

_ALSO_CALLED = {"EMAIL_MFA": "EMAIL_OTP"}  # so in Cognito's texts (SEC-285)


class SelectMfaType(Step):
    name = CHOICE

    def is_needed(self, attempt: Attempt) -> bool:
        return due(attempt) == self.name

    def prepare(self, attempt: Attempt) -> None:
        remember_password(attempt)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        user = user_of(attempt)
        names = [str(factor) for factor in choices(attempt)]
        return {"MFAS_CAN_CHOOSE": json.dumps(names, separators=(",", ":")), "USER_ID_FOR_SRP": user.username}

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        given = required(responses, "ANSWER")
        chosen = _ALSO_CALLED.get(given, given)
        check_still_allowed(attempt)
        if chosen not in choices(attempt):
            raise InvalidParameterException("ANSWER must be one of MFAS_CAN_CHOOSE.")
        attempt.chosen = chosen
