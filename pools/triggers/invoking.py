"""Asking a trigger's function: the event that it is given (TRG-28 to TRG-38), and what its failures become."""

import json
from collections.abc import Mapping
from typing import Any

from pools.errors import InvalidLambdaResponseException, UnexpectedLambdaException, UserLambdaValidationException
from pools.models import AppClient, User, UserPool
from pools.triggers import functions

_SDK = "aws-sdk-unknown-unknown"


def is_assigned(pool: UserPool, trigger: str) -> bool:
    """Whether the pool has a function in this slot of its `LambdaConfig`."""
    return bool(pool.lambda_config.get(trigger))


def invoke(
    trigger: str,
    source: str,
    client: AppClient,
    username: str,
    request: Mapping[str, Any],
    response: Mapping[str, Any],
) -> dict[str, Any]:
    """What the function of the slot put under `response`. Raises the wire's three exceptions for triggers."""
    pool = client.pool
    function = functions.find(pool.lambda_config[trigger])
    if function is None:  # TRG-12: the slot outlives its function
        raise UnexpectedLambdaException(f"{trigger} invocation failed due to error ResourceNotFoundException.")
    event = {
        "version": "1",
        "triggerSource": source,
        "region": pool.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": _SDK, "clientId": client.client_id},
        "request": request,
        "response": response,
    }
    try:
        answer = function(json.loads(json.dumps(event)))  # a copy: nothing but the response has an effect
    except Exception as error:
        raise UserLambdaValidationException(f"{trigger} failed with error {error}.") from error
    return _response_in(answer)


def user_attributes(user: User | None) -> dict[str, str]:
    """`request.userAttributes`: with the two that Cognito adds to a user's own."""
    if user is None:
        return {}
    return {"sub": str(user.pk), "cognito:user_status": user.status} | user.attributes


def _response_in(answer: Any) -> dict[str, Any]:
    try:
        plain = json.loads(json.dumps(answer))
    except (TypeError, ValueError) as error:
        raise InvalidLambdaResponseException("Invalid lambda function output : Invalid JSON") from error
    if plain is None:
        raise InvalidLambdaResponseException("Invalid lambda function output : Invalid JSON")
    if not isinstance(plain, dict) or not isinstance(plain.get("response"), dict):
        raise InvalidLambdaResponseException
    return plain["response"]
