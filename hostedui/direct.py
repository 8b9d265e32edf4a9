"""What apps call, answered before anything is run that pages alone need: session, language, form tokens."""

import functools
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve, reverse

from hostedui import rates, trail


class DirectMiddleware:
    """Stands behind the middleware that says which pool is meant and that which tells the trail. An endpoint's answer
    has the headers that the rest would have added, but for the language, which it has none of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _endpoints(getattr(request, "urlconf", None)).get(request.path_info)
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        trail.begin(request)
        response: HttpResponse = rates.refusal(request) or match.func(request)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers["Content-Length"] = str(len(response.content))
        return response


@functools.cache
def _endpoints(urlconf: str | None) -> dict[str, ResolverMatch]:
    """Where they are, in the addresses of the base host or of a pool's domain."""
    paths = [reverse(f"hostedui:{name}", urlconf) for name in rates.ENDPOINTS]
    return {path: resolve(path, urlconf) for path in paths}
