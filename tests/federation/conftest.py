"""Providers outside, as far as they answer."""

import json

import pytest

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.models import IdentityProvider
from notifications import outgoing
from tests.conftest import CALLER

ISSUER = "https://login.corp.example"
FOUND = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/keys",
}
BY_HAND = {
    "authorize_url": f"{ISSUER}/a",
    "token_url": f"{ISSUER}/t",
    "attributes_url": f"{ISSUER}/u",
    "jwks_uri": f"{ISSUER}/j",
}
OIDC = {
    "client_id": "poolhouse",
    "client_secret": "corp-secret",
    "authorize_scopes": "openid email",
    "attributes_request_method": "GET",
    "oidc_issuer": ISSUER,
}


class Outside:
    """What is at which URL; `asked` are the URLs that were read."""

    def __init__(self) -> None:
        self.pages: dict[str, object] = {f"{ISSUER}/.well-known/openid-configuration": FOUND}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}

    def get(self, url, headers, *, timeout, max_bytes):
        self.asked.append(url)
        self.headers = headers
        if url not in self.pages:
            raise outgoing.OutgoingError("No answer from there: Connection refused")
        page = self.pages[url]
        body = page if isinstance(page, bytes) else json.dumps(page).encode()
        return outgoing.Answer(200, {}, body)


@pytest.fixture
def outside(monkeypatch) -> Outside:
    outside = Outside()
    monkeypatch.setattr(outgoing, "get", outside.get)
    return outside


@pytest.fixture
def corp(pool, outside) -> IdentityProvider:
    """An OpenID provider whose addresses were discovered."""
    settings = Settings(details=OIDC, attribute_mapping={"email": "email"}, identifiers=["corp.example"])
    return identity_providers.create_identity_provider(pool, "Corp", "OIDC", settings, caller=CALLER)
