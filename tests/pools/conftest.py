"""What several tests of sign-in share."""

import pytest

from pools.actions import app_clients
from pools.models import User
from tests.conftest import ALL_FLOWS, CALLER


@pytest.fixture
def allow(pool):
    """Sets the pool's allowed first factors."""

    def set_factors(*factors):
        pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}
        pool.save()

    return set_factors


@pytest.fixture
def secretive_app(app):
    """A client that tells nobody who exists."""
    return app_clients.create_app_client(
        app.pool, "secretive", caller=CALLER, explicit_auth_flows=ALL_FLOWS, prevent_user_existence_errors="ENABLED"
    )


@pytest.fixture
def passwordless(pool):
    """Dora, whose address an administrator wrote down and who has no password."""
    return User.objects.create(
        pool=pool, username="dora", username_key="dora", status="CONFIRMED", attributes={"email": "dora@example.com"}
    )
