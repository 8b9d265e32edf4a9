"""Alice, whose pool lets people in by passkey, and her phone."""

import pytest

from pools.models import WebAuthnCredential
from tests.pools.authenticator import Authenticator
from tests.pools.passkeys.using import configure, register
from tests.pools.signing_in import tokens


@pytest.fixture(autouse=True)
def allowed(pool):
    configure(pool)


@pytest.fixture
def token(idp, app, alice):
    return tokens(idp, app)["AccessToken"]


@pytest.fixture
def phone():
    return Authenticator()


@pytest.fixture
def registered(idp, token, phone):
    """Alice's passkey, in her phone."""
    register(idp, token, phone)
    return WebAuthnCredential.objects.get()
