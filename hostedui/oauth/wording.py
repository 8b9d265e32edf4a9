"""How Cognito words what oauthlib and our actions refuse. The one place that translates."""

from oauthlib.common import add_params_to_uri
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from hostedui.oauth import dpop
from pools.errors import PoolError, UnsupportedOperationException, UnsupportedTokenTypeException

BAD_USERINFO_REQUEST = "Bad OAuth2 request at UserInfo Endpoint"  # API-314
NOT_A_BEARER = "Access token is expired, disabled, or deleted, or the user has globally signed out."  # API-315

# On the way back to the app there are four errors (API-277 to API-280), and prompt=none adds OpenID's own
_AT_AUTHORIZE = {"unsupported_response_type": "invalid_request"}

# oauthlib's word for a client_id beside the Basic header that names another client (API-293)
_AT_TOKEN = {"server_error": "invalid_client"}


def at_authorize(error: OAuth2Error, issuer: str) -> str:
    """The address that takes an error of the authorization endpoint to the app: in the query, whatever was asked for
    (API-276)."""
    error.error = _AT_AUTHORIZE.get(error.error, error.error)
    error.response_mode = "query"
    return with_issuer(error.in_uri(error.redirect_uri), issuer)


def with_issuer(location: str, issuer: str, *, in_fragment: bool = False) -> str:
    """The authorization response, telling who gives it: an app that knows several issuers mixes up none (RFC 9207)."""
    return add_params_to_uri(location, [("iss", issuer)], fragment=in_fragment)


def at_token(error: str, description: str = "") -> dict[str, str]:
    """The whole body of an error of the token endpoint: the code alone (API-303), unless Cognito has no such error."""
    told = {"error": _AT_TOKEN.get(error, error)}
    return told | {"error_description": description} if description and error in dpop.ERRORS else told


def at_push(error: OAuth2Error) -> dict[str, str]:
    """The body of an error of the pushed authorization request endpoint (RFC 9126 section 2.3)."""
    told = {"error": _AT_AUTHORIZE.get(error.error, error.error), "error_description": error.description}
    return {name: value for name, value in told.items() if value}


def for_revocation(error: PoolError) -> OAuth2Error:
    """A refusal of `sessions.revoke_token` as the revocation endpoint gives it (API-342, API-343)."""
    if isinstance(error, UnsupportedTokenTypeException):
        return errors.UnsupportedTokenTypeError()
    if isinstance(error, UnsupportedOperationException):
        return errors.InvalidRequestError(description=error.message)
    return errors.InvalidClientError()
