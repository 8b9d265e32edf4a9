"""The grants that a pool offers, put together from oauthlib's."""

import functools
from typing import Any

from oauthlib.common import Request
from oauthlib.oauth2 import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.endpoints.base import catch_errors_and_unavailability
from oauthlib.oauth2.rfc6749.grant_types import ClientCredentialsGrant, ImplicitGrant
from oauthlib.oauth2.rfc6749.utils import scope_to_list
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant
from oauthlib.openid import UserInfoEndpoint
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant, RefreshTokenGrant

from hostedui.oauth import checks, devices
from hostedui.oauth.bearer import SessionTokens
from hostedui.oauth.introspection import Introspection
from hostedui.oauth.pushed_requests import PushedRequests
from hostedui.oauth.validator import PoolValidator


class _AuthorizationRequest(Request):
    """Takes its address apart once: each validator of a grant looks at it."""

    uri_query_params = functools.cached_property(Request.uri_query_params.fget)
    duplicate_params = functools.cached_property(Request.duplicate_params.fget)


class PoolServer(AuthorizationEndpoint, TokenEndpoint, RevocationEndpoint, UserInfoEndpoint):
    """Code with and without PKCE, implicit, refresh and client credentials. What asks for anything else meets the code
    grant, which says what is wrong with it.

    The implicit grant is OAuth's rather than OpenID's: Cognito's `response_type` is `token` in both cases, and the
    scope decides whether an ID token comes along (API-274, API-275).
    """

    def __init__(self, request_validator: PoolValidator, **_: Any) -> None:
        bearer = SessionTokens(request_validator)
        code = AuthorizationCodeGrant(request_validator)
        implicit = ImplicitGrant(request_validator)
        for grant in (code, implicit):
            grant.custom_validators.pre_auth.append(checks.length)
            grant.custom_validators.pre_auth.append(checks.grant_type)
            grant.custom_validators.pre_auth.append(checks.response_mode)
            grant.custom_validators.pre_auth.append(checks.response_type)
            grant.custom_validators.pre_auth.append(checks.repeated)
            grant.custom_validators.pre_auth.append(checks.resource)
            grant.custom_validators.pre_auth.append(checks.prompt)
        code.custom_validators.pre_auth.append(checks.code_challenge)
        code.custom_validators.pre_auth.append(checks.dpop_jkt)
        refresh = RefreshTokenGrant(request_validator)

        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": code, "token": implicit})
        grant_types = {
            "authorization_code": code,
            "refresh_token": refresh,
            devices.GRANT_TYPE: DeviceCodeGrant(request_validator),
            "client_credentials": ClientCredentialsGrant(request_validator),
        }
        TokenEndpoint.__init__(self, "authorization_code", bearer, grant_types)
        RevocationEndpoint.__init__(self, request_validator)
        UserInfoEndpoint.__init__(self, request_validator)
        self.bearer = bearer
        # Beside it and not among its bases: they authenticate clients, each in a way of its own
        self.introspection = Introspection(request_validator)
        self.pushed_requests = PushedRequests(request_validator)

    @catch_errors_and_unavailability
    def validate_authorization_request(
        self, uri: str, http_method: str = "GET", body: str | None = None, headers: dict[str, Any] | None = None
    ) -> tuple[list[str], dict[str, Any]]:
        """oauthlib's own, for a request that is read faster."""
        request = _AuthorizationRequest(uri, http_method, body, headers)
        request.scopes = scope_to_list(request.scope)
        grant = self.response_types.get(request.response_type, self.default_response_type_handler)
        return grant.validate_authorization_request(request)
