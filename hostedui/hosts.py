"""Which pool a request is for, by the host name it was sent to."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pools.actions import domains

POOL_URLS = "hostedui.domain_urls"

_BASE_HOSTS = {urlsplit(settings.PUBLIC_URL).netloc, "localhost", "127.0.0.1", "[::1]"}


class PoolHostMiddleware:
    """Gives each request its `hosted_pool`: the one whose domain the host name is, or None on the base host, where
    `client_id` says which pool is meant. A pool's domain answers with the hosted UI alone: no console there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hosted_pool = None if _is_base(request) else domains.find_pool_by_host(request.get_host())
        if request.hosted_pool is not None:
            request.urlconf = POOL_URLS
        return self.get_response(request)


def _is_base(request: HttpRequest) -> bool:
    host = request.get_host()
    return host in _BASE_HOSTS or host.rpartition(":")[0] in _BASE_HOSTS
