"""What an endpoint is made of: which of Cognito's operations it performs, what it takes, what it answers.

From the one declaration come the permission, the checks and the endpoint's entry in the OpenAPI document.
"""

import dataclasses
import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, QueryDict
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pools.contract import reading
from pools.errors import PoolError
from pools.rest import problems, trail
from pools.rest.authentication import BearerToken
from pools.rest.call import Call
from pools.rest.fields import StrictSerializer, answer, text, whole_number
from pools.rest.wording import STATUS_TEXTS

Handler = Callable[[Any, Call], Any]
Serializer = type[serializers.Serializer]

LARGEST_PAGE = 60


class JsonBody(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = parser_context["request"]._request.body  # which minds the largest size
        return reading.read(body, parse_float=reading.whole_as_integer)


class JsonAlone(BaseContentNegotiation):
    """Answers are JSON, whatever is asked for."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        given = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == given), None)

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Resource(APIView):
    """An address of the API."""

    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    authentication_classes = [BearerToken]
    permission_classes = [IsAuthenticated]
    parser_classes = [JsonBody]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = JsonAlone

    def get_exception_handler(self) -> Any:
        return problems.answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"  # answers tell secrets
        del response.headers["Vary"]
        return response


@dataclasses.dataclass(frozen=True, slots=True)
class _Declared:
    action: str  # what the policies are asked for
    followed: str  # what the audit trail knows it as
    body: type[StrictSerializer] | None
    query: type[StrictSerializer] | None
    status: HTTPStatus

    def run(self, view: Any, handler: Handler, request: Request, path: dict[str, str]) -> Response:
        _check_path(path)
        call = Call(request, path)
        call.query, _ = _checked(self.query, _once_each(request.query_params)) if self.query else ({}, {})
        call.body, given = _checked(self.body, _data(request)) if self.body else ({}, {})
        call.follow(self.followed, given)
        try:
            if self.action:
                call.require(self.action, given)
            answer = handler(view, call)
        except PoolError as error:
            trail.refused(call.caller, error)
            raise
        trail.answered(call.caller)
        return Response(answer, status=self.status)


def operation(
    name: str,
    *,
    body: type[StrictSerializer] | None = None,
    query: type[StrictSerializer] | None = None,
    answers: Serializer | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    action: str | None = None,
    can_conflict: bool = False,
) -> Callable[[Handler], Callable[..., Response]]:
    """Answer by this method of a resource what `name` of Cognito's operations does.

    `action` is what the policies are asked for: `cognito-idp:<name>` unless given, nothing if empty.
    """
    asked = f"cognito-idp:{name}" if action is None else action
    declared = _Declared(
        asked, asked or f"poolhouse:{name}", body, query, HTTPStatus.NO_CONTENT if answers is None else status
    )

    def declare(handler: Handler) -> Callable[..., Response]:
        title, _, rest = (handler.__doc__ or "").partition("\n")
        permission = f"Needs the permission `{asked}`." if asked else "Every principal may."

        @extend_schema(
            operation_id=name,
            summary=title.strip().rstrip("."),
            description="\n\n".join(filter(None, [" ".join(rest.split()), permission])),
            parameters=[query] if query else [],
            request=body,
            responses=_responses(declared, answers, can_conflict),
        )
        @functools.wraps(handler)
        def answer_request(view: Any, request: Request, **path: str) -> Response:
            return declared.run(view, handler, request, path)

        return answer_request

    return declare


class PageQuery(StrictSerializer):
    """What every list takes."""

    limit = whole_number(1, LARGEST_PAGE, required=False, help_text="How many results at most; 60 unless given.")
    cursor = text(4096, required=False, help_text="From the `next` of the page before.")


Fault = answer(
    "Fault",
    {
        "field": serializers.CharField(help_text="Path to the field."),
        "detail": serializers.CharField(help_text="What is wrong with it."),
    },
)
Problem = answer(
    "Problem",
    {
        "type": serializers.CharField(help_text="A name for the kind of problem."),
        "title": serializers.CharField(help_text="Cognito's name of the error."),
        "status": serializers.IntegerField(help_text="The HTTP status."),
        "detail": serializers.CharField(help_text="What happened, for people."),
        "errors": Fault(many=True, required=False, help_text="The fields that do not fit the document."),
    },
)


def _responses(declared: _Declared, answers: Serializer | None, can_conflict: bool) -> dict[Any, Any]:
    shown: dict[Any, Any] = {int(declared.status): answers}
    if answers is None:
        shown = {204: OpenApiResponse(description="Done.")}
    refusals = [401, 403, 404, 422, 429] + ([400] if declared.body or declared.query else [])
    refusals += [413, 415] if declared.body else []
    refusals += [409] if can_conflict else []
    for status in sorted(refusals):
        shown[status, problems.CONTENT_TYPE] = OpenApiResponse(Problem, description=STATUS_TEXTS[status])
    return shown


def _checked(wanted: type[StrictSerializer], given: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was given, by the names of fields and by those of the wire."""
    serializer = wanted(data=given)
    serializer.is_valid(raise_exception=True)
    checked = serializer.validated_data
    return checked, {getattr(serializer.fields[name], "wire_name", name): value for name, value in checked.items()}


def _data(request: Request) -> Any:
    """What was sent; nothing at all is an empty object."""
    return {} if isinstance(request.data, QueryDict) else request.data


def _once_each(given: QueryDict) -> dict[str, Any]:
    repeated = [name for name, values in given.lists() if len(values) > 1]
    if repeated:
        raise serializers.ValidationError(dict.fromkeys(repeated, "May be given once."))
    return {name: _typed(name, values[-1]) for name, values in given.lists()}


def _typed(name: str, value: Any) -> Any:
    """Query strings know text alone."""
    if not _can_be_kept(value):
        raise serializers.ValidationError({name: "Invalid character."})
    is_number = value.isascii() and value.isdigit() and len(value) < 10
    return int(value) if name == "limit" and is_number else value


def _check_path(path: dict[str, str]) -> None:
    """What cannot be kept was never given as a name."""
    if not all(map(_can_be_kept, path.values())):
        raise Http404


def _can_be_kept(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
