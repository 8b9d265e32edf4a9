from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from pools.caller import Caller, Via


class CallerMiddleware:
    """Gives each request of the console its `caller`, the actor that actions are told of.

    It is made when somebody asks for it: only then the session needs to be read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.caller = SimpleLazyObject(lambda: _caller(request))
        return self.get_response(request)


def _caller(request: HttpRequest) -> Caller:
    return Caller(
        via=Via.CONSOLE,
        arn=request.user.arn if request.user.is_authenticated else "",
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
    )
