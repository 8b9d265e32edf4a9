from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from pools.api import view


class WireApiMiddleware:
    """Answers the wire API's requests before any other middleware is run.

    Its requests are `POST /` by a client that says what it wants in `X-Amz-Target`, and the browser's question whether
    it may send that. All else goes on to the pages.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == "/":
            if request.method == "POST" and _speaks_aws(request):
                return view.answer(request)
            if request.method == "OPTIONS":
                return view.preflight(request)
        return self.get_response(request)


def _speaks_aws(request: HttpRequest) -> bool:
    return "HTTP_X_AMZ_TARGET" in request.META or request.META.get("CONTENT_TYPE", "").startswith("application/x-amz-")
