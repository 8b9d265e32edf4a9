from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from pools.api import sts, view, well_known


class WireApiMiddleware:
    """Answers the wire API's requests before any other middleware is run.

    Its requests are `POST /` by a client that says what it wants in `X-Amz-Target`, and the browser's question whether
    it may send that; and forms that are meant for STS. What verifiers read of a pool is answered here too; all else
    goes on to the pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/":
            if request.method == "POST" and _speaks_aws(request):
                return view.answer(request)
            if request.method == "POST" and sts.is_addressed(request):
                return sts.answer(request)
            if request.method == "OPTIONS":
                return view.preflight(request)
        elif (document := well_known.PATH.fullmatch(request.path_info)) is not None:
            return well_known.answer(request, *document.groups())
        return self.get_response(request)


def _speaks_aws(request: HttpRequest) -> bool:
    return "HTTP_X_AMZ_TARGET" in request.META or request.META.get("CONTENT_TYPE", "").startswith("application/x-amz-")
