"""`/logout`."""

import datetime
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hostedui.models import BrowserSession
from pools.actions import app_clients
from tests.conftest import CALLER
from tests.hostedui.conftest import CALLBACK, Browser

pytestmark = pytest.mark.one_database

BYE = "https://shop.example/bye"
ASKS = "asks to sign you out"
ACTION = re.compile(r'<form method="post" action="([^"]+)"')


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


def leave_again(browser, asks, **parameters):
    browser.sign_in("alice", asks("/login"))
    browser.get(f"/logout?{urlencode(parameters)}")
    return browser


def parsed(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def confirm(browser):
    """Press the button of the page that asks."""
    browser.fill_in(to=ACTION.search(browser.page.content.decode())[1].replace("&amp;", "&"))


@pytest.fixture
def id_token(leave, browser, exchange):
    return exchange(browser.query["code"]).json()["id_token"]


def test_an_id_token_signs_its_user_out_and_returns_with_the_state(leave, id_token):
    """OpenID Connect RP-Initiated Logout section 2 and 3."""
    browser = leave(client_id=None, id_token_hint=id_token, post_logout_redirect_uri=BYE, state="a&b")
    assert browser.location == f"{BYE}?state=a%26b"
    assert not BrowserSession.objects.exists()


def test_an_id_token_that_has_ended_does_so_too(browser, asks, alice, exchange, app):
    """Section 2: an ID token is taken although it has expired."""
    with time_machine.travel(timezone.now() - datetime.timedelta(days=2)):
        browser.sign_in("alice", asks("/login"))
        ended = exchange(browser.query["code"]).json()["id_token"]
        browser.http.cookies.clear()
    assert leave_again(browser, asks, id_token_hint=ended, post_logout_redirect_uri=BYE).location == BYE


def test_it_may_be_posted(leave, id_token, app):
    """Section 2: both GET and POST."""
    form = {"client_id": app.client_id, "id_token_hint": id_token, "post_logout_redirect_uri": BYE}
    answer = Client(enforce_csrf_checks=True).post("/logout", form)
    assert answer.status_code == 303
    assert leave(**parsed(answer["Location"])).location == BYE


def test_without_an_id_token_the_person_is_asked_first(leave):
    """Section 2 and 6: another site could have sent the browser."""
    browser = leave(post_logout_redirect_uri=BYE, state="s")
    assert (browser.page.status_code, ASKS in browser.text) == (200, True)
    assert BrowserSession.objects.exists()
    confirm(browser)
    assert browser.location == f"{BYE}?state=s"
    assert not BrowserSession.objects.exists()


def test_the_id_token_of_somebody_else_signs_nobody_out(leave, id_token, asks, bob, browser):
    """Section 2: where the hint names another user than is signed in here, ask."""
    leave(logout_uri=BYE)
    browser.sign_in("bob", asks("/login"))
    browser.get(f"/logout?{urlencode({'id_token_hint': id_token, 'post_logout_redirect_uri': BYE})}")
    assert ASKS in browser.text
    assert BrowserSession.objects.filter(user=bob).exists()


def test_who_is_not_signed_in_is_not_asked(browser, app):
    query = urlencode({"client_id": app.client_id, "post_logout_redirect_uri": BYE})
    assert browser.get(f"/logout?{query}")["Location"] == BYE


def test_another_site_cannot_press_the_button(leave, app):
    answer = leave(post_logout_redirect_uri=BYE).http.post(f"/confirmLogout?client_id={app.client_id}")
    assert answer.status_code == 403
    assert BrowserSession.objects.exists()


def test_a_callback_url_is_no_sign_out_url(leave, id_token):
    """Section 3: only an address that was registered for this is gone to."""
    assert leave(id_token_hint=id_token, post_logout_redirect_uri=CALLBACK).page.status_code == 400


def test_the_id_token_of_another_client_is_refused(leave, id_token, pool):
    """Section 2: client_id and the audience of the hint must be the same client."""
    other = app_clients.create_app_client(pool, "other", caller=CALLER, logout_urls=[BYE])
    browser = leave(client_id=other.client_id, id_token_hint=id_token, post_logout_redirect_uri=BYE)
    assert browser.page.status_code == 400
    assert BrowserSession.objects.exists()


@pytest.mark.parametrize("hint", ["nonsense", "a.b.c", "e30.e30.e30", "\0", "ü.ü.ü"])
def test_a_hint_that_is_no_token_says_nothing(leave, hint):
    assert leave(client_id=None, id_token_hint=hint, post_logout_redirect_uri=BYE).page.status_code == 400
    assert ASKS in leave(id_token_hint=hint, post_logout_redirect_uri=BYE).text


def test_an_id_token_with_another_signature_says_nothing(leave, id_token):
    forged = id_token.rpartition(".")[0] + "." + "A" * 342
    assert ASKS in leave(id_token_hint=forged, post_logout_redirect_uri=BYE).text
