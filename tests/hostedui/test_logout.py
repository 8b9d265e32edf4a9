"""`/logout`."""

from urllib.parse import urlencode

import pytest

from hostedui.models import BrowserSession
from tests.hostedui.conftest import CALLBACK, Browser

BYE = "https://shop.example/bye"


@pytest.fixture
def leave(browser, asks, alice, app):
    """Signs Alice in, then opens the sign-out address."""
    browser.sign_in("alice", asks("/login"))

    def get(**parameters) -> Browser:
        parameters = {"client_id": app.client_id} | parameters
        browser.get(f"/logout?{urlencode({name: value for name, value in parameters.items() if value is not None})}")
        return browser

    return get


@pytest.mark.spec("API-326", "API-327", "API-328", "API-329")
def test_a_sign_out_ends_the_session_and_returns_to_the_app(leave):
    browser = leave(logout_uri=BYE)
    assert browser.location == BYE
    assert browser.page.cookies["cognito"]["max-age"] == 0
    assert not BrowserSession.objects.exists()


@pytest.mark.spec("API-330")
def test_the_sign_in_page_of_another_client_is_a_callback_url(leave, app):
    other = "https://auth.example/login?client_id=x&response_type=code"
    app.callback_urls = [CALLBACK, other]
    app.save()
    assert leave(logout_uri=other).location == other


@pytest.mark.spec("API-329")
@pytest.mark.parametrize(
    "uri",
    ["https://evil.example/", "", "//evil.example", f"{BYE}/", f"{BYE}?x", "javascript:alert(1)", f"{BYE}\r\nX: y"],
)
@pytest.mark.parametrize("name", ["logout_uri", "redirect_uri", "post_logout_redirect_uri"])
def test_an_address_that_is_not_registered_is_never_gone_to(leave, name, uri):
    browser = leave(**{name: uri})
    assert (browser.page.status_code, browser.location) == (400, "")
    assert BrowserSession.objects.exists()


@pytest.mark.spec("API-327")
@pytest.mark.parametrize("client_id", [None, "", "unknown", "a\0b"])
def test_without_a_client_nobody_is_signed_out(leave, client_id):
    browser = leave(client_id=client_id, logout_uri=BYE)
    assert (browser.page.status_code, browser.location) == (400, "")
    assert BrowserSession.objects.exists()


@pytest.mark.spec("API-331", "API-332", "API-333")
def test_the_other_form_goes_to_the_sign_in_page(leave, app):
    browser = leave(redirect_uri=CALLBACK, response_type="code", state="a b", scope="openid")
    assert browser.location.startswith("/login?")
    assert browser.query == {
        "client_id": app.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "a b",
        "scope": "openid",
    }
    assert browser.follow().status_code == 200


@pytest.mark.spec("API-334")
def test_without_a_scope_the_sign_in_page_gets_them_all(leave, app):
    browser = leave(redirect_uri=CALLBACK, response_type="code")
    assert browser.query["scope"] == " ".join(app.allowed_o_auth_scopes)


@pytest.mark.spec("API-332")
def test_without_a_response_type_the_sign_in_page_says_so(leave):
    assert "error=invalid_request" in leave(redirect_uri=CALLBACK).follow()["Location"]


def test_with_neither_a_page_says_that_it_is_done(leave):
    browser = leave()
    assert "You are signed out" in browser.text
    assert not BrowserSession.objects.exists()


def test_the_form_of_openid_connect_works_too(leave):
    assert leave(post_logout_redirect_uri=BYE, state="a&b").location == f"{BYE}?state=a%26b"


def test_an_id_token_may_say_which_client_it_is(leave, exchange, browser):
    id_token = exchange(browser.query["code"]).json()["id_token"]
    assert leave(client_id=None, id_token_hint=id_token, post_logout_redirect_uri=BYE).location == BYE


@pytest.mark.parametrize("hint", ["nonsense", "a.b.c", "e30.e30.e30"])
def test_a_hint_that_is_no_token_says_nothing(leave, hint):
    assert leave(client_id=None, id_token_hint=hint, post_logout_redirect_uri=BYE).page.status_code == 400
