"""The endpoints that apps call directly."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from hostedui.oauth import checks, dpop, registration, wording
from hostedui.oauth.core import core
from pools.actions import issuer

_JSON = "application/json;charset=UTF-8"
_CORS = {
    "Access-Control-Allow-Origin": "*",  # APP-156
    "Access-Control-Expose-Headers": "WWW-Authenticate, DPoP-Nonce",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Amz-User-Agent, Cache-Control, DPoP",
    "Access-Control-Max-Age": "86400",
}

_UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError)

View = Callable[[HttpRequest], HttpResponse]


def _endpoint(*methods: str) -> Callable[[View], View]:
    """A view for apps, not for pages: any origin may call it, nothing of it may be cached."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @sensitive_post_parameters()
        @wraps(view)
        def wrapper(request: HttpRequest) -> HttpResponse:
            if request.method == "OPTIONS":
                response = HttpResponse(status=204, headers=_PREFLIGHT)
                response["Access-Control-Allow-Methods"] = ", ".join((*methods, "OPTIONS"))
            elif request.method not in methods:
                response = HttpResponse(status=405, headers={"Allow": ", ".join((*methods, "OPTIONS"))})
            elif not _is_readable(request):
                response = _json(wording.at_token("invalid_request"), 400)
            else:
                response = view(request)
            for name, value in _CORS.items():
                response[name] = value
            response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
            return response

        return wrapper

    return decorate


def _is_readable(request: HttpRequest) -> bool:
    """Whether a form came whole, with each parameter once (RFC 6749 section 3.2)."""
    try:
        given = request.POST.lists()
    except _UNREADABLE:
        return False
    return all(len(values) == 1 or name in checks.MAY_REPEAT for name, values in given)


@_endpoint("POST")
@sensitive_variables()
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code, a refresh token or an app client's own secret for tokens (API-288 to API-310)."""
    if not request.POST.get("grant_type"):
        return _json(wording.at_token("invalid_request"), 400)
    _, _, body, status = core().create_token_response(request)
    if status == 200:
        return HttpResponse(body, content_type=_JSON)
    told = json.loads(body)
    return _json(wording.at_token(told["error"], told.get("error_description", "")), 400)


@_endpoint("GET", "POST")
@sensitive_variables()
def user_info(request: HttpRequest) -> HttpResponse:
    """Who the access token speaks for (API-311 to API-315)."""
    kind, _, access_token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() not in ("bearer", dpop.SCHEME) or not access_token.strip():
        return _challenge(400, "invalid_request", wording.BAD_USERINFO_REQUEST)
    _, _, body, status = core().create_userinfo_response(request)
    if status == 200:
        return HttpResponse(body, content_type=_JSON)
    told = json.loads(body)
    if told["error"] in dpop.ERRORS:
        return _challenge(401, told["error"], told["error_description"], scheme=dpop.SCHEME)
    return _challenge(401, "invalid_token", wording.NOT_A_BEARER, scheme=kind.lower())


@_endpoint("POST")
@sensitive_variables()
def revoke(request: HttpRequest) -> HttpResponse:
    """End the session that a refresh token belongs to (API-335 to API-345)."""
    _, _, body, status = core().create_revocation_response(request)
    if status == 200:
        return HttpResponse()
    return HttpResponse(body, status=status, content_type=_JSON)


@_endpoint("POST")
@sensitive_variables()
def introspect(request: HttpRequest) -> HttpResponse:
    """Whether a token is still good, and what for (RFC 7662)."""
    _, headers, body, status = core().create_introspection_response(request)
    return HttpResponse(body, status=status, content_type=_JSON, headers=_challenge_of(headers))


@_endpoint("POST")
@sensitive_variables()
def pushed_authorization(request: HttpRequest) -> HttpResponse:
    """Take an authorization request beforehand (RFC 9126)."""
    body, status = core().push_authorization_request(request)
    return _json(body, status)


@_endpoint("POST")
@sensitive_variables()
def device_authorization(request: HttpRequest) -> HttpResponse:
    """Codes for a device that somebody signs in with another one (RFC 8628)."""
    body, status = core().begin_device_authorization(request)
    return _json(body, status)


@_endpoint("POST")
@sensitive_variables()
def register(request: HttpRequest) -> HttpResponse:
    """Take an application's own word for what it is (RFC 7591)."""
    try:
        return _json(registration.register(request), 201)
    except OAuth2Error as error:
        if error.status_code in (401, 403):
            return _challenge(error.status_code, error.error, error.description)
        return _json({"error": error.error, "error_description": error.description}, error.status_code)


def _challenge_of(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name == "WWW-Authenticate"}


def _challenge(status: int, error: str, description: str, *, scheme: str = "bearer") -> HttpResponse:
    response = _json({"error": error, "error_description": description}, status)
    told = f'error="{error}", error_description="{description}"'
    if scheme == dpop.SCHEME:
        response["WWW-Authenticate"] = f'DPoP {told}, algs="{" ".join(issuer.DPOP_ALGORITHMS)}"'  # RFC 9449 section 7.1
    else:
        response["WWW-Authenticate"] = f"Bearer {told}"
    return response


def _json(members: dict[str, Any], status: int) -> HttpResponse:
    response = HttpResponse(json.dumps(members), status=status, content_type=_JSON)
    if members.get("error") == dpop.NonceWanted.error:
        response["DPoP-Nonce"] = dpop.new_nonce()
    return response
