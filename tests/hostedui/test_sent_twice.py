"""People press a button twice, and go back in the browser: both lead somewhere."""

import copy
import html
import json
import re

import pytest
from django.test import Client

from pools.actions import recovery_codes, users
from pools.models import User
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import CALLBACK, Browser
from tests.pools import mfa
from tests.pools.authenticator import Authenticator
from tests.pools.mfa import PHONE, TOTP

pytestmark = pytest.mark.one_database

NEW_PASSWORD = "Another-Horse-2"
DORA = {"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD}


class HastyClient(Client):
    """Posts everything twice, the second time as if the first answer had not come yet; and remembers it."""

    def __init__(self, **more):
        super().__init__(**more)
        self.sent, self.statuses = [], set()

    def post(self, path, data=None, **more):
        self.sent.append((path, data))
        before = copy.deepcopy(self.cookies)
        first = super().post(path, data, **more)
        after, self.cookies = self.cookies, before
        second = super().post(path, data, **more)
        after.update(second.cookies)
        self.cookies = after
        self.statuses |= {first.status_code, second.status_code}
        return second


class HastyBrowser(Browser):
    def __init__(self):
        super().__init__()
        self.http = HastyClient(enforce_csrf_checks=True, headers={"Host": "localhost:8000"})

    def submit(self, to="", **values):
        """Fill in the form, press its button twice and go where that leads, as far as it is ours."""
        self.fill_in(to, **values)
        while self.location.startswith("/"):
            self.follow()


@pytest.fixture
def browser():
    return HastyBrowser()


def by_password(browser, asks, **_):
    browser.get(asks("/login"))
    browser.submit(username="alice", password=PASSWORD)


def by_choice(browser, asks, pool, **_):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool.save()
    browser.get(asks("/login"))
    browser.submit(username="alice")
    browser.submit(factor="EMAIL_OTP")


def by_app(browser, asks, pool, alice, **_):
    mfa.configure(pool)
    secret = mfa.give_app(alice)
    by_password(browser, asks)
    browser.submit(code=mfa.code_of(secret))


def by_sms(browser, asks, pool, alice, inbox, **_):
    mfa.configure(pool)
    mfa.give_phone(alice)
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)
    by_password(browser, asks)
    browser.submit(code=inbox.code_for(PHONE))


def by_recovery_code(browser, asks, pool, alice, **_):
    mfa.configure(pool)
    mfa.give_app(alice)
    code = recovery_codes.create_recovery_codes(alice, caller=CALLER)[0]
    by_password(browser, asks)
    browser.get(asks("/mfaRecoveryCode"))
    browser.submit(code=code)


def by_choosing_a_factor(browser, asks, pool, alice, **_):
    mfa.configure(pool)
    mfa.give_phone(alice)
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)
    mfa.give_app(User.objects.get(pk=alice.pk))
    by_password(browser, asks)
    browser.submit(factor="SMS_MFA")


def setting_up_an_app(browser, asks, pool, **_):
    mfa.configure(pool, "ON", software_token=TOTP)
    by_password(browser, asks)
    key = html.unescape(re.search(r"<code>([A-Z2-7 ]+)</code>", browser.text)[1]).replace(" ", "")
    browser.submit(code=mfa.code_of(key))


def setting_up_a_phone(browser, asks, pool, **_):
    mfa.configure(pool, "ON", sms=mfa.SMS)
    by_password(browser, asks)
    browser.submit(country="US", address=PHONE)


def with_a_temporary_password(browser, asks, pool, **_):
    users.admin_create_user(pool, "dora", temporary_password=PASSWORD, caller=CALLER)
    browser.get(asks("/login"))
    browser.submit(username="dora", password=PASSWORD)
    browser.submit(password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)


def signing_up(browser, asks, inbox, **_):
    browser.get(asks("/signup"))
    browser.submit(**DORA)
    browser.get(asks("/confirm"))
    browser.submit(code=inbox.code_for("dora@example.com"))


def with_a_forgotten_password(browser, asks, inbox, **_):
    browser.get(asks("/forgotPassword"))
    browser.submit(username="alice")
    code = inbox.code_for("alice@example.com")
    browser.submit(code=code, password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    browser.get(asks("/login"))
    browser.submit(username="alice", password=NEW_PASSWORD)


def by_a_link(browser, asks, app, inbox, **_):
    app.allow_sign_in_link = True
    app.save()
    browser.get(asks("/login"))
    browser.submit(to=asks("/sendSignInLink"), username="alice")
    address = re.search(r"http://localhost:8000(\S+)", inbox.to("alice@example.com")[0].text)[1]
    browser.get(address)
    browser.submit()


def adding_a_passkey(browser, asks, pool, **_):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"}
    pool.save()
    by_password(browser, asks)
    page = browser.page
    browser.fill_in(to=asks("/passkeys/start"))
    credential = json.dumps(Authenticator().create(browser.page.json()["options"]))
    browser.page = page
    browser.submit(to=asks("/passkeys/add"), credential=credential)


# Where a step is done by the first press, the second one finds it done: who is not in by then signs in once more
HOME = [
    by_password,
    by_app,
    by_sms,
    by_recovery_code,
    with_a_temporary_password,
    signing_up,
    with_a_forgotten_password,
    by_a_link,
    adding_a_passkey,
]
BACK = [by_choice, by_choosing_a_factor, setting_up_an_app, setting_up_a_phone]


def each(*journeys):
    return pytest.mark.parametrize("journey", journeys, ids=lambda journey: journey.__name__)


@pytest.fixture
def known(browser, asks, pool, app, alice, inbox):
    return {"browser": browser, "asks": asks, "pool": pool, "app": app, "alice": alice, "inbox": inbox}


@each(*HOME)
def test_who_presses_each_button_twice_comes_home(journey, known, browser, asks):
    journey(**known)
    browser.get(asks())
    assert browser.location.startswith(CALLBACK)
    assert browser.query["code"]
    assert browser.http.statuses <= {200, 302, 400}


@each(*BACK)
def test_or_is_told_to_begin_again(journey, known, browser):
    journey(**known)
    assert "Your sign-in took too long or was ended elsewhere. Please sign in again." in browser.text
    assert 'value="alice"' in browser.text
    assert browser.http.statuses <= {200, 302, 400}


@each(*HOME, *BACK)
def test_who_goes_back_and_sends_an_older_form_again_meets_no_failure(journey, known, browser):
    journey(**known)
    again = [Client.post(browser.http, path, data) for path, data in browser.http.sent]
    assert {answer.status_code for answer in again} <= {200, 302, 400}


def test_a_page_of_an_earlier_step_leads_home_who_is_in(browser, asks, alice):
    by_password(browser, asks)
    browser.get(asks("/mfa"))
    browser.follow()
    assert browser.query["code"]
