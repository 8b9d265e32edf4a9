"""Passkeys on the pages, with an authenticator of the tests' own."""

import html
import json
import re

import pytest
import time_machine
from django.utils import timezone

from pools.models import WebAuthnCredential
from tests.conftest import PASSWORD
from tests.hostedui.conftest import CALLBACK, Browser
from tests.pools import mfa
from tests.pools.authenticator import Authenticator


@pytest.fixture(autouse=True)
def allowed(pool):
    configure(pool)


@pytest.fixture
def phone():
    return Authenticator()


@pytest.fixture
def registered(browser, asks, alice, phone):
    """Alice's passkey, made on the page that offers it."""
    arrive(browser, asks)
    add(browser, asks, phone)
    return WebAuthnCredential.objects.get()


def configure(pool, **configuration):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"} | configuration
    pool.save()


def arrive(browser, asks):
    """Alice signs in by her password."""
    browser.get(asks("/login"))
    browser.fill_in(username="alice", password=PASSWORD)


def add(browser, asks, phone):
    browser.get(asks("/passkeys/add"))
    page = browser.page
    browser.fill_in(to=asks("/passkeys/start"))
    options = browser.page.json()["options"]
    browser.page = page
    browser.fill_in(to=asks("/passkeys/add"), credential=json.dumps(phone.create(options)))


def autofill(browser, asks, phone):
    """What the script of the sign-in page does."""
    browser.get(asks("/login"))
    asked = browser.http.get(asks("/passkeys/options")).json()
    credential = phone.get(json.dumps(asked["options"]))
    browser.fill_in(to=asks("/passkeys/login"), session=asked["session"], credential=credential)


def is_home(browser) -> bool:
    return browser.location.startswith(CALLBACK) and "code" in browser.query


@pytest.mark.spec("API-354")
def test_a_passkey_is_offered_on_the_way_home(browser, asks, alice):
    arrive(browser, asks)
    assert browser.location == asks("/passkeys/add")
    browser.follow()

    assert "Sign in faster next time" in browser.text
    assert 'data-passkey="create"' in browser.text


@pytest.mark.spec("API-354")
def test_who_makes_a_passkey_comes_home_with_it(browser, registered, alice):
    assert registered.user_id == alice.pk
    assert is_home(browser)


def test_who_does_not_want_one_comes_home_and_is_left_alone(browser, asks, alice):
    arrive(browser, asks)
    browser.follow()
    browser.fill_in(later="1")
    assert is_home(browser)

    browser.get(asks("/logout", logout_uri="https://shop.example/bye"))
    arrive(browser, asks)
    assert is_home(browser)


def test_who_has_a_passkey_is_offered_none(asks, registered):
    other = Browser()
    arrive(other, asks)
    assert is_home(other)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("client", ["ALLOW_USER_SRP_AUTH"]),
        ("policies", {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}),
        ("relying party", {"RelyingPartyId": "elsewhere.example"}),
    ],
)
def test_no_passkey_is_offered_where_it_would_be_of_no_use(browser, asks, app, pool, alice, where, value):
    settings = {
        "client": (app, "explicit_auth_flows"),
        "policies": (pool, "policies"),
        "relying party": (pool, "web_authn_configuration"),
    }
    row, column = settings[where]
    setattr(row, column, value)
    row.save()
    arrive(browser, asks)

    assert is_home(browser)
    assert browser.http.get(asks("/passkeys/options")).status_code == 400


@pytest.mark.spec("API-361")
def test_the_browsers_own_offer_signs_in_without_a_name(asks, registered, phone):
    other = Browser()
    autofill(other, asks, phone)

    assert is_home(other)


@pytest.mark.spec("API-361", "API-363")
def test_a_passkey_is_chosen_after_the_name(asks, registered, phone):
    other = Browser()
    other.get(asks("/login"))
    other.fill_in(username="alice")
    other.follow()
    other.fill_in(factor="WEB_AUTHN")
    other.follow()
    options = html.unescape(re.search(r'data-options="([^"]+)"', other.page.content.decode())[1])
    other.fill_in(credential=phone.get(options))

    assert is_home(other)


def test_a_passkey_that_nobody_has_signs_nobody_in(browser, asks, registered):
    other, stolen = Browser(), Authenticator()
    stolen.user_handle = ""
    autofill(other, asks, stolen)
    other.follow()

    assert "That passkey did not work here." in other.text
    assert "cognito" not in other.page.cookies


def test_an_answer_serves_once(asks, registered, phone):
    other, thief = Browser(), Browser()
    other.get(asks("/login"))
    thief.get(asks("/login"))
    asked = other.http.get(asks("/passkeys/options")).json()
    answer = {"session": asked["session"], "credential": phone.get(json.dumps(asked["options"]))}
    other.fill_in(to=asks("/passkeys/login"), **answer)
    thief.fill_in(to=asks("/passkeys/login"), **answer)

    assert (is_home(other), thief.location) == (True, asks("/login"))


@pytest.mark.parametrize("credential", ["", "null", "{}", "[", '{"response": 5}', "9" * 5000])
def test_nonsense_in_the_place_of_a_passkey_is_refused(browser, asks, registered, credential):
    other = Browser()
    other.get(asks("/login"))
    asked = other.http.get(asks("/passkeys/options")).json()
    other.fill_in(to=asks("/passkeys/login"), session=asked["session"], credential=credential)
    assert other.location == asks("/login")

    browser.get(asks("/passkeys/add"))
    browser.fill_in(credential=credential)
    assert browser.page.status_code == 400


def test_a_page_that_lay_open_for_too_long_begins_anew(asks, registered, phone):
    other = Browser()
    other.get(asks("/login"))
    other.fill_in(username="alice")
    other.follow()
    other.fill_in(factor="WEB_AUTHN")
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=5)):
        other.follow()

    assert other.location == asks("/login")


@pytest.mark.parametrize("path", ["/passkeys/add", "/passkeys/start"])
def test_who_is_not_signed_in_makes_no_passkey(browser, asks, alice, path):
    browser.get(asks("/login"))
    browser.fill_in(to=asks(path), credential="{}")

    assert browser.location == asks("/login") or browser.page.status_code == 400
    assert not WebAuthnCredential.objects.exists()


@pytest.mark.spec("SEC-285")
def test_a_passkey_alone_does_not_pass_where_a_second_factor_is_due(asks, pool, alice, registered, phone):
    mfa.configure(pool)
    secret = mfa.give_app(alice, name="My phone")
    other = Browser()
    autofill(other, asks, phone)
    assert other.location == asks("/mfa")

    other.follow()
    other.fill_in(code=mfa.code_of(secret))
    assert is_home(other)
