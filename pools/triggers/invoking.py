"""Asking a trigger's function: the event that it is given (TRG-28 to TRG-38), and what its failures become.

A function has five seconds, and three attempts if it does not answer (TRG-04, TRG-05). It may call our API meanwhile,
also about the same user (TRG-13): so no transaction may be open when it is asked.
"""

import dataclasses
import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from pools.errors import InvalidLambdaResponseException, UnexpectedLambdaException, UserLambdaValidationException
from pools.models import AppClient, User, UserPool
from pools.triggers import functions, places
from pools.triggers.runners.base import Failed, FunctionError, Invocation, TimedOut

ATTEMPT_SECONDS = 5.0
ATTEMPTS = 3

NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"  # where an administrator acts by no app client
_UNKNOWN_SDK = "aws-sdk-unknown-unknown"
_SDK = re.compile(r"aws-sdk-([a-z]+)[-\d]*/(\d[\w.]*)")
_BOTO = re.compile(r"Boto3/(\d[\w.]*)")
_LONGEST_ERROR = 4096  # characters of a function's own text
_INVALID_JSON = "Invalid lambda function output : Invalid JSON"

_log = logging.getLogger("poolhouse.triggers")

# Told of each call: the slot, the pool, the event, its outcome ("ok" or what went wrong) and the milliseconds it took
listeners: list[Callable[[str, UserPool, Mapping[str, Any], str, int], None]] = []


@dataclasses.dataclass(frozen=True, slots=True)
class Occasion:
    """Whom it is about, and who asks by which app client. `user` is None for a name that nobody has; `username` is the
    name as it was given."""

    pool: UserPool
    client: AppClient | None
    username: str
    user: User | None = None
    client_metadata: Mapping[str, str] = dataclasses.field(default_factory=dict)
    user_agent: str = ""


def is_assigned(pool: UserPool, trigger: str) -> bool:
    """Whether the pool has a function in this slot of its `LambdaConfig`."""
    return bool(pool.lambda_config.get(trigger))


def invoke(
    trigger: str,
    source: str,
    occasion: Occasion,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    *,
    version: str = "1",
) -> dict[str, Any]:
    """What the function of the slot put under `response`. Raises the wire's three exceptions for triggers."""
    event = envelope(source, occasion, request, response, version=version)
    return _response_in(ask(trigger, occasion.pool, event))


def ask(trigger: str, pool: UserPool, event: Mapping[str, Any]) -> bytes:
    """What the function of the slot answered. Raises the two exceptions for functions that fail."""
    began = time.monotonic()
    outcome = "ok"
    try:
        runner = functions.find(_arn(pool, trigger), pool.arn)
        with places.given_away():
            return _try(runner, json.dumps(event).encode())
    except FunctionError as error:
        outcome = "function error"
        text = str(error)[:_LONGEST_ERROR]
        raise UserLambdaValidationException(f"{trigger} failed with error {text}.") from error
    except TimedOut:
        outcome = "timeout"
        _refuse(trigger, "Socket timeout while invoking Lambda function")
    except functions.NoSuchFunction:
        outcome = "no function"
        _refuse(trigger, "ResourceNotFoundException")
    except functions.NotPermitted:
        outcome = "not permitted"
        _refuse(trigger, "AccessDeniedException")
    except Failed as error:
        outcome = str(error)
        _refuse(trigger, outcome)
    finally:
        taken = round((time.monotonic() - began) * 1000)
        _log.info("%s in %s: %s after %d ms", event["triggerSource"], pool.id, outcome, taken)
        for tell in listeners:
            tell(trigger, pool, event, outcome, taken)


def envelope(
    source: str,
    occasion: Occasion,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
    *,
    version: str = "1",
) -> dict[str, Any]:
    """The event, with what all triggers are told."""
    user, client = occasion.user, occasion.client
    return {
        "version": version,
        "triggerSource": source,
        "region": occasion.pool.region,
        "userPoolId": occasion.pool.id,
        "userName": user.username if user else occasion.username,
        "callerContext": {
            "awsSdkVersion": _sdk(occasion.user_agent),
            "clientId": client.client_id if client else NO_CLIENT,
        },
        "request": request,
        "response": response,
    }


def user_attributes(user: User | None) -> dict[str, str]:
    """`request.userAttributes`: with the two that Cognito adds to a user's own."""
    if user is None:
        return {}
    return {"sub": str(user.pk), "cognito:user_status": user.status} | user.attributes


def client_metadata(occasion: Occasion) -> dict[str, Any]:
    """`request.clientMetadata`, which is there when the call had some."""
    return {"clientMetadata": dict(occasion.client_metadata)} if occasion.client_metadata else {}


def user_not_found(occasion: Occasion) -> dict[str, bool]:
    """`request.userNotFound`, which is told where the app client hides who exists (TRG-97)."""
    hides = occasion.client is not None and occasion.client.hides_user_existence
    return {"userNotFound": occasion.user is None} if hides else {}


def read(response: Mapping[str, Any], name: str, kind: type, absent: Any) -> Any:
    """A member of the response, `absent` if it is not there or null. Raises `InvalidLambdaResponseException` when it is
    of another kind."""
    value = response.get(name)
    if value is None:
        return absent
    if type(value) is not kind:
        raise InvalidLambdaResponseException
    return value


def read_texts(response: Mapping[str, Any], name: str) -> dict[str, str]:
    """A member that is a map of texts."""
    values = read(response, name, dict, {})
    if not all(isinstance(value, str) for value in values.values()):
        raise InvalidLambdaResponseException
    return values


def read_list(response: Mapping[str, Any], name: str) -> list[str]:
    """A member that is a list of texts."""
    values = read(response, name, list, [])
    if not all(isinstance(value, str) for value in values):
        raise InvalidLambdaResponseException
    return values


def _arn(pool: UserPool, trigger: str) -> str:
    slot = pool.lambda_config[trigger]
    return slot if isinstance(slot, str) else slot["LambdaArn"]


def _try(runner: functions.Runner, event: bytes) -> bytes:
    """The first answer of as many attempts as there are, all with the same event (TRG-05)."""
    request_id = uuid.uuid4()
    for attempts_left in reversed(range(ATTEMPTS)):
        try:
            return runner(Invocation(request_id, event, time.monotonic() + ATTEMPT_SECONDS))
        except TimedOut:
            if not attempts_left:
                raise
        except Failed as error:
            if not (error.is_passing and attempts_left):
                raise
    raise TimedOut


def _refuse(trigger: str, cause: str) -> NoReturn:
    raise UnexpectedLambdaException(f"{trigger} invocation failed due to error {cause}.") from None


def _response_in(answer: bytes) -> dict[str, Any]:
    try:
        event = json.loads(answer, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidLambdaResponseException(_INVALID_JSON) from error
    if event is None:
        raise InvalidLambdaResponseException(_INVALID_JSON)
    if not isinstance(event, dict) or not isinstance(event.get("response"), dict):
        raise InvalidLambdaResponseException
    return event["response"]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _sdk(user_agent: str) -> str:
    """`aws-sdk-js-3.1` and the like, as far as clients say what they are made with (TRG-34)."""
    if found := _BOTO.search(user_agent):
        return f"aws-sdk-python-{found[1]}"
    if found := _SDK.search(user_agent):
        return f"aws-sdk-{found[1]}-{found[2]}"
    return _UNKNOWN_SDK
