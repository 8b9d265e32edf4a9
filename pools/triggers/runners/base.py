"""What the ways to run a function have in common: what they are told, and how they fail."""

import dataclasses
import time
import uuid

MAX_ANSWER_BYTES = 6_291_556  # Lambda's own limit, for an answer that somebody waits for
TOO_LARGE = f"Response payload size exceeded maximum allowed payload size ({MAX_ANSWER_BYTES} bytes)"


class FunctionError(Exception):
    """The function ran and says no; the text is its own."""


class TimedOut(Exception):
    """It has not answered in time."""


class Failed(Exception):
    """It could not be asked, or its answer is none. The text names the cause for whoever called; `is_passing` says that
    another attempt may do better."""

    def __init__(self, cause: str, *, is_passing: bool = False) -> None:
        super().__init__(cause)
        self.is_passing = is_passing


@dataclasses.dataclass(frozen=True, slots=True)
class Invocation:
    """One attempt. All attempts at an event have the same id."""

    request_id: uuid.UUID
    event: bytes  # JSON
    deadline: float  # of `time.monotonic`

    @property
    def seconds_left(self) -> float:
        """Raises `TimedOut` when there are none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimedOut
        return left
