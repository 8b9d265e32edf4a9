"""The app client as django-oauth-toolkit's validator wants to see an application."""

import dataclasses
import re
from urllib.parse import urlsplit

from oauth2_provider.models import AbstractApplication

from pools.actions import app_clients
from pools.models import AppClient, UserPool

_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)

# What the toolkit calls a grant type of an application, and the OAuth flow of an app client that stands for it
_FLOWS = {
    AbstractApplication.GRANT_AUTHORIZATION_CODE: "code",
    AbstractApplication.GRANT_IMPLICIT: "implicit",
    AbstractApplication.GRANT_CLIENT_CREDENTIALS: "client_credentials",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Application:
    """Answers the questions that the toolkit asks an application, from an app client's columns."""

    row: AppClient

    @property
    def client_id(self) -> str:
        return self.row.client_id

    @property
    def client_type(self) -> str:
        return AbstractApplication.CLIENT_CONFIDENTIAL if self.is_confidential else AbstractApplication.CLIENT_PUBLIC

    @property
    def is_confidential(self) -> bool:
        return self.row.is_confidential

    @property
    def client_secret(self) -> AppClient:
        """What proves a secret: the row, since how many secrets there are is its own affair."""
        return self.row

    @property
    def default_redirect_uri(self) -> str | None:
        """Stands in for a missing `redirect_uri` when the client has one way to sign in (API-382)."""
        has_one_provider = len(self.row.supported_identity_providers) == 1
        return self.row.default_redirect_uri if has_one_provider and self.row.default_redirect_uri else None

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Character by character (API-260); a fragment is never allowed (APP-163)."""
        return "#" not in uri and uri in self.row.callback_urls

    def allows_grant_type(self, *grant_types: str) -> bool:
        """No flow at all while the client is not switched on for OAuth (API-381)."""
        if AbstractApplication.GRANT_DEVICE_CODE in grant_types and self.row.allow_device_flow:
            return self.row.allowed_o_auth_flows_user_pool_client
        if self.row.dpop_bound_access_tokens and AbstractApplication.GRANT_IMPLICIT in grant_types:
            return False  # what comes by the browser's address is bound to no key
        flows = {_FLOWS.get(grant_type) for grant_type in grant_types}
        return self.row.allowed_o_auth_flows_user_pool_client and not flows.isdisjoint(self.row.allowed_o_auth_flows)

    def origin_allowed(self, origin: str) -> bool:
        """Every origin is (APP-156)."""
        return bool(origin)


def find(client_id: str | None, pool: UserPool | None) -> Application | None:
    """The app client of this id; of this pool, if the request came to a pool's domain."""
    if not client_id or not _CLIENT_ID.fullmatch(client_id):
        return None
    client = app_clients.find_app_client(client_id)
    if client is None or (pool is not None and client.pool_id != pool.id):
        return None
    return Application(client)


def scheme(uri: str) -> str:
    """`https`, or the scheme that a mobile app registered."""
    return urlsplit(uri).scheme
