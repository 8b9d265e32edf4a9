"""The device authorization endpoint of oauthlib, for app clients that may use it."""

from urllib.parse import urlencode

from oauthlib.common import Request
from oauthlib.oauth2 import DeviceAuthorizationEndpoint
from oauthlib.oauth2.rfc6749.errors import UnauthorizedClientError

from hostedui.oauth import client_assertions, devices
from hostedui.oauth.validator import PoolValidator
from pools.actions import domains
from pools.models import AppClient


class DeviceAuthorizations(DeviceAuthorizationEndpoint):
    """One for each request: where a person goes with the code depends on the client's pool."""

    client: AppClient

    def __init__(self, request_validator: PoolValidator) -> None:
        super().__init__(
            request_validator,
            verification_uri="",
            expires_in=int(devices.LIFETIME.total_seconds()),
            interval=devices.INTERVAL_SECONDS,
            verification_uri_complete=self._complete,
            user_code_generator=devices.new_user_code,
        )

    def validate_device_authorization_request(self, request: Request) -> None:
        """Raises oauthlib's errors. A client that proves itself need not name itself too (RFC 8628 section 3.1)."""
        request.client_id = request.client_id or self._proven(request)
        super().validate_device_authorization_request(request)
        if not request.client.allows_grant_type(devices.GRANT_TYPE):
            raise UnauthorizedClientError(request=request)
        self.client = request.client.row
        self._verification_uri = f"{domains.hosted_ui_url(self.client.pool)}/device"

    def _proven(self, request: Request) -> str | None:
        if assertion := getattr(request, "client_assertion", None):
            return client_assertions.subject_of(assertion)
        return request.client.client_id if self.request_validator.authenticate_client(request) else None

    def _complete(self, user_code: str) -> str:
        return f"{self.verification_uri}?{urlencode({'user_code': user_code})}"
