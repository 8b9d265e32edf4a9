"""`/oauth2/userInfo`."""

import pytest
from django.test import Client

from pools.actions import sessions
from tests.conftest import CALLER

BAD_REQUEST = 'error="invalid_request", error_description="Bad OAuth2 request at UserInfo Endpoint"'
BAD_TOKEN = (
    'error="invalid_token", error_description="Access token is expired, disabled, or deleted, '
    'or the user has globally signed out."'
)


@pytest.fixture
def token_for(browser, asks, alice, exchange):
    def make(scope: str) -> str:
        browser.sign_in("alice", asks("/login", scope=scope, prompt="login"))
        return exchange(browser.query["code"]).json()["access_token"]

    return make


def user_info(token, method="get", host="localhost:8000"):
    return getattr(Client(), method)("/oauth2/userInfo", headers={"Authorization": f"Bearer {token}", "Host": host})


@pytest.mark.spec("API-311", "API-312", "API-313")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_tells_who_it_speaks_for(token_for, alice, method):
    answer = user_info(token_for("openid email"), method)
    assert answer["Content-Type"] == "application/json;charset=UTF-8"
    assert answer.json() == {
        "sub": str(alice.sub),
        "email": "alice@example.com",
        "email_verified": "true",
        "username": "alice",
    }


@pytest.mark.spec("API-313", "APP-170", "APP-171", "APP-172")
@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("openid phone", {"phone_number"}),
        ("openid email", {"email", "email_verified"}),
        ("openid profile", {"phone_number", "email", "email_verified", "name"}),
        ("openid", {"phone_number", "email", "email_verified", "name"}),
    ],
)
def test_the_scopes_open_the_attributes(token_for, alice, scope, told):
    alice.attributes |= {"phone_number": "+12065550100", "name": "Alice"}
    alice.save()
    assert set(user_info(token_for(scope)).json()) == told | {"sub", "username"}


def test_what_the_client_may_not_read_is_not_told(token_for, app):
    app.read_attributes = ["email", "email_verified"]
    app.save()
    token = token_for("openid")
    app.read_attributes = ["name"]
    app.save()
    assert set(user_info(token).json()) == {"sub", "username"}


@pytest.mark.spec("API-314")
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer"}, {"Authorization": "Basic YTpi"}])
def test_without_a_token_the_request_is_bad(db, header):
    answer = Client().get("/oauth2/userInfo?access_token=x", headers=header)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (400, f"Bearer {BAD_REQUEST}")


@pytest.mark.spec("API-315")
@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30", "x y"])
def test_a_token_that_is_none_is_refused(db, token):
    answer = user_info(token)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, f"Bearer {BAD_TOKEN}")


@pytest.mark.spec("API-315")
def test_a_token_of_who_has_signed_out_everywhere_is_refused(token_for, alice):
    token = token_for("openid")
    sessions.global_sign_out(alice, caller=CALLER)
    assert user_info(token).status_code == 401


@pytest.mark.spec("API-315")
def test_a_token_without_openid_is_refused(token_for):
    assert user_info(token_for("aws.cognito.signin.user.admin")).status_code == 401


def test_an_id_token_is_no_access_token(browser, asks, alice, exchange):
    browser.sign_in("alice", asks("/login"))
    assert user_info(exchange(browser.query["code"]).json()["id_token"]).status_code == 401


@pytest.mark.spec("APP-156")
def test_a_browser_app_may_read_the_refusal(db):
    answer = user_info("nonsense")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "WWW-Authenticate" in answer["Access-Control-Expose-Headers"]
