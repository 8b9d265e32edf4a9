"""Second factors on the pages."""

import datetime
import html
import re

import pytest
import time_machine
from django.utils import timezone

from hostedui.models import BrowserSession
from pools.actions import recovery_codes
from pools.models import AttemptCount, RecoveryCode, User
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import CALLBACK, Browser
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP

pytestmark = pytest.mark.one_database


@pytest.fixture
def arrives(browser, asks, alice):
    """Signs alice in on the sign-in page and follows to where that leads."""

    def make(username="alice") -> Browser:
        browser.sign_in(username, asks("/login"))
        browser.follow()
        return browser

    return make


@pytest.fixture
def secret(pool, alice):
    mfa.configure(pool)
    return mfa.give_app(alice, name="My phone")


@pytest.fixture
def by_sms(pool, alice):
    mfa.configure(pool)
    mfa.give_phone(alice)
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)
    return alice


def is_home(browser) -> bool:
    return browser.location.startswith(CALLBACK) and "code" in browser.query


def key_on(browser) -> str:
    """The secret key in text, as the page shows it."""
    return html.unescape(re.search(r"<code>([A-Z2-7 ]+)</code>", browser.text)[1]).replace(" ", "")


@pytest.mark.spec("FED-43", "FED-50", "FED-54", "SEC-143", "API-114")
def test_the_app_is_asked_for_by_its_name(arrives, secret):
    browser = arrives()
    assert "Please enter the code from My phone" in browser.text
    assert not BrowserSession.objects.exists()

    browser.fill_in(code=mfa.code_of(secret))
    assert is_home(browser)


@pytest.mark.spec("FED-55", "SEC-125")
def test_the_phone_gets_a_code(arrives, by_sms, inbox):
    browser = arrives()
    assert "We have delivered the authentication code by SMS to +*******1212." in browser.text

    browser.fill_in(code=inbox.code_for(PHONE))
    assert is_home(browser)


def test_a_new_code_can_be_had(arrives, by_sms, inbox):
    browser = arrives()
    browser.fill_in(to=_of(browser, "resendMfaCode"))
    browser.follow()
    assert "A new code is on its way." in browser.text
    assert len(inbox.to(PHONE)) == 2

    browser.fill_in(code=inbox.code_for(PHONE))
    assert is_home(browser)


def test_too_many_new_codes_are_not_to_be_had(arrives, by_sms):
    browser = arrives()
    AttemptCount.objects.update(count=20)
    browser.fill_in(to=_of(browser, "resendMfaCode"))
    assert browser.page.status_code == 400
    assert "Attempt limit exceeded" in browser.text


def test_a_wrong_code_stays_on_the_page(arrives, secret):
    browser = arrives()
    browser.fill_in(code="000000")
    assert browser.page.status_code == 400
    assert "Invalid verification code provided" in browser.text

    browser.fill_in(code=mfa.code_of(secret))
    assert is_home(browser)


@pytest.mark.spec("SEC-282", "API-115")
def test_who_has_several_factors_chooses(arrives, by_sms, inbox):
    secret = mfa.give_app(User.objects.get(pk=by_sms.pk))
    browser = arrives()
    assert "Authenticator app" in browser.text
    browser.fill_in(factor="SMS_MFA")
    browser.follow()
    assert "Try another way" in browser.text

    browser.fill_in(to=_of(browser, "mfaAnotherWay"))
    browser.follow()
    browser.fill_in(factor="SOFTWARE_TOKEN_MFA")
    browser.follow()
    browser.fill_in(code=mfa.code_of(secret))
    assert is_home(browser)


@pytest.mark.parametrize("factor", ["", "EMAIL_OTP", "PASSWORD", "x"])
def test_only_what_is_offered_can_be_chosen(arrives, by_sms, factor):
    mfa.give_app(User.objects.get(pk=by_sms.pk))
    browser = arrives()
    browser.fill_in(factor=factor)
    assert browser.page.status_code == 400


def test_a_recovery_code_stands_in(arrives, secret, alice):
    code = recovery_codes.create_recovery_codes(alice, caller=CALLER)[0]
    browser = arrives()
    assert "Lost your phone?" in browser.text
    browser.get(_of(browser, "mfaRecoveryCode"))

    browser.fill_in(code=code)
    assert is_home(browser)


def test_who_has_no_recovery_codes_is_not_sent_for_one(arrives, secret):
    assert "recovery code" not in arrives().text


def test_who_comes_too_late_begins_anew(arrives, secret):
    browser = arrives()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=4), tick=False):
        browser.fill_in(code=mfa.code_of(secret))
        browser.follow()
    assert "Please sign in again." in browser.text


@pytest.mark.parametrize(
    "path",
    [
        *("/mfa", "/mfaOption", "/mfaRecoveryCode", "/setUpAuthenticatorApp"),
        *("/setUpPhone", "/setUpEmail", "/recoveryCodes"),
    ],
)
def test_nobody_has_business_on_these_pages_without_a_sign_in(browser, asks, path):
    browser.get(asks(path))
    assert browser.location.startswith("/login?")


def test_a_page_of_another_step_is_not_entered(arrives, secret, asks):
    browser = arrives()
    browser.get(asks("/setUpAuthenticatorApp"))
    assert browser.location.startswith("/login?")


@pytest.mark.spec("FED-48", "FED-49", "SEC-137", "SEC-144")
def test_where_an_app_is_required_it_is_set_up_on_the_way(arrives, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    browser = arrives()
    assert "Set up authenticator app MFA" in browser.text
    assert 'src="data:image/svg+xml;base64,' in browser.text
    assert "otpauth://totp/people:alice?" in browser.text
    key = key_on(browser)

    browser.fill_in(code=mfa.code_of(key), device="My tablet")
    browser.follow()
    assert RecoveryCode.objects.filter(user=alice).count() == 10
    assert browser.text.count("<li><code>") == 10
    browser.fill_in()

    assert is_home(browser)
    alice.refresh_from_db()
    assert alice.totp_device_name == "My tablet"


def test_the_page_of_the_app_can_be_loaded_again(arrives, pool):
    mfa.configure(pool, "ON", software_token=TOTP)
    browser = arrives()
    key = key_on(browser)
    browser.get(browser.address)
    assert key_on(browser) == key


def test_a_wrong_first_code_stays_on_the_page(arrives, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    browser = arrives()
    browser.fill_in(code="000000")
    assert browser.page.status_code == 400
    assert "This is not the code that the app shows now." in browser.text
    assert key_on(browser)


def test_too_many_wrong_first_codes_are_told_so(arrives, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    browser = arrives()
    browser.fill_in(code="000000")
    AttemptCount.objects.update(count=15)
    browser.fill_in(code=mfa.code_of(key_on(browser)))
    assert "Attempt limit exceeded" in browser.text


@pytest.mark.spec("FED-51", "FED-52")
def test_where_sms_is_required_the_phone_is_set_up_on_the_way(arrives, pool, alice, inbox):
    mfa.configure(pool, "ON", sms=SMS)
    browser = arrives()
    assert "Set up SMS MFA" in browser.text
    browser.fill_in(address="+1 (555) 000-9999")
    browser.follow()
    browser.fill_in(to=_of(browser, "mfaAnotherWay"))  # a wrong number: back
    browser.follow()
    browser.fill_in(address=PHONE)
    browser.follow()
    browser.fill_in(code=inbox.code_for(PHONE))

    assert is_home(browser)
    alice.refresh_from_db()
    assert (alice.attributes["phone_number"], alice.is_verified("phone_number")) == (PHONE, True)


@pytest.mark.parametrize("number", ["", "1", "+", "not a number", "+1" * 1000])
def test_a_phone_number_must_be_one(arrives, pool, number):
    mfa.configure(pool, "ON", sms=SMS)
    browser = arrives()
    browser.fill_in(address=number)
    assert browser.page.status_code == 400


def test_an_address_is_set_up_as_well(arrives, pool, alice, inbox):
    mfa.configure(pool, "ON", email={})
    User.objects.filter(pk=alice.pk).update(attributes={})
    browser = arrives()
    browser.fill_in(address="new@example.com")
    browser.follow()
    browser.fill_in(code=inbox.code_for("new@example.com"))
    assert is_home(browser)


@pytest.mark.spec("FED-48", "SEC-144")
def test_who_may_choose_what_to_set_up_is_asked(arrives, pool):
    mfa.configure(pool, "ON", sms=SMS, software_token=TOTP)
    browser = arrives()
    assert "Choose a multi-factor authentication (MFA) method" in browser.text
    browser.fill_in(factor="SOFTWARE_TOKEN_MFA")
    browser.follow()
    assert "Set up authenticator app MFA" in browser.text

    browser.get(_of(browser, "mfaOption"))
    browser.fill_in(factor="SMS_MFA")
    browser.follow()
    assert "Set up SMS MFA" in browser.text


@pytest.mark.spec("FED-48", "FED-53", "SEC-144", "SEC-151")
def test_who_has_just_signed_up_sets_it_up_and_is_in(browser, asks, pool, inbox):
    mfa.configure(pool, "ON", software_token=TOTP)
    browser.get(asks("/signup"))
    browser.fill_in(**{"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD})
    browser.follow()
    browser.fill_in(code=inbox.code_for("dora@example.com"))
    browser.follow()

    browser.fill_in(code=mfa.code_of(key_on(browser)))
    browser.follow()
    browser.fill_in()

    assert is_home(browser)


def test_a_temporary_password_is_changed_before(arrives, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")
    browser = arrives()
    browser.fill_in(password="Another-Horse-2", confirmPassword="Another-Horse-2")
    browser.follow()
    assert "Set up authenticator app MFA" in browser.text


@pytest.mark.spec("SEC-281")
def test_where_mfa_is_optional_nobody_is_asked_to_set_it_up(browser, asks, pool, alice):
    mfa.configure(pool)
    assert is_home(browser.sign_in("alice", asks("/login")))


def test_a_client_with_a_secret_needs_none_here(arrives, secret, app):
    app.secret = "its secret"
    app.save()
    browser = arrives()
    browser.fill_in(code=mfa.code_of(secret))
    assert is_home(browser)


def _of(browser, page: str) -> str:
    """The address of another page for the same request."""
    _, _, query = browser.address.partition("?")
    return f"/{page}?{query}"
