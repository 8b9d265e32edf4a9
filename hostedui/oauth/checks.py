"""What Cognito asks of an authorization request beyond the standards, as validators of oauthlib's grants."""

import re

from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError

_S256_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # RFC 7636 section 4.2: a SHA-256 in base64url
_NONCE_LENGTH = 1024  # characters; what the code's column takes


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
