"""`resource`: what an access token is for (RFC 8707, as Cognito has it)."""

import jwt
import pytest

from tests.hostedui.conftest import CALLBACK

pytestmark = pytest.mark.one_database

API = "https://api.example/photos"


def _claims(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


@pytest.fixture
def sign_in(browser, asks, alice, exchange):
    def tokens(**more):
        return exchange(browser.sign_in("alice", asks("/login", **more)).query["code"]).json()

    return tokens


@pytest.mark.parametrize("resource", [API, "http://localhost:3000", "https://api.example/?a=1", "myapp://example"])
def test_the_resource_is_the_audience_of_the_access_token_alone(sign_in, app, resource):
    tokens = sign_in(resource=resource)
    assert _claims(tokens["access_token"])["aud"] == resource
    assert _claims(tokens["id_token"])["aud"] == app.client_id


def test_a_refreshed_token_is_for_the_same(sign_in, exchange):
    tokens = sign_in(resource=API)
    again = exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"], code=None, redirect_uri=None)
    assert _claims(again.json()["access_token"])["aud"] == API


@pytest.mark.parametrize("more", [{}, {"resource": ""}])
def test_without_a_resource_there_is_no_audience(sign_in, more):
    assert "aud" not in _claims(sign_in(**more)["access_token"])


def test_the_user_pool_api_takes_the_token(sign_in, idp):
    tokens = sign_in(resource=API, scope="openid aws.cognito.signin.user.admin")
    assert idp.get_user(AccessToken=tokens["access_token"])["Username"] == "alice"


def test_the_implicit_grant_has_it_too(browser, asks, alice, app):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()
    browser.sign_in("alice", asks("/login", response_type="token", resource=API))
    assert _claims(browser.fragment["access_token"])["aud"] == API


@pytest.mark.parametrize(
    "resource",
    ["photos", "/photos", "http://api.example", f"{API}#a", f"{API} b", "https://[", "https:", "x" * 2000, f"{API}\0"],
)
def test_what_is_no_absolute_address_is_an_invalid_target(browser, asks, resource):
    browser.get(asks(resource=resource))
    assert browser.location.startswith(f"{CALLBACK}?error=invalid_target&")


def test_two_resources_are_an_invalid_target(browser, asks):
    browser.get(f"{asks(resource=API)}&resource=https://other.example")
    assert browser.query["error"] == "invalid_target"


@pytest.mark.parametrize(("named", "status"), [(API, 200), ("https://other.example", 400)])
def test_the_exchange_is_for_what_was_asked_for(browser, asks, alice, exchange, named, status):
    code = browser.sign_in("alice", asks("/login", resource=API)).query["code"]
    answer = exchange(code, resource=named)
    assert answer.status_code == status
    assert answer.json().get("error") in (None, "invalid_target")


def test_the_lite_plan_has_no_resources(sign_in, pool):
    pool.user_pool_tier = "LITE"
    pool.save()
    assert "aud" not in _claims(sign_in(resource=API)["access_token"])
