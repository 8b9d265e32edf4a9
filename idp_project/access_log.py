"""One line per request: what was asked, how it ended, how long it took."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

import structlog
from django.http import HttpRequest, HttpResponse

from idp_project import health

_ASKED_OFTEN = {*health.PAGES, "/metrics"}

logger = structlog.get_logger("poolhouse.access")


class AccessLogMiddleware:
    """The outermost middleware, so that the wire API's requests pass it too.

    Query strings and bodies stay out: authorization codes, passwords and tokens travel in them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        if request.path in _ASKED_OFTEN and response.status_code == HTTPStatus.OK:
            return response  # asked every few seconds; only a refusal is worth a line
        if not logger.isEnabledFor(logging.INFO):
            return response
        logger.info(
            f"{request.method} {quote(request.path)}",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            ip=request.META.get("REMOTE_ADDR", ""),
            **_wire_details(request, response),
        )
        return response


def _wire_details(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """The operation of a wire API request, and the error that it ended in."""
    target = request.META.get("HTTP_X_AMZ_TARGET")
    if not target:
        return {}
    details = {"operation": quote(target.rpartition(".")[2][:64]), "request_id": response.get("x-amzn-RequestId", "")}
    error = response.get("x-amzn-ErrorType", "").rstrip(":")
    return details | {"error": error} if error else details
