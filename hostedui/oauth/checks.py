"""What Cognito asks of an authorization request beyond the standards, as validators of oauthlib's grants."""

import re
from urllib.parse import urlencode, urlsplit

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, OAuth2Error

from pools.models import UserPool

_S256_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636 section 4.2: a SHA-256 in base64url
_SECONDS = re.compile(r"[0-9]{1,10}")
MAY_REPEAT = frozenset({"resource"})  # RFC 8707 section 2
_LONGEST_REQUEST = 8192  # characters, encoded; other servers on the way to us take no longer addresses either
_NONCE_LENGTH = 1024  # characters; what the code's column takes

_RESOURCE_LENGTH = 1024  # characters; likewise
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class InvalidTarget(OAuth2Error):
    """What a token is asked for cannot be its audience (RFC 8707 section 2)."""

    error = "invalid_target"


def response_mode(request: Request) -> dict:
    """The grant decides where its answer goes: a code never into the fragment, tokens never into the query (API-272,
    API-275)."""
    request.response_mode = None
    return {}


def grant_type(request: Request) -> dict:
    """A parameter of the token endpoint, which must decide nothing here."""
    request.grant_type = None
    return {}


def response_type(request: Request) -> dict:
    """`code` or `token` (API-258), and a nonce that can be kept."""
    if request.response_type not in ("code", "token"):
        missing = request.response_type is None
        description = "Missing response_type parameter." if missing else "Unsupported response_type."
        raise InvalidRequestError(request=request, description=description)
    nonce = request.nonce or ""
    if len(nonce) > _NONCE_LENGTH or not nonce.isprintable():
        raise InvalidRequestError(request=request, description="The nonce cannot be kept.")
    return {}


def length(request: Request) -> dict:
    """No longer than what the addresses of all pages can carry on."""
    if is_too_long(urlencode(request.uri_query_params)):
        if is_too_long(urlencode({"state": request.state or ""})):
            request.state = None  # the answer would be as long
        raise InvalidRequestError(request=request, description="The request is too long.")
    return {}


def is_too_long(query: str) -> bool:
    """Whether an address of ours cannot hold these parameters."""
    return len(query) > _LONGEST_REQUEST


def repeated(request: Request) -> dict:
    """No parameter comes twice, those that oauthlib does not know included (RFC 6749 section 3.1)."""
    names = [name for name, _ in request.uri_query_params if name not in MAY_REPEAT]
    if len(names) > len(set(names)):
        raise InvalidRequestError(request=request, description="A parameter was given twice.")
    return {}


def prompt(request: Request) -> dict:
    """`none` stands alone, and `max_age` is a number of seconds (OIDC Core section 3.1.2.1)."""
    asked = set((_parameter(request, "prompt") or "").split())
    if "none" in asked and len(asked) > 1:
        raise InvalidRequestError(request=request, description="The prompt none stands alone.")
    max_age = _parameter(request, "max_age")
    if max_age and not _SECONDS.fullmatch(max_age):
        raise InvalidRequestError(request=request, description="max_age must be a number of seconds.")
    return {}


def resource(request: Request) -> dict:
    """One address that the access token is for, its `aud` (RFC 8707); of the kinds that Cognito takes."""
    given = [value for name, value in request.uri_query_params if name == "resource" and value]
    if len(given) > 1 or not all(_is_resource(value) for value in given):
        raise InvalidTarget(request=request, description="The resource is one absolute URL without a fragment.")
    return {}


def dpop_jkt(request: Request) -> dict:
    """The thumbprint of the key that the code is to be bound to (RFC 9449 section 10)."""
    given = _parameter(request, "dpop_jkt")
    if given and not _S256_CHALLENGE.fullmatch(given):
        raise InvalidRequestError(request=request, description="dpop_jkt must be a SHA-256 in base64url.")
    return {}


def dpop_jkt_of(request: Request) -> str:
    """The same, for a client that may have it; else empty."""
    return (_parameter(request, "dpop_jkt") or "") if request.client.row.takes_dpop else ""


def resource_of(request: Request) -> str:
    """The resource of an authorization request; empty where none was asked for, or where the pool's plan has none."""
    has_them = request.client.row.pool.user_pool_tier != UserPool.Tier.LITE
    return (_parameter(request, "resource") or "") if has_them else ""


def same_resource(request: Request, resource: str) -> None:
    """A resource that is named at the token endpoint must be the one of the authorization request (RFC 8707 section
    2.2). Raises `InvalidTarget`."""
    named = {value for name, value in request.decoded_body or () if name == "resource" and value}
    if not named <= {resource}:
        raise InvalidTarget(request=request)


def _is_resource(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_reachable = parts.scheme != "http" or parts.hostname in _LOOPBACK
    fits = len(url) <= _RESOURCE_LENGTH and url.isprintable() and not set("# ") & set(url)
    return bool(parts.scheme and parts.netloc) and is_reachable and fits


def _parameter(request: Request, name: str) -> str | None:
    """As it was sent; oauthlib's own grants change some."""
    return dict(request.uri_query_params).get(name)


def code_challenge(request: Request) -> dict:
    """A challenge and its method come together, and the method is S256 (API-269, API-270, API-277)."""
    challenge, method = request.code_challenge, request.code_challenge_method
    if challenge is None and method is None:
        return {}
    if method != "S256":
        raise InvalidRequestError(request=request, description="code_challenge_method must be S256.")
    if challenge is None or not _S256_CHALLENGE.fullmatch(challenge):
        raise InvalidRequestError(request=request, description="code_challenge must be a SHA-256 in base64url.")
    return {}
