"""Which function an ARN names. A function takes the event and returns it, its `response` filled in (TRG-08)."""

from collections.abc import Callable
from typing import Any

Function = Callable[[dict[str, Any]], Any]

_functions: dict[str, Function] = {}


def register(arn: str) -> Callable[[Function], Function]:
    """Decorate the Python function that answers to this ARN."""

    def keep(function: Function) -> Function:
        _functions[arn] = function
        return function

    return keep


def find(arn: str) -> Function | None:
    return _functions.get(arn)
