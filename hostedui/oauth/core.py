"""Between Django's requests and oauthlib's: django-oauth-toolkit's backend, told of the pool and of the caller."""

import functools
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from oauth2_provider.exceptions import FatalClientError, OAuthToolkitError
from oauth2_provider.oauth2_backends import OAuthLibCore
from oauthlib import oauth2
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError, InvalidRequestFatalError

from hostedui.callers import caller_of
from hostedui.oauth import devices, dpop, pushed_requests, wording
from hostedui.oauth.device_authorizations import DeviceAuthorizations
from hostedui.oauth.server import PoolServer
from hostedui.oauth.validator import CALLER, POOL, SENT, PoolValidator


class PoolOAuthCore(OAuthLibCore):
    """Wraps `PoolServer`. A request that cannot even be read is refused as oauthlib refuses a bad one."""

    def _extract_params(self, request: HttpRequest) -> tuple[str, str, str, dict[str, Any]]:
        uri, http_method, body, headers = super()._extract_params(request)
        own = {POOL: request.hosted_pool, CALLER: caller_of(request), SENT: dpop.sent_with(request)}
        return uri, http_method, body, headers | own

    def _get_escaped_full_path(self, request: HttpRequest) -> str:
        """The address; of a browser that came with a pushed request, as if it had brought the parameters itself."""
        pushed = getattr(request, "pushed_request", None)
        if pushed is None:
            return str(super()._get_escaped_full_path(request))
        return f"{request.path}?{urlencode(pushed.parameters)}"

    def validate_authorization_request(self, request: HttpRequest) -> tuple[list[str], dict[str, Any]]:
        """The scopes that would be granted, and what the grant needs to answer. The authorization request is the query
        alone: what a form of ours posts is no part of it."""
        uri, _, _, headers = self._extract_params(request)
        try:
            scopes, credentials = self.server.validate_authorization_request(uri, headers=headers)
            asked = credentials["request"]
            if asked.client.row.require_pushed_authorization_requests and not getattr(request, "pushed_request", None):
                raise InvalidRequestError("Push the authorization request.", request=asked)  # RFC 9126 section 5
            return scopes, credentials
        except oauth2.FatalClientError as error:
            raise FatalClientError(error=error) from error
        except oauth2.OAuth2Error as error:
            raise OAuthToolkitError(error=error) from error
        except ValueError as error:  # oauthlib cannot decode the query
            raise FatalClientError(error=InvalidRequestFatalError()) from error

    def create_token_response(self, request: HttpRequest) -> tuple[str | None, dict[str, str], str, int]:
        try:
            return super().create_token_response(request)
        except ValueError:
            return None, {}, InvalidRequestError().json, 400

    def create_revocation_response(self, request: HttpRequest) -> tuple[str | None, dict[str, str], str, int]:
        try:
            return super().create_revocation_response(request)
        except oauth2.OAuth2Error as error:
            return None, error.headers, error.json, error.status_code
        except ValueError:
            return None, {}, InvalidRequestError().json, 400

    def create_introspection_response(self, request: HttpRequest) -> tuple[str | None, dict[str, str], str, int]:
        uri, http_method, body, headers = self._extract_params(request)
        try:
            told, content, status = self.server.introspection.create_introspect_response(
                uri, http_method, body, headers
            )
        except ValueError:
            return None, {}, InvalidRequestError().json, 400
        return None, told, content, status

    def push_authorization_request(self, request: HttpRequest) -> tuple[dict[str, Any], int]:
        """The body and the status of the answer. What the authorization endpoint would refuse is refused here (RFC
        9126 section 2.3)."""
        uri, http_method, body, headers = self._extract_params(request)
        try:
            asked = Request(uri, http_method, body, headers)
            self.server.pushed_requests.authenticate(asked)
            parameters = pushed_requests.parameters_of(request.POST.dict(), asked.client.client_id)
            parameters |= dpop.bound_to_key(headers[SENT], asked.client.row, parameters.get("dpop_jkt"))
            self.server.validate_authorization_request(f"{request.path}?{urlencode(parameters)}", headers=headers)
        except oauth2.OAuth2Error as error:
            return wording.at_push(error), error.status_code if error.error == "invalid_client" else 400
        except ValueError:
            return wording.at_push(InvalidRequestError()), 400
        return pushed_requests.keep(asked.client.row, parameters), 201

    def begin_device_authorization(self, request: HttpRequest) -> tuple[dict[str, Any], int]:
        """The codes for a device, of which the answer is the only copy; and the status (RFC 8628 section 3.2)."""
        uri, http_method, body, headers = self._extract_params(request)
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}  # as the form was put together again
        endpoint = DeviceAuthorizations(self.server.request_validator)
        try:
            _, told, status = endpoint.create_device_authorization_response(uri, http_method, body, headers)
        except oauth2.OAuth2Error as error:
            return wording.at_token(error.error), 401 if error.error == "invalid_client" else 400
        except ValueError:
            return wording.at_token("invalid_request"), 400
        devices.keep(endpoint.client, told.pop("scope").split(), told["device_code"], told["user_code"])
        return told, status


@functools.cache
def core() -> PoolOAuthCore:
    """The one instance of this process; it holds no state of a request."""
    return PoolOAuthCore(PoolServer(PoolValidator()))
