"""How cases are declared: a function that takes fixtures, arranges, and names the one call that is judged.

@works("CreateGroup")
def a_group_is_made(pool):
    answer = yield {"UserPoolId": pool.id, "GroupName": "staff"}
    assert answer["Group"]["GroupName"] == "staff"

@refuses("CreateGroup", "GroupExistsException", "A group with the name already exists.")
def the_name_is_taken(pool, staff):
    return {"UserPoolId": pool.id, "GroupName": "staff"}
"""

import contextlib
import dataclasses
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

from tests.operations import declared

Input = dict[str, Any]
FixtureOf = Callable[[str], Any]


@dataclasses.dataclass(frozen=True)
class GoodCase:
    operation: str
    function: Callable[..., Iterator[Input]]

    @contextlib.contextmanager
    def arranged(self, fixture_of: FixtureOf) -> Iterator["Judged"]:
        """The call; what the case asserts of its answer is run by `judge`."""
        steps = _with_fixtures(self.function, fixture_of)
        judged = Judged(next(steps), steps)
        yield judged
        steps.close()

    def input(self, fixture_of: FixtureOf) -> Input:
        return next(_with_fixtures(self.function, fixture_of))


@dataclasses.dataclass(frozen=True)
class Judged:
    input: Input
    steps: Any

    def judge(self, answer: dict[str, Any]) -> None:
        with contextlib.suppress(StopIteration):
            self.steps.send(answer)


@dataclasses.dataclass(frozen=True)
class Refusal:
    """`traces` are the tables that the refusal writes to on purpose, beside those that any may (see `dump`)."""

    operation: str
    error: str
    message: str
    function: Callable[..., Input]
    traces: tuple[str, ...] = ()
    is_change: bool = False  # of the good case's input, rather than an input of its own

    def input(self, fixture_of: FixtureOf) -> Input:
        """Arranges the case, and gives the call that is refused."""
        if not self.is_change:
            return _with_fixtures(self.function, fixture_of)
        right = good_case(self.operation).input(fixture_of)
        return right | _with_fixtures(self.function, fixture_of)


GOOD: list[GoodCase] = []
REFUSALS: list[Refusal] = []


def works(operation: str) -> Callable[[Callable], Callable]:
    """The good case of an operation. Others of the same name may follow; the first one is what families spoil."""

    def declare(function: Callable) -> Callable:
        GOOD.append(GoodCase(operation, function))
        return function

    return declare


def refuses(*operations_error_message: str, traces: tuple[str, ...] = ()) -> Callable[[Callable], Callable]:
    """A case of one error, with the exact message. The function gives the whole input."""
    *operations, error, message = operations_error_message

    def declare(function: Callable) -> Callable:
        REFUSALS.extend(Refusal(operation, error, message, function, traces) for operation in operations)
        return function

    return declare


def spoils(
    operations: list[str], error: str, message: str, traces: tuple[str, ...] = ()
) -> Callable[[Callable], Callable]:
    """The same case for many operations: the function spoils the world, or gives what to change in the good input."""

    def declare(function: Callable) -> Callable:
        for operation in operations:
            REFUSALS.append(Refusal(operation, error, message, function, traces, is_change=True))
        return function

    return declare


def good_case(operation: str) -> GoodCase:
    return _first_good_cases()[operation]


def operations() -> list[str]:
    """Those that have a good case."""
    return sorted(_first_good_cases())


def refusals() -> list[Refusal]:
    """All cases of errors; what spoils a good case only where there is one."""
    return [case for case in REFUSALS if not case.is_change or case.operation in _first_good_cases()]


def load() -> None:
    """Import every module of cases. To be called before any is asked for."""
    for module in pkgutil.iter_modules(declared.__path__):
        importlib.import_module(f"{declared.__name__}.{module.name}")


@functools.cache
def _first_good_cases() -> dict[str, GoodCase]:
    return {case.operation: case for case in reversed(GOOD)}


def _with_fixtures(function: Callable, fixture_of: FixtureOf) -> Any:
    return function(**{name: fixture_of(name) for name in inspect.signature(function).parameters})
