"""The AWS wire protocol, JSON 1.1: `POST /` with the operation's name in `X-Amz-Target`."""

import json
import logging
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date

from pools.access import policy, resources, sigv4
from pools.access.principals import Principal
from pools.actions.quotas import rates
from pools.api import throttling
from pools.api.call import Call
from pools.api.registry import SERVICES, USER_POOLS, Handler, Service
from pools.api.trail import Trail
from pools.contract import reading, service_model, validation
from pools.errors import (
    InternalErrorException,
    PoolError,
    RequestEntityTooLargeException,
    SerializationException,
    UnknownOperationException,
)

CONTENT_TYPE = "application/x-amz-json-1.1"
MAX_BODY_BYTES = 1_048_576
LARGER_BODIES = dict.fromkeys(("CreateManagedLoginBranding", "UpdateManagedLoginBranding"), 2097152)  # FED-226
MAX_MESSAGE_HEADER = 1024  # characters; the whole message stands in the body

# Every answer is readable by any browser app, a refusal too: there are no cookies here that could be abused
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
}
_PREFLIGHT_SECONDS = "172800"

_log = logging.getLogger(__name__)


def answer(request: HttpRequest) -> HttpResponse:
    """Run the operation that the request names. Whatever happens, the answer is one that AWS's clients understand."""
    request_id = str(uuid.uuid4())
    trail = Trail(request, request_id)
    try:
        output = _run(request, trail)
    except PoolError as error:
        return _refuse(error, trail)
    except Exception:
        _log.exception("%s failed, request %s", request.META.get("HTTP_X_AMZ_TARGET", "")[:128], request_id)
        return _refuse(InternalErrorException(), trail)
    trail.answered(output)
    return _respond(output, request_id)


def preflight(request: HttpRequest) -> HttpResponse:
    """Let a browser send any header it asks for: clients differ in theirs, and none of them gives a right."""
    return HttpResponse(
        headers=_CORS
        | {
            "Access-Control-Allow-Methods": "POST, GET, HEAD, OPTIONS",
            "Access-Control-Allow-Headers": request.META.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "*"),
            "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
            "Content-Length": "0",
            "x-amzn-RequestId": str(uuid.uuid4()),
        }
    )


def _run(request: HttpRequest, trail: Trail) -> dict[str, Any]:
    service, name, handler = _find_operation(request)
    contract = service_model.contract(service.name, name)
    trail.found(service.name, name, contract)
    body = _read_body(request, LARGER_BODIES.get(name, MAX_BODY_BYTES))
    is_signed = contract.is_signed and not (contract.may_be_unsigned and "HTTP_AUTHORIZATION" not in request.META)
    principal = sigv4.authenticate(request, service.name) if is_signed else None
    trail.authenticated(principal)
    parsed = _parse(service, contract, body)
    trail.parsed(parsed)
    region = principal.region if principal else settings.REGION
    trail.call = call = Call(parsed, trail.caller, region)
    if principal and not principal.is_superuser:
        _authorize(principal, f"{service.name}:{name}", call, request)
    if rates.are_on() and service is USER_POOLS:
        throttling.count(name, call)
    return contract.shape_output(handler(call))


def _authorize(principal: Principal, action: str, call: Call, request: HttpRequest) -> None:
    """Ask the principal's policies. What they may have to look at is what the operation reads anyway."""
    policy.require_call(
        principal,
        action,
        resources.arn_of(call.input, call.named_pool),
        call.input,
        origin=policy.origin_of(request),
        resource_tags=lambda: call.named_pool.user_pool_tags if call.named_pool else {},
    )


def _find_operation(request: HttpRequest) -> tuple[Service, str, Handler]:
    if request.META.get("CONTENT_TYPE", "").partition(";")[0].strip() != CONTENT_TYPE:
        raise UnknownOperationException(f"The Content-Type must be {CONTENT_TYPE}.")
    prefix, _, name = request.META.get("HTTP_X_AMZ_TARGET", "").partition(".")
    service = SERVICES.get(prefix)
    handler = service.find(name) if service else None
    if service is None or handler is None:
        raise UnknownOperationException("X-Amz-Target names no operation that is known here.")
    return service, name, handler


def _read_body(request: HttpRequest, most_bytes: int) -> bytes:
    if _content_length(request) > most_bytes:
        raise RequestEntityTooLargeException(f"The request is larger than {most_bytes // 1_048_576} MB.")
    try:
        return request.body
    except UnreadablePostError as error:
        raise SerializationException("The request body ended early.") from error


def _content_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _parse(service: Service, contract: service_model.Contract, body: bytes) -> dict[str, Any]:
    value = reading.read(body)
    found: list[validation.Violation] = []
    parsed = contract.parse(value, found)
    if found:
        raise service.refusal(validation.describe(found), reason=validation.describe_without_values(found))
    return parsed


def _respond(output: dict[str, Any], request_id: str) -> HttpResponse:
    return _response(output, 200, request_id, {})


def _refuse(error: PoolError, trail: Trail) -> HttpResponse:
    trail.refused(error)
    headers = {"x-amzn-ErrorType": f"{error.name}:", "x-amzn-ErrorMessage": _header_safe(error.message)}
    response = _response(
        {"__type": error.name, "message": error.message}, error.status, trail.caller.request_id, headers
    )
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django would log it a second time
    return response


def _response(output: dict[str, Any], status: int, request_id: str, headers: dict[str, str]) -> HttpResponse:
    content = json.dumps(output, ensure_ascii=False, separators=(",", ":")).encode()
    headers |= {"x-amzn-RequestId": request_id, "Date": http_date(), "Content-Length": str(len(content))} | _CORS
    return HttpResponse(content, content_type=CONTENT_TYPE, status=status, headers=headers)


def _header_safe(message: str) -> str:
    """A message may repeat what the client sent: of that, only printable ASCII may stand in a header."""
    cut = message[:MAX_MESSAGE_HEADER]
    return "".join(character if " " <= character <= "~" else "?" for character in cut)
