"""`EMAIL_OTP`: a code to the user's e-mail address. One name for two things: a first factor in the place of the
password (API-361), and a second one beside it (SEC-285)."""

from collections.abc import Mapping

from pools.actions.codes import Purpose
from pools.actions.second_factors import Factor
from pools.actions.sign_in.attempt import Attempt
from pools.actions.sign_in.one_time_code import OneTimeCode
from pools.actions.sign_in.sent_code import SentCode
from pools.actions.sign_in.step import Step
from pools.caller import Caller


class EmailMfa(SentCode):
    name = factor = Factor.EMAIL_OTP
    response = "EMAIL_OTP_CODE"
    attribute = "email"
    purpose = Purpose.EMAIL_MFA
    flag = "email_mfa_enabled"


_FIRST = OneTimeCode(Factor.EMAIL_OTP, Purpose.EMAIL_OTP)
_SECOND = EmailMfa()
_ROLE = "is_second_factor"  # in `Attempt.data`


class EmailOtp(Step):
    """The second one for who has proven a first."""

    name = Factor.EMAIL_OTP

    def is_needed(self, attempt: Attempt) -> bool:
        return _SECOND.is_needed(attempt)

    def prepare(self, attempt: Attempt) -> None:
        _role(attempt).prepare(attempt)

    def parameters(self, attempt: Attempt, session: str) -> dict[str, str]:
        return _role(attempt).parameters(attempt, session)

    def check(self, attempt: Attempt, responses: Mapping[str, str]) -> None:
        role = _role(attempt)
        role.check(attempt, responses)
        attempt.data[_ROLE] = role is _SECOND  # the check has counted the factor

    def apply(self, attempt: Attempt, caller: Caller) -> None:
        (_SECOND if attempt.data[_ROLE] else _FIRST).apply(attempt, caller)


def _role(attempt: Attempt) -> Step:
    return _SECOND if attempt.factors_proven else _FIRST
