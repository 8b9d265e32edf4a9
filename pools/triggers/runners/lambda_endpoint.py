"""Functions behind an endpoint that speaks Lambda's `Invoke`: AWS itself, LocalStack, SAM.

The endpoints besides AWS are the operator's to name, in `POOLHOUSE_LAMBDA_ENDPOINTS`: who may register functions may
not thereby have requests sent to any address of the network.
"""

import functools
import json
import threading
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
)
from django.conf import settings

from pools.models import Function
from pools.triggers.runners.base import MAX_ANSWER_BYTES, TOO_LARGE, Failed, FunctionError, Invocation, TimedOut

SECONDS = 5
_PIECE = 1 << 16
_PASSING = frozenset(
    {"TooManyRequestsException", "ServiceException", "EC2ThrottledException", "ResourceNotReadyException"}
)
_making = threading.Lock()  # botocore's loaders are not made for several threads


def run(function: Function, invocation: Invocation) -> bytes:
    """The function's answer, JSON."""
    if function.endpoint_url and function.endpoint_url not in settings.LAMBDA_ENDPOINTS:
        raise Failed("AccessDeniedException")
    with _making:
        client = _client(function.endpoint_url, function.region, function.access_key_id, function.secret)
    try:
        answer = client.invoke(FunctionName=function.target, InvocationType="RequestResponse", Payload=invocation.event)
        payload = _read(answer["Payload"], invocation)
    except (ReadTimeoutError, ConnectTimeoutError):
        raise TimedOut from None
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        code = error.response["Error"]["Code"]
        raise Failed(code, is_passing=status >= 500 or code in _PASSING) from error
    except (EndpointConnectionError, HTTPClientError) as error:
        raise Failed("Could not connect to the endpoint", is_passing=True) from error
    except BotoCoreError as error:
        raise Failed(type(error).__name__) from error
    if "FunctionError" in answer:
        raise FunctionError(_error_message(payload))
    return payload


def _read(stream: Any, invocation: Invocation) -> bytes:
    """The whole payload, as long as it is neither too large nor too slow."""
    parts, size = [], 0
    while part := stream.read(_PIECE):
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            stream.close()
            raise FunctionError(TOO_LARGE)
        _ = invocation.seconds_left
    return b"".join(parts)


def _error_message(payload: bytes) -> str:
    """What the function raised, from `{"errorMessage": ..., "errorType": ...}`."""
    try:
        error = json.loads(payload)
    except ValueError:
        error = None
    if not isinstance(error, dict):
        return "Unhandled"
    return str(error.get("errorMessage") or error.get("errorType") or "Unhandled")


@functools.lru_cache(maxsize=64)
def _client(endpoint_url: str, region: str, access_key_id: str, secret: str) -> Any:
    session = botocore.session.Session()
    return session.create_client(
        "lambda",
        region_name=region or settings.REGION,
        endpoint_url=endpoint_url or None,
        aws_access_key_id=access_key_id or None,
        aws_secret_access_key=secret or None,
        config=Config(
            connect_timeout=SECONDS,
            read_timeout=SECONDS,
            retries={"total_max_attempts": 1},
            max_pool_connections=16,
            proxies={},
        ),
    )
