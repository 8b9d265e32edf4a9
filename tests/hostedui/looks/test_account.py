"""The account pages and the demo, looked at one by one."""

import datetime
import re

import pytest
from playwright.sync_api import Page

from idp_project import demo_pool
from pools.models import Device, User, WebAuthnCredential
from tests.conftest import CALLER
from tests.hostedui.conftest import Browser
from tests.looking import ARABIC, ENGLISH
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP

pytestmark = [pytest.mark.browser, pytest.mark.node]

in_english_and_arabic = pytest.mark.parametrize("screen", [ENGLISH, ARABIC], indirect=True, ids=str)


def _of(*names: str) -> list[str]:
    return [f"hostedui/account/{name}.html" for name in names]


@pytest.mark.shows(
    *_of(
        "overview",
        "profile",
        "security",
        "sessions",
        "activity",
        "passkeys",
        "passkey",
        "password",
        "contact",
        "delete",
    )
)
@in_english_and_arabic
def test_the_account(eye, pool, alice):
    User.objects.filter(pk=alice.pk).update(attributes=alice.attributes | {"phone_number": PHONE, "name": "Alice"})
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": True}
    pool.policies |= {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"}
    pool.save()
    mfa.configure(pool, software_token=TOTP, sms=SMS)
    Device.objects.create(key="us-east-1_0", user=alice, group_key="-G", srp_salt="1", sealed_srp_verifier=b"1")
    eye.is_at_home()
    every = ["profile", "security", "sessions", "activity", "passkeys", "passkeys/add", "password", "email", "delete"]
    assert [eye.sees(f"/account/{path}") for path in every] == [None] * len(every)

    WebAuthnCredential.objects.create(
        credential_id="YWJj",
        user=alice,
        relying_party_id="localhost",
        public_key=b"",
        friendly_name="Phone",
        last_used_at=datetime.datetime.now(datetime.UTC),
    )
    Browser().sign_in("alice", eye.at("/login"))
    eye.sees("/account/passkeys")
    eye.sees("/account/sessions")


@pytest.mark.shows(*_of("profile", "password", "contact", "delete"))
@in_english_and_arabic
def test_the_account_refuses(eye, pool, alice):
    eye.is_at_home()
    eye.get(eye.at("/account/profile"))
    eye.fails(birthdate="x" * 20, locale="x" * 3000)
    eye.get(eye.at("/account/password"))
    eye.fails(current="wrong", password="short", confirmPassword="other")
    eye.get(eye.at("/account/phone"))
    eye.fails(address="1")
    eye.get(eye.at("/account/delete"))
    eye.fails()


@pytest.mark.shows(*_of("app", "recovery_codes", "security"))
@in_english_and_arabic
def test_the_account_with_second_factors(eye, pool, alice):
    mfa.configure(pool, software_token=TOTP, sms=SMS)
    eye.is_at_home()
    eye.get(eye.at("/account/profile"))
    eye.fill_in(to=eye.at("/account/app/begin"))
    eye.arrives()
    eye.fails(code="000000")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", eye.text)[1].replace(" ", "")
    eye.fill_in(code=mfa.code_of(secret))
    eye.arrives()
    eye.sees("/account/recovery-codes")
    eye.sees("/account/security")


@pytest.mark.shows(*_of("contact_code", "deleted"))
@in_english_and_arabic
def test_the_account_verifies_an_address_and_ends(eye, pool, alice):
    eye.is_at_home()
    eye.get(eye.at("/account/email"))
    eye.fill_in(address="new@example.com")
    eye.arrives()
    eye.fails(code="000000")
    eye.sees("/account/profile")
    eye.get(eye.at("/account/delete"))
    eye.fill_in(sure="on")
    eye.look("deleted")


@pytest.mark.shows("demo/app.html", "demo/missing.html")
@in_english_and_arabic
def test_the_demo(eye, app, quick_keys):
    eye.sees("/demo/")
    demo_pool.ensure(CALLER)
    eye.sees("/demo/")


@pytest.mark.parametrize("screen", [ENGLISH], indirect=True, ids=str)
def test_the_keyboard_reaches_all_that_the_mouse_does(screen, eye, alice):
    eye.is_at_home()
    eye.get(eye.at("/account/password"))
    screen.show(eye.page)
    wanted = screen.page.locator("a:visible, button:visible, input:visible:not([type=hidden]), summary:visible").count()
    screen.page.evaluate("document.activeElement.blur()")
    reached = {_press_tab(screen.page) for _ in range(wanted + 3)}
    assert len(reached - {"BODY"}) == wanted


def _press_tab(page: Page) -> str:
    """Go on; the mark of what has the keyboard now, which must be seen."""
    page.keyboard.press("Tab")
    return page.evaluate(
        """() => {
            const all = [...document.querySelectorAll("a, button, input, summary")];
            const at = document.activeElement;
            return at === document.body ? "BODY" : `${at.tagName} ${all.indexOf(at)}`;
        }"""
    )
