"""The documents below a pool's issuer address, which need no credential: discovery and key set (API-248, API-249).

Verifiers fetch them again and again, so they may be cached, and are compared by ETag. Any browser app may read them.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.utils.cache import get_conditional_response

from pools.actions import issuer, signing_keys
from pools.actions.quotas import rates
from pools.actions.quotas.categories import JWKS
from pools.errors import TooManyRequestsException
from pools.models import UserPool

PATH = re.compile(r"((?:/[\w.~-]{1,64}){0,5})/\.well-known/(openid-configuration|jwks\.json)", re.ASCII)

_DOCUMENTS: dict[str, Callable[[UserPool], dict[str, Any]]] = {
    "openid-configuration": issuer.discovery_document,
    "jwks.json": signing_keys.jwks,
}
# A verifier that meets an unknown key id fetches the set anew; a retired key stays in it for all others
_CACHE_CONTROL = "public, max-age=3600"
_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
_LONGEST_HOST = 260  # characters, with the port
_METHODS = ("GET", "HEAD", "OPTIONS")


def answer(request: HttpRequest, path: str, document: str) -> HttpResponseBase:
    """The document, or word that the reader's copy is still right."""
    if request.method not in _METHODS:
        return HttpResponseNotAllowed(_METHODS)
    if request.method == "OPTIONS":
        return _preflight(request)
    pool = issuer.find_pool(request.META.get("HTTP_HOST", "")[:_LONGEST_HOST], path)
    if pool is None:
        return JsonResponse({"message": f"User pool {path[1:]} does not exist."}, status=404, headers=_CORS)
    if rates.are_on() and document == "jwks.json":
        try:
            rates.cap(JWKS, pool.region)
        except TooManyRequestsException as error:
            return JsonResponse({"message": error.message}, status=429, headers=_CORS | {"Retry-After": "1"})
    content = json.dumps(_DOCUMENTS[document](pool), separators=(",", ":"))
    etag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
    headers = _CORS | {"Cache-Control": _CACHE_CONTROL, "ETag": etag}
    response = HttpResponse(content, content_type="application/json", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _preflight(request: HttpRequest) -> HttpResponse:
    return HttpResponse(
        headers={
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": ", ".join(_METHODS),
            "Access-Control-Allow-Headers": request.META.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "*"),
            "Access-Control-Max-Age": "172800",
        }
    )
