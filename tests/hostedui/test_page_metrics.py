"""Cognito's metrics at the hosted UI."""

import pytest
from prometheus_client import REGISTRY

from tests.conftest import PASSWORD


@pytest.fixture
def counted(app):
    """By how much a metric of the app grew since the test began."""
    labels = {"UserPool": app.pool_id, "UserPoolClient": app.client_id}

    def value(name):
        return REGISTRY.get_sample_value(name, labels) or 0

    names = [f"{name}Successes_{part}" for name in ("SignUp", "SignIn", "TokenRefresh") for part in ("sum", "count")]
    before = {name: value(name) for name in names}
    return lambda name: value(name) - before[name]


@pytest.mark.spec("API-80")
def test_a_sign_in_has_succeeded_when_the_app_has_its_tokens(exchange, code_of_alice, counted):
    assert counted("SignInSuccesses_count") == 0

    exchange(code_of_alice)

    assert counted("SignInSuccesses_sum") == counted("SignInSuccesses_count") == 1


@pytest.mark.spec("API-80")
def test_a_wrong_password_is_a_failed_sign_in(browser, asks, alice, counted):
    browser.sign_in("alice", asks("/login"), password="Wrong-Horse-1")

    assert (counted("SignInSuccesses_sum"), counted("SignInSuccesses_count")) == (0, 1)


@pytest.mark.spec("API-82")
def test_a_refresh_counts_as_one(exchange, code_of_alice, counted):
    token = exchange(code_of_alice).json()["refresh_token"]

    exchange(grant_type="refresh_token", refresh_token=token, code=None, redirect_uri=None)
    exchange(grant_type="refresh_token", refresh_token="wrong", code=None, redirect_uri=None)

    assert (counted("TokenRefreshSuccesses_sum"), counted("TokenRefreshSuccesses_count")) == (1, 2)


@pytest.mark.spec("API-76")
def test_a_sign_up_counts(browser, asks, counted):
    browser.get(asks("/signup"))
    browser.fill_in(**{"username": "bob", "requiredAttributes[email]": "bob@example.com", "password": PASSWORD})

    assert counted("SignUpSuccesses_sum") == counted("SignUpSuccesses_count") == 1
