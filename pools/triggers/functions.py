"""Which function an ARN names. A function takes the event and returns it, its `response` filled in (TRG-08)."""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from pools.models import Function as Row
from pools.triggers.runners import lambda_endpoint, python, webhook
from pools.triggers.runners.base import FunctionError, Invocation

Function = Callable[[dict[str, Any]], Any]
Runner = Callable[[Invocation], bytes]

RUNNERS: dict[str, Callable[[Row, Invocation], bytes]] = {
    Row.Kind.PYTHON: python.run,
    Row.Kind.WEBHOOK: webhook.run,
    Row.Kind.LAMBDA: lambda_endpoint.run,
}

_functions: dict[str, Function] = {}


class NoSuchFunction(Exception):
    """The slot outlives its function (TRG-12)."""


class NotPermitted(Exception):
    """The function is not to be asked for this user pool (TRG-18)."""


def register(arn: str) -> Callable[[Function], Function]:
    """Decorate a function of this very process that answers to the ARN. It has no time limit: for code that extends
    the product, not for an operator's."""

    def keep(function: Function) -> Function:
        _functions[arn] = function
        return function

    return keep


def find(arn: str, pool_arn: str) -> Runner:
    """How to run the function of this ARN for a pool, in one query. Raises `NoSuchFunction` and `NotPermitted`."""
    if arn in _functions:
        return functools.partial(_run_here, _functions[arn])
    row = Row.objects.filter(arn__in=_names(arn)).order_by("-arn").first()
    if row is None:
        raise NoSuchFunction
    if row.source_arns and not any(_is_like(pool_arn, pattern) for pattern in row.source_arns):
        raise NotPermitted
    return functools.partial(RUNNERS[row.kind], row)


def _names(arn: str) -> list[str]:
    """With a version or alias behind it, an ARN names the function of that ARN or else the one without."""
    parts = arn.split(":")
    return [arn, ":".join(parts[:7])] if len(parts) == 8 else [arn]


def _is_like(arn: str, pattern: str) -> bool:
    """`ArnLike`: part for part, with `*` and `?` for other text within one."""
    from_arn, from_pattern = arn.split(":", 5), pattern.split(":", 5)
    return len(from_arn) == len(from_pattern) and all(map(_matches, from_pattern, from_arn))


def _matches(pattern: str, text: str) -> bool:
    wording = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wording, text, re.DOTALL) is not None


def _run_here(function: Function, invocation: Invocation) -> bytes:
    try:
        answer = function(json.loads(invocation.event))
    except Exception as error:
        raise FunctionError(str(error)) from error
    try:
        return json.dumps(answer).encode()
    except (TypeError, ValueError):
        return b""
