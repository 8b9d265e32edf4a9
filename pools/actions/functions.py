"""The operator's functions: which there are, where each is, and what one of them says to an event (TRG-01, TRG-14)."""

import dataclasses
import json
import re
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from notifications import outgoing
from pools import ids
from pools.actions import audit, paging
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceConflictException, ResourceNotFoundException
from pools.models import Function
from pools.triggers import functions, invoking
from pools.triggers.runners import python, webhook
from pools.triggers.runners.base import Failed, FunctionError, Invocation, TimedOut

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ARN = re.compile(r"arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9_-]{1,64}(:[a-zA-Z0-9_$-]{1,128})?")
_SOURCE_ARN = re.compile(r"arn:[^:]*:cognito-idp:[^:]*:[^:]*:.+")
_PYTHON = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*")
_MOST_SOURCES = 100
_MOST_OFFERED = 200  # to choose from


@dataclasses.dataclass(frozen=True, slots=True)
class Described:
    """Everything that a caller says of a function. An empty `secret` keeps the one there is, or makes one up."""

    kind: str
    target: str
    description: str = ""
    endpoint_url: str = ""
    region: str = ""
    access_key_id: str = ""
    secret: str = ""
    source_arns: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """How one call of a function went: its answer as it came, or in `error` why there is none."""

    request: str
    answer: str
    error: str
    milliseconds: int


def create_function(name: str, described: Described, *, caller: Caller) -> Function:
    """Register a function by its name, or by a whole ARN such as one that pools brought from AWS name."""
    function = Function(arn=_arn(name))
    _fill(function, described)
    try:
        with transaction.atomic():
            function.save(force_insert=True)
            audit.record(caller, "CreateFunction", function=function.arn, kind=function.kind)
    except IntegrityError as error:
        raise ResourceConflictException(f"Function already exist: {function.name}") from error
    return function


def update_function(function: Function, described: Described, *, caller: Caller) -> Function:
    """Put another one, or another place of it, under the ARN."""
    _fill(function, described)
    with transaction.atomic():
        function.save(force_update=True)
        audit.record(caller, "UpdateFunctionConfiguration", function=function.arn, kind=function.kind)
    python.forget_processes()
    return function


def replace_key(function: Function, *, caller: Caller) -> Function:
    """Sign a webhook's requests by a new key from now on."""
    if function.kind != Function.Kind.WEBHOOK:
        raise InvalidParameterException("Only a webhook has a key that signs its requests.")
    function.secret = webhook.new_key()
    with transaction.atomic():
        function.save(update_fields=["sealed_secret", "modified_at"])
        audit.record(caller, "ReplaceFunctionKey", function=function.arn)
    return function


def delete_function(function: Function, *, caller: Caller) -> None:
    """Pools that name it go on naming it, and fail to ask it (TRG-12)."""
    with transaction.atomic():
        Function.objects.filter(pk=function.pk).delete()
        audit.record(caller, "DeleteFunction", function=function.arn)


def get_function(name: str) -> Function:
    """By name or ARN. Raises `ResourceNotFoundException`."""
    found = Function.objects.filter(arn=name if name.startswith("arn:") else arn_of(name)).first()
    if found is None:
        raise ResourceNotFoundException(f"Function not found: {name}")
    return found


def get_function_by_id(function_id: uuid.UUID | str) -> Function:
    """Raises `ResourceNotFoundException`."""
    try:
        found = Function.objects.filter(pk=uuid.UUID(str(function_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise ResourceNotFoundException(f"Function not found: {function_id}")
    return found


def list_functions(*, limit: int, token: str | None = None) -> tuple[list[Function], str | None]:
    """A page of the functions and the token of the next page, if there is one."""
    return paging.page(Function.objects.all(), "id", "functions", limit=limit, token=token)


def list_offered() -> Sequence[Function]:
    """Those to choose from where a pool's triggers are set."""
    return list(Function.objects.order_by("arn")[:_MOST_OFFERED])


def try_function(function: Function, event: Mapping[str, Any], *, caller: Caller) -> Trial:
    """Ask the function once, outside of any flow."""
    sent = json.dumps(event)
    audit.record(caller, "Invoke", function=function.arn)
    began = time.monotonic()
    answer = error = ""
    try:
        invocation = Invocation(uuid.uuid4(), sent.encode(), began + invoking.ATTEMPT_SECONDS)
        answer = functions.RUNNERS[function.kind](function, invocation).decode(errors="replace")
    except FunctionError as refusal:
        error = str(refusal)
    except TimedOut:
        error = f"No answer within {invoking.ATTEMPT_SECONDS:g} seconds."
    except Failed as failure:
        error = f"It could not be asked: {failure}."
    return Trial(sent, answer, error, round((time.monotonic() - began) * 1000))


def arn_of(name: str) -> str:
    """The ARN of a function of this installation."""
    return ids.arn("lambda", f"function:{name}", settings.REGION)


def _arn(name: str) -> str:
    arn = name if name.startswith("arn:") else arn_of(name)
    if not (_ARN.fullmatch(arn) if name.startswith("arn:") else _NAME.fullmatch(name)):
        raise InvalidParameterException("A function's name has at most 64 letters, digits, hyphens and underscores.")
    return arn


def _fill(function: Function, described: Described) -> None:
    sources = list(described.source_arns)
    if len(sources) > _MOST_SOURCES or not all(map(_SOURCE_ARN.fullmatch, sources)):
        raise InvalidParameterException("Each source must be the ARN of a user pool, or a pattern of such.")
    is_same_kind = function.kind == described.kind
    _CHECKS[described.kind](described)
    function.kind, function.target = described.kind, described.target
    function.description, function.source_arns = described.description, sources
    is_lambda = described.kind == Function.Kind.LAMBDA
    function.endpoint_url = described.endpoint_url if is_lambda else ""
    function.region = described.region if is_lambda else ""
    function.access_key_id = described.access_key_id if is_lambda else ""
    _fill_secret(function, described, keeps=is_same_kind)


def _fill_secret(function: Function, described: Described, *, keeps: bool) -> None:
    if described.kind == Function.Kind.WEBHOOK:
        function.secret = function.secret if keeps and function.sealed_secret else webhook.new_key()
    elif described.kind == Function.Kind.LAMBDA and described.access_key_id:
        function.secret = described.secret or (function.secret if keeps else "")
        if not function.secret:
            raise InvalidParameterException("An access key ID needs its secret access key.")
    else:
        function.secret = ""


def _check_python(described: Described) -> None:
    if not _PYTHON.fullmatch(described.target):
        raise InvalidParameterException("A Python function is named as module:function, such as shop.triggers:handler.")
    try:
        python.check_allowed(described.target)
    except Failed:
        raise InvalidParameterException(
            "The module is none that POOLHOUSE_FUNCTION_MODULES allows to be run."
        ) from None


def _check_webhook(described: Described) -> None:
    try:
        outgoing.checked(described.target)
    except outgoing.Forbidden as error:
        raise InvalidParameterException(str(error)) from error


def _check_lambda(described: Described) -> None:
    if not re.fullmatch(r"[\w:$-]{1,200}", described.target):
        raise InvalidParameterException("The function at the endpoint is named by its name or ARN.")
    if described.endpoint_url and described.endpoint_url not in settings.LAMBDA_ENDPOINTS:
        raise InvalidParameterException("The endpoint is none that POOLHOUSE_LAMBDA_ENDPOINTS allows to be asked.")
    if described.region and not re.fullmatch(r"[a-z0-9-]{1,32}", described.region):
        raise InvalidParameterException("The region is malformed.")


_CHECKS: dict[str, Callable[[Described], None]] = {
    Function.Kind.PYTHON: _check_python,
    Function.Kind.WEBHOOK: _check_webhook,
    Function.Kind.LAMBDA: _check_lambda,
}
