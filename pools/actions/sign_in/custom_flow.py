"""What a sign-in by the pool's own challenges has behind it, for whoever must know that it is one."""

from typing import Any

from pools.actions.sign_in.attempt import Attempt

_KEPT = "custom"  # in `Attempt.kept`
PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105


def begin(attempt: Attempt) -> None:
    attempt.kept[_KEPT] = []


def is_custom(attempt: Attempt) -> bool:
    """Whether Define has, or had, a say in this sign-in."""
    return _KEPT in attempt.kept


def entries(attempt: Attempt) -> list[dict[str, Any]]:
    """What was asked and answered so far, as Define is told it. What is added to it is kept."""
    return attempt.kept[_KEPT]


def stands_alone(attempt: Attempt) -> bool:
    """Whether no password was proven, so that Define's word is all that is asked of the user himself."""
    return is_custom(attempt) and all(entry["challengeName"] != PASSWORD_VERIFIER for entry in entries(attempt))
