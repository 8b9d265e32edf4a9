"""Refusals as problem details (RFC 9457): one place that gives each its status and its words."""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from pools import errors
from pools.errors import PoolError

CONTENT_TYPE = "application/problem+json"

# What is well formed but against a rule is 422, unless it says more
_STATUSES: dict[type[PoolError], HTTPStatus] = {
    errors.AccessDeniedException: HTTPStatus.FORBIDDEN,
    errors.AliasExistsException: HTTPStatus.CONFLICT,
    errors.DeviceKeyExistsException: HTTPStatus.CONFLICT,
    errors.DuplicateProviderException: HTTPStatus.CONFLICT,
    errors.EntityAlreadyExistsException: HTTPStatus.CONFLICT,
    errors.GroupExistsException: HTTPStatus.CONFLICT,
    errors.InternalErrorException: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.LimitExceededException: HTTPStatus.CONFLICT,
    errors.NoSuchEntityException: HTTPStatus.NOT_FOUND,
    errors.NotAuthorizedException: HTTPStatus.CONFLICT,  # here always: the user's state does not allow it
    errors.RequestEntityTooLargeException: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.ResourceConflictException: HTTPStatus.CONFLICT,
    errors.ResourceNotFoundException: HTTPStatus.NOT_FOUND,
    errors.SerializationException: HTTPStatus.BAD_REQUEST,
    errors.TooManyFailedAttemptsException: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooManyRequestsException: HTTPStatus.TOO_MANY_REQUESTS,
    errors.UnsupportedUserStateException: HTTPStatus.CONFLICT,
    errors.UserNotFoundException: HTTPStatus.NOT_FOUND,
    errors.UsernameExistsException: HTTPStatus.CONFLICT,
}
_NAMES: dict[type[exceptions.APIException], str] = {
    exceptions.AuthenticationFailed: "UnrecognizedClientException",
    exceptions.MethodNotAllowed: "UnknownOperationException",
    exceptions.NotAuthenticated: "MissingAuthenticationTokenException",
    exceptions.ParseError: "SerializationException",
    exceptions.PermissionDenied: "AccessDeniedException",
    exceptions.UnsupportedMediaType: "SerializationException",
    exceptions.ValidationError: "InvalidParameterException",
}
_MALFORMED = "The request does not fit the OpenAPI document."

_log = logging.getLogger(__name__)


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """The response to whatever was raised while a request was answered."""
    match error:
        case PoolError():
            return _problem(error.name, _STATUSES.get(type(error), HTTPStatus.UNPROCESSABLE_ENTITY), error.message)
        case exceptions.ValidationError():
            faults = [{"field": field, "detail": detail} for field, detail in _flatten(error.detail)]
            return _problem(_NAMES[exceptions.ValidationError], error.status_code, _MALFORMED, errors=faults)
        case exceptions.APIException():
            name = _NAMES.get(type(error), "InvalidParameterException")
            return _problem(name, error.status_code, str(error.detail), headers=_headers(error))
        case PermissionDenied():  # the console's protection against forged requests
            return _problem("AccessDeniedException", HTTPStatus.FORBIDDEN, str(error))
        case Http404():
            return _problem("ResourceNotFoundException", HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        case RequestDataTooBig():
            return answer(errors.RequestEntityTooLargeException(), context)
        case UnreadablePostError():
            return answer(errors.SerializationException("The request body ended early."), context)
    _log.error("%s %s failed", context["request"].method, context["request"].path, exc_info=error)
    return answer(errors.InternalErrorException(), context)


@csrf_exempt  # it does nothing that could be forged
def not_found(request: HttpRequest, **kwargs: Any) -> JsonResponse:
    """For addresses that lead nowhere."""
    response = answer(Http404(), {})
    return JsonResponse(response.data, status=response.status_code, content_type=CONTENT_TYPE)


def _problem(name: str, status: int, detail: str, *, headers: dict[str, str] | None = None, **members: Any) -> Response:
    problem = {"type": f"urn:poolhouse:problem:{name}", "title": name, "status": int(status), "detail": detail}
    response = Response(problem | members, status=int(status), content_type=CONTENT_TYPE, headers=headers)
    response._has_been_logged = True  # type: ignore[attr-defined]  # or Django would log it a second time
    return response


def _headers(error: exceptions.APIException) -> dict[str, str]:
    challenge = getattr(error, "auth_header", "")
    return {"WWW-Authenticate": challenge} if challenge else {}


def _flatten(detail: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The faults of a nested report one by one, each with the path to its field."""
    if isinstance(detail, dict):
        for name, nested in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            yield from _flatten(nested, f"{path}.{own}" if path and own else path or own)
    elif isinstance(detail, list):
        for nested in detail:
            yield from _flatten(nested, path)
    else:
        yield path, str(detail)
