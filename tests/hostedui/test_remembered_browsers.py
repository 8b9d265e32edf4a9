"""Browsers that a pool remembers as devices, on its pages."""

import datetime
import json

import pytest
import time_machine
from django.utils import timezone

from hostedui import browser_sessions, remembered_browsers
from notifications import sealing
from pools.actions import devices
from pools.models import AuditEvent, Device, Session, User, UserPool
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import CALLBACK, Browser
from tests.pools import mfa

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ALWAYS = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
OPT_IN = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
BESIDE_MFA = {"ChallengeRequiredOnNewDevice": False, "DeviceOnlyRememberedOnUserPrompt": False}
PURPOSE = "hosted ui device"  # of the cookie's seal
CHECKBOX = 'name="remember_device"'


@pytest.fixture
def browser():
    browser = Browser()
    browser.http.defaults["HTTP_USER_AGENT"] = FIREFOX
    return browser


@pytest.fixture
def secret(pool, alice):
    """That of Alice's authenticator app, which new devices are asked for."""
    mfa.configure(pool)
    configure(pool, ALWAYS)
    return mfa.give_app(alice)


@pytest.fixture
def signs_in(browser, asks, alice, secret):
    """Signs Alice in with both factors; keywords are posted with the code."""

    def make(**more):
        User.objects.update(last_totp_step=None)
        browser.sign_in("alice", asks("/login"))
        browser.follow()
        browser.fill_in(code=mfa.code_of(secret), **more)
        assert is_home(browser)
        leave(browser)
        return browser

    return make


def configure(pool, configuration: dict) -> None:
    UserPool.objects.filter(pk=pool.pk).update(device_configuration=configuration)
    pool.device_configuration = configuration


def leave(browser) -> None:
    """As a sign-out does."""
    browser.http.cookies.pop("cognito")


def is_home(browser) -> bool:
    return browser.location.startswith(CALLBACK) and "code" in browser.query


def is_asked_for_code(browser) -> bool:
    return "/mfa" in browser.location


def give_cookie(browser, pool, kept: dict, pool_id: str = "") -> None:
    content = json.dumps({"pool": pool_id or pool.id, "devices": kept}).encode()
    browser.http.cookies[remembered_browsers.cookie_name(pool)] = sealing.seal(PURPOSE, content).decode()


def kept_in(browser, pool) -> dict:
    cookie = browser.http.cookies[remembered_browsers.cookie_name(pool)].value
    return json.loads(sealing.unseal(PURPOSE, cookie))["devices"]


@pytest.mark.spec("CON-142", "CON-146")
def test_a_browser_that_is_remembered_spares_the_second_factor(signs_in, asks, pool, alice):
    browser = signs_in()
    device = Device.objects.get()
    assert (device.user, device.name, device.is_remembered) == (alice, "Firefox, Linux", True)
    kept = browser.http.cookies[remembered_browsers.cookie_name(pool)]
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", 400 * 24 * 3600)

    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)
    assert Device.objects.get().last_authenticated_at > device.last_authenticated_at
    assert AuditEvent.objects.filter(name="ConfirmDevice").count() == 1


def test_the_cookie_goes_over_https_alone(signs_in, pool, settings):
    settings.SESSION_COOKIE_SECURE = True
    assert signs_in().http.cookies[remembered_browsers.cookie_name(pool)]["secure"]


def test_signing_out_keeps_the_device(signs_in, asks, app, pool):
    browser = signs_in()
    browser.sign_in("alice", asks("/login"))
    browser.get(f"/logout?client_id={app.client_id}&logout_uri={CALLBACK}")
    assert browser.http.cookies[browser_sessions.COOKIE].value == ""

    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)


def test_the_password_is_asked_for_all_the_same(signs_in, asks):
    browser = signs_in()
    browser.sign_in("alice", asks("/login"), password="not the password")
    assert browser.page.status_code == 400


@pytest.mark.spec("CON-143", "CON-146")
def test_where_the_user_is_asked_the_browser_is_remembered_at_his_wish(signs_in, asks, pool):
    configure(pool, OPT_IN)
    browser = signs_in(remember_device="on")

    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)


@pytest.mark.spec("CON-143")
def test_who_does_not_want_it_is_asked_for_the_second_factor_again(signs_in, asks, pool):
    configure(pool, OPT_IN)
    browser = signs_in()

    assert not Device.objects.exists()
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


@pytest.mark.parametrize(("configuration", "is_asked"), [(OPT_IN, True), (ALWAYS, False), ({}, False)])
def test_the_page_asks_where_the_pool_wants_it(configuration, is_asked, browser, asks, pool, secret):
    configure(pool, configuration)
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    assert (CHECKBOX in browser.text) == is_asked

    browser.get(browser.address.replace("/mfa", "/mfaRecoveryCode"))
    assert (CHECKBOX in browser.text) == is_asked


def test_a_wrong_code_leaves_the_wish(browser, asks, pool, secret):
    configure(pool, OPT_IN)
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    browser.fill_in(code="000000", remember_device="on")
    assert f'{CHECKBOX} id="id_remember_device" checked' in browser.text


def test_the_wish_outlasts_the_set_up_of_an_app(browser, asks, pool, alice):
    mfa.configure(pool, "ON", software_token=mfa.TOTP)
    configure(pool, OPT_IN)
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    key = browser.text.partition("<code>")[2].partition("</code>")[0].replace(" ", "")
    browser.fill_in(code=mfa.code_of(key), remember_device="on")
    browser.follow()
    browser.fill_in()

    assert is_home(browser)
    assert Device.objects.get().is_remembered


@pytest.mark.spec("CON-261")
def test_beside_the_second_factor_the_device_spares_nothing(signs_in, asks, pool, secret):
    configure(pool, BESIDE_MFA)
    browser = signs_in()
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)

    signs_in()
    assert Device.objects.count() == 1


def test_a_pool_that_remembers_nothing_gives_no_cookie(signs_in, pool):
    configure(pool, {})
    browser = signs_in()
    assert remembered_browsers.cookie_name(pool) not in browser.http.cookies


@pytest.mark.spec("CON-249")
def test_choosing_the_factor_spares_the_second_one_too(signs_in, asks, pool):
    browser = signs_in()
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    pool.save()
    browser.get(asks("/login"))
    browser.fill_in(username="alice")
    browser.follow()
    browser.fill_in(password=PASSWORD)
    assert is_home(browser)


def test_a_new_password_is_set_without_the_second_factor(signs_in, asks, alice):
    browser = signs_in()
    User.objects.filter(pk=alice.pk).update(status=User.Status.FORCE_CHANGE_PASSWORD)
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    browser.fill_in(password="Another-Passw0rd", confirmPassword="Another-Passw0rd")
    assert is_home(browser)


def test_a_device_that_was_forgotten_is_asked_again_and_made_anew(signs_in, asks, alice):
    browser = signs_in()
    forgotten = Device.objects.get().key
    devices.forget_device(alice, forgotten, caller=CALLER)
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)

    signs_in()
    assert Device.objects.get().key != forgotten
    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)


def test_a_device_that_is_not_remembered_any_more_spares_nothing(signs_in, asks, alice):
    browser = signs_in()
    devices.update_device_status(alice, Device.objects.get().key, remembered=False, caller=CALLER)
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


def test_who_is_asked_may_have_a_forgotten_browser_remembered_anew(signs_in, asks, alice, pool):
    configure(pool, OPT_IN)
    browser = signs_in(remember_device="on")
    devices.forget_device(alice, Device.objects.get().key, caller=CALLER)
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    assert CHECKBOX in browser.text

    signs_in(remember_device="on")
    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)


def test_who_is_asked_may_have_it_remembered_again(signs_in, asks, alice, pool):
    configure(pool, OPT_IN)
    browser = signs_in(remember_device="on")
    key = Device.objects.get().key
    devices.update_device_status(alice, key, remembered=False, caller=CALLER)
    signs_in(remember_device="on")
    assert Device.objects.get().key == key

    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)


def test_a_device_forgotten_on_the_way_is_missed_by_nobody(signs_in, browser, asks, pool, alice, secret):
    configure(pool, BESIDE_MFA)
    signs_in()
    browser.sign_in("alice", asks("/login"))
    browser.follow()
    Device.objects.all().delete()
    User.objects.update(last_totp_step=None)
    browser.fill_in(code=mfa.code_of(secret))
    assert is_home(browser)


def test_each_user_of_a_browser_has_a_device_of_his_own(signs_in, asks, pool, bob):
    browser = signs_in()
    bobs = mfa.give_app(bob)
    browser.sign_in("bob", asks("/login"))
    assert is_asked_for_code(browser)
    browser.follow()
    browser.fill_in(code=mfa.code_of(bobs))
    leave(browser)

    browser.sign_in("alice", asks("/login"))
    assert is_home(browser)
    leave(browser)
    browser.sign_in("bob", asks("/login"))
    assert is_home(browser)


def test_a_cookie_holds_the_devices_of_five_users(signs_in, browser, pool, alice):
    give_cookie(browser, pool, {str(number): ["key", "password"] for number in range(5)})
    signs_in()
    assert list(kept_in(browser, pool)) == ["1", "2", "3", "4", str(alice.sub)]


def test_another_user_s_cookie_spares_nothing(signs_in, asks, alice, bob, pool):
    """Also who makes it say that it is Alice's: it proves nothing with Bob's device."""
    browser = signs_in()
    device = devices.remember_browser(bob, name="", caller=CALLER)
    give_cookie(browser, pool, {str(alice.sub): [device.key, device.password]})
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


def test_a_cookie_with_another_password_proves_nothing(signs_in, asks, alice, pool):
    browser = signs_in()
    give_cookie(browser, pool, {str(alice.sub): [Device.objects.get().key, "not the device's password"]})
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


def test_a_cookie_of_another_pool_is_none(signs_in, asks, pool):
    browser = signs_in()
    give_cookie(browser, pool, kept_in(browser, pool), pool_id="eu-central-1_another")
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


@pytest.mark.parametrize("garbage", ["", "x", "gAAAAA" + "A" * 200, "é", "a" * 5000])
def test_garbage_in_the_cookie_is_no_device(garbage, signs_in, asks, pool):
    browser = signs_in()
    browser.http.cookies[remembered_browsers.cookie_name(pool)] = garbage
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


def test_a_cookie_ends_though_the_browser_keeps_it(signs_in, asks):
    browser = signs_in()
    with time_machine.travel(timezone.now() + datetime.timedelta(days=401)):
        browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)


@pytest.mark.spec("SEC-32")
def test_the_tokens_belong_to_the_device_and_end_with_it(browser, asks, alice, exchange, signs_in):
    signs_in()
    device = Device.objects.get()
    browser.sign_in("alice", asks("/login"))
    assert exchange(browser.query["code"]).status_code == 200
    assert Session.objects.get().device_key == device.key

    devices.forget_device(alice, device.key, caller=CALLER)
    assert Session.objects.get().expires_at <= timezone.now()


def test_the_account_page_lists_the_browser_and_forgets_it(browser, asks, app, signs_in):
    signs_in()
    browser.sign_in("alice", asks("/login"))
    browser.get(f"/account/sessions?client_id={app.client_id}")
    assert "Firefox, Linux" in browser.text
    assert "Trusted" in browser.text

    browser.fill_in(to=f"/account/devices/forget?client_id={app.client_id}", device=Device.objects.get().key)
    leave(browser)
    browser.sign_in("alice", asks("/login"))
    assert is_asked_for_code(browser)
