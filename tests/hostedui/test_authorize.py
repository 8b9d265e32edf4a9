"""`/oauth2/authorize` and what `/login` shares with it."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hostedui.models import AuthorizationCode
from hostedui.models.authorization_code import NEW_CODE
from tests.hostedui.conftest import CALLBACK, CHALLENGE, Browser

pytestmark = pytest.mark.one_database

BOTH = pytest.mark.parametrize("path", ["/oauth2/authorize", "/login"])


@pytest.mark.spec("API-256", "API-257", "APP-150")
def test_who_is_not_signed_in_goes_to_the_sign_in_page_with_the_same_parameters(browser, asks):
    browser.get(asks(nonce="n"))
    assert browser.page.status_code == 302
    assert browser.location == asks("/login", nonce="n")


@pytest.mark.spec("API-255")
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_authorize_answers_no_other_method(asks, method):
    assert getattr(Client(), method)(asks()).status_code == 405


@pytest.mark.spec("API-259", "API-276", "API-318")
@BOTH
@pytest.mark.parametrize("client_id", [None, "", "unknown", "a\0b", "a b", "é" * 200])
def test_an_unknown_client_ends_at_an_error_page(browser, asks, path, client_id):
    browser.get(asks(path, client_id=client_id))
    assert browser.page.status_code == 400
    assert "Something is wrong with this link" in browser.text


@pytest.mark.spec("API-260", "API-276", "API-319", "APP-162")
@BOTH
@pytest.mark.parametrize(
    "redirect_uri",
    [
        None,
        "",
        "https://evil.example/",
        "https://shop.example/callback/",
        "https://shop.example/callback/../evil",
        "https://shop.example/callback?next=https://evil.example",
        "https://shop.example/callback#fragment",
        "https://shop.example.evil.example/callback",
        "https://shop.example@evil.example/callback",
        "//evil.example",
        "/callback",
        "javascript:alert(1)",
        "https://shop.example/callback\r\nSet-Cookie: a=b",
    ],
)
def test_an_unregistered_address_is_never_gone_to(browser, asks, path, redirect_uri):
    browser.get(asks(path, redirect_uri=redirect_uri))
    assert browser.page.status_code == 400
    assert "Location" not in browser.page.headers


@pytest.mark.spec("API-276")
@pytest.mark.parametrize("twice", ["client_id", "redirect_uri", "response_type", "scope", "state"])
def test_a_parameter_given_twice_is_not_guessed_at(browser, asks, twice):
    browser.get(f"{asks()}&{twice}=again")
    assert browser.page.status_code == 400


@pytest.mark.parametrize("query", ["%", "client_id=%zz", "client_id=%ff%fe", "a=b;c=d&&&=", "\x7f", "state=\x00"])
def test_a_query_that_cannot_be_read_ends_at_an_error_page(browser, db, query):
    browser.get(f"/oauth2/authorize?{query}")
    assert browser.page.status_code == 400


@pytest.mark.spec("API-258", "API-277", "API-320")
@BOTH
@pytest.mark.parametrize("response_type", [None, "", "id_token", "code token", "none", "xcode"])
def test_only_code_and_token_may_be_asked_for(browser, asks, path, response_type):
    browser.get(asks(path, response_type=response_type))
    assert browser.location.startswith(f"{CALLBACK}?error=invalid_request&")
    assert browser.query["state"] == "the state"


@pytest.mark.spec("API-269", "API-270", "API-277", "API-323")
@BOTH
@pytest.mark.parametrize(
    "challenge",
    [
        {"code_challenge": CHALLENGE},
        {"code_challenge_method": "S256"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "plain"},
        {"code_challenge": CHALLENGE, "code_challenge_method": "S512"},
        {"code_challenge": "short", "code_challenge_method": "S256"},
    ],
)
def test_a_challenge_comes_with_the_method_s256(browser, asks, path, challenge):
    browser.get(asks(path, **challenge))
    assert browser.query["error"] == "invalid_request"


@pytest.mark.spec("API-278")
def test_a_client_that_may_not_use_the_grant_is_told(browser, asks):
    browser.get(asks(response_type="token"))
    assert browser.query["error"] == "unauthorized_client"


@pytest.mark.spec("API-381")
def test_a_client_that_is_off_for_oauth_gets_nothing(browser, asks, app):
    app.allowed_o_auth_flows_user_pool_client = False
    app.save()
    browser.get(asks())
    assert browser.query["error"] == "unauthorized_client"


@pytest.mark.spec("API-279")
@pytest.mark.parametrize("scope", ["nonsense", "openid nonsense", 'op"enid', "shop/unknown", "email", ""])
def test_a_scope_that_is_unknown_or_means_nothing_is_refused(browser, asks, scope):
    browser.get(asks(scope=scope))
    assert browser.query["error"] == "invalid_scope"


@pytest.mark.spec("API-264", "API-266", "API-322")
def test_a_known_scope_that_is_not_enabled_is_dropped(browser, asks, app, alice):
    app.allowed_o_auth_scopes = ["openid"]
    app.save()
    browser.sign_in("alice", asks("/login", scope="openid email openid"))
    assert AuthorizationCode.objects.get().scopes == ["openid"]


@pytest.mark.spec("API-265", "APP-149")
def test_without_a_scope_all_of_the_client_are_granted(browser, asks, app, alice):
    browser.sign_in("alice", asks("/login", scope=None))
    assert AuthorizationCode.objects.get().scopes == app.allowed_o_auth_scopes


@pytest.mark.spec("API-261", "API-321")
@pytest.mark.parametrize("state", ["a b+c&d=é", "x\r\nSet-Cookie: a=b", '{"json":1}', "#?/%"])
def test_the_state_comes_back_as_it_was(browser, asks, alice, state):
    browser.sign_in("alice", asks("/login", state=state))
    assert browser.query["state"] == state
    assert "\n" not in browser.location


@pytest.mark.parametrize("nonce", ["a\0b", "x" * 1025])
def test_a_nonce_that_cannot_be_kept_is_refused(browser, asks, nonce):
    browser.get(asks(nonce=nonce))
    assert browser.query["error"] == "invalid_request"


def test_a_browser_that_is_signed_in_goes_straight_through(browser, asks, alice):
    browser.sign_in("alice", asks("/login"))
    browser.get(asks())
    assert browser.query["code"]


def test_the_app_may_have_the_user_sign_in_anew(browser, asks, alice):
    browser.sign_in("alice", asks("/login"))
    browser.get(asks(prompt="login"))
    assert browser.location.startswith("/login?")
    assert browser.follow().status_code == 200


def test_a_silent_request_shows_no_page(browser, asks, alice):
    browser.get(asks(prompt="none"))
    assert browser.query["error"] == "login_required"

    browser.sign_in("alice", asks("/login"))
    browser.get(asks(prompt="none"))
    assert browser.query["code"]


def test_a_sign_in_may_be_too_old_for_the_app(browser, asks, alice):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)) as clock:
        browser.sign_in("alice", asks("/login"))
        clock.shift(120)
        browser.get(asks(max_age="60"))
    assert browser.location.startswith("/login?")


@pytest.mark.spec("API-262")
def test_an_identity_provider_that_is_not_there_is_told_to_the_app(browser, asks):
    browser.get(asks(identity_provider="Google"))
    assert browser.query["error"] == "invalid_request"


@pytest.mark.spec("API-259", "APP-159")
def test_a_client_without_a_way_to_sign_in_has_no_pages(browser, asks, app):
    app.supported_identity_providers = []
    app.save()
    browser.get(asks())
    assert "No way to sign in is enabled for this app client." in browser.text


@pytest.mark.spec("API-260", "APP-165")
def test_a_mobile_app_is_reached_by_its_own_scheme(browser, asks, app, alice):
    app.callback_urls = ["myapp://example"]
    app.save()
    browser.sign_in("alice", asks("/login", redirect_uri="myapp://example"))
    assert browser.location.startswith("myapp://example?code=")


@pytest.mark.spec("API-280")
def test_an_unexpected_failure_is_told_to_the_app(browser, asks, alice, monkeypatch):
    browser.sign_in("alice", asks("/login"))
    monkeypatch.setattr(NEW_CODE, "insert", lambda _: 1 / 0)
    browser.get(asks())
    assert (browser.page.status_code, browser.query["error"]) == (302, "server_error")


@pytest.mark.spec("API-382")
def test_the_default_address_stands_in_where_there_is_one_provider(browser, asks, app, alice):
    app.default_redirect_uri = CALLBACK
    app.save()
    browser.sign_in("alice", asks("/login", redirect_uri=None))
    assert browser.location.startswith(f"{CALLBACK}?code=")


def test_a_response_mode_moves_no_code_into_the_fragment(browser, asks, alice):
    browser.sign_in("alice", asks("/login", response_mode="fragment"))
    assert browser.query["code"]


@pytest.fixture
def implicit(app):
    app.allowed_o_auth_flows = ["implicit"]
    app.save()


@pytest.mark.spec("API-275", "APP-148", "APP-152", "APP-153", "APP-167", "APP-137")
def test_the_implicit_grant_gives_tokens_in_the_fragment(browser, asks, alice, implicit):
    browser.sign_in("alice", asks("/login", response_type="token"))
    expected = {"id_token", "access_token", "token_type", "expires_in", "state", "iss"}
    assert set(browser.fragment) == expected
    assert (browser.fragment["token_type"], browser.fragment["expires_in"], browser.query) == ("bearer", "3600", {})


@pytest.mark.spec("API-274")
def test_without_openid_the_implicit_grant_gives_no_id_token(browser, asks, alice, implicit):
    browser.sign_in("alice", asks("/login", response_type="token", scope="aws.cognito.signin.user.admin"))
    assert set(browser.fragment) == {"access_token", "token_type", "expires_in", "state", "iss"}


@pytest.mark.spec("API-276")
def test_errors_of_the_implicit_grant_stand_in_the_query(browser, asks, implicit):
    browser.get(asks(response_type="token", scope="nonsense", response_mode="fragment"))
    assert (browser.query["error"], browser.fragment) == ("invalid_scope", {})


@pytest.mark.spec("APP-57")
def test_a_second_browser_is_not_signed_in(browser, asks, alice):
    browser.sign_in("alice", asks("/login"))
    other = Browser()
    other.get(asks())
    assert other.location.startswith("/login?")
