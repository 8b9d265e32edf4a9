"""Every hosted page in Chromium, looked at by axe-core: light and dark, wide and narrow, English, German and Arabic.

The pages come from Django's test client. Chromium shows what it got, under the headers that it came with, so that a
breach of the content policy is seen as well.
"""

import dataclasses
import datetime
import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route, sync_playwright

from pools.actions import recovery_codes, terms
from pools.models import Device, User, WebAuthnCredential
from tests.clients.conftest import CHROMIUM_ARGUMENTS, install_packages, need
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import Browser
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP

pytestmark = [pytest.mark.browser, pytest.mark.node]

NODE_FOLDER = Path(__file__).with_name("node")
ORIGIN = "http://localhost:8000"
DESKTOP, PHONE_SCREEN = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclasses.dataclass(frozen=True)
class Look:
    """How somebody sees a page."""

    language: str
    scheme: str
    screen: dict[str, int]

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.screen['width']}"


LOOKS = [
    Look("en", "light", DESKTOP),
    Look("en", "dark", PHONE_SCREEN),
    Look("de", "light", PHONE_SCREEN),
    Look("ar", "dark", DESKTOP),
]


@pytest.fixture(scope="module")
def axe() -> str:
    need(shutil.which("npm"), "npm is not installed: apt-get install nodejs npm")
    install_packages(NODE_FOLDER)
    return (NODE_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module", params=LOOKS, ids=str)
def screen(request, chromium, axe):
    look = request.param
    context = chromium.new_context(viewport=look.screen, color_scheme=look.scheme, reduced_motion="reduce")
    yield Screen(context.new_page(), look, axe)
    context.close()


@pytest.fixture
def eye(screen, app) -> "Eye":
    return Eye(screen, app.client_id)


class Screen:
    """Shows one page after the other."""

    def __init__(self, page: Page, look: Look, axe: str) -> None:
        self.page, self.look, self._axe = page, look, axe
        self.faults: list[str] = []
        self._shown = None
        page.route("**/*", self._answer)
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)

    def show(self, response) -> list[str]:
        """What is wrong with the page, a line for each fault."""
        self._shown, self.faults = response, []
        self.page.goto(f"{ORIGIN}/shown", wait_until="load")
        self.page.evaluate(self._axe)
        found = self.page.evaluate(
            "(tags) => axe.run({runOnly: tags, resultTypes: ['violations']}).then((found) => found.violations)", RULES
        )
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        overflow = [f"{wide} pixels wider than the screen"] if wide > 0 else []
        nodes = [(each, node) for each in found for node in each["nodes"]]
        return overflow + self.faults + [f"{each['id']}: {node['html'][:200]}" for each, node in nodes]

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path == "/shown":
            headers = {"Content-Security-Policy": self._shown.headers.get("Content-Security-Policy", "")}
            route.fulfill(status=200, content_type="text/html", headers=headers, body=self._shown.content)
            return
        found = path.startswith("/static/") and finders.find(path.partition("?")[0].removeprefix("/static/"))
        if found:
            route.fulfill(body=Path(found).read_bytes(), content_type=TYPES[Path(found).suffix])
        else:
            route.fulfill(status=204)


class Eye(Browser):
    """Somebody at the pages, each of which is looked at."""

    def __init__(self, screen: Screen, client_id: str) -> None:
        super().__init__()
        self.screen, self.client_id = screen, client_id

    def at(self, path: str, **more: str) -> str:
        """The address of a page for the shop's authorization request, or of an account page."""
        request = {"redirect_uri": "https://shop.example/callback", "response_type": "code", "scope": "openid"}
        about = {} if path.startswith("/account") else request
        return f"{path}?{urlencode({'client_id': self.client_id, 'lang': self.screen.look.language} | about | more)}"

    def look(self, *words: str) -> None:
        """Fail unless the page is without barriers; `words` are of its address, to say which one it is."""
        assert self.page.headers["Content-Type"].startswith("text/html"), self.page
        assert self.screen.show(self.page) == [], f"{self.screen.look} {self.address.partition('?')[0]} {words}"

    def sees(self, path: str, **more: str) -> None:
        self.get(self.at(path, **more))
        self.look()

    def arrives(self) -> None:
        """Follows to where the last answer leads, and looks."""
        self.follow()
        self.look()

    def fails(self, **values: str) -> None:
        """Posts what is refused, and looks at the page that comes back."""
        self.fill_in(**values)
        assert self.page.status_code == 400, self.page
        self.look("refused")


def test_signing_in_and_out(eye, alice):
    eye.sees("/login")
    eye.fails(username="", password="")
    eye.fails(username="alice", password="wrong")
    eye.sees("/logout", redirect_uri="https://evil.example/")
    eye.get(f"/logout?client_id={eye.client_id}&lang={eye.screen.look.language}")
    eye.look("signed out")


def test_signing_in_by_choice(eye, pool, alice):
    pool.policies |= {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"}
    pool.save()
    eye.sees("/login")
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()  # at the offer of a passkey
    WebAuthnCredential.objects.create(credential_id="YWJj", user=alice, relying_party_id="localhost", public_key=b"")
    _choose(eye, "PASSWORD")
    eye.fails(password="wrong")
    _choose(eye, "WEB_AUTHN")
    _choose(eye, "EMAIL_OTP")
    eye.fails(code="000000")


def _choose(eye, factor: str) -> None:
    eye.get(eye.at("/login", prompt="login"))
    eye.fill_in(username="alice")
    eye.arrives()
    eye.fill_in(factor=factor)
    eye.arrives()


def test_signing_up(eye, app, pool, inbox):
    terms.create_terms(
        app,
        "terms-of-use",
        {"cognito:default": "https://shop.example/terms"},
        enforcement="NONE",
        caller=CALLER,
    )
    eye.sees("/signup")
    eye.fails(**{"username": "dora", "requiredAttributes[email]": "nonsense", "password": "short"})
    eye.fill_in(**{"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD})
    eye.arrives()
    eye.fails(code="000000")
    eye.sees("/confirm")


def test_signing_up_with_every_attribute(eye, pool):
    pool.schema = [
        {"Name": name, "Required": True}
        for name in ("name", "birthdate", "phone_number", "locale", "zoneinfo", "gender", "address", "website")
    ]
    pool.save()
    eye.sees("/signup")


def test_waiting_for_an_administrator(eye, pool):
    pool.auto_verified_attributes = []
    pool.save()
    eye.get(eye.at("/signup"))
    eye.fill_in(username="dora", password=PASSWORD)
    eye.look("waiting")


def test_a_forgotten_password(eye, alice):
    eye.sees("/forgotPassword")
    eye.fails(username="")
    eye.fill_in(username="alice")
    eye.arrives()
    eye.fails(code="000000", password="short", confirmPassword="other")


def test_a_temporary_password(eye, alice):
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fails(password="short", confirmPassword="short")


def test_second_factors(eye, pool, alice):
    mfa.configure(pool)
    mfa.give_phone(alice)
    mfa.give_app(alice, name="My phone")
    User.objects.filter(pk=alice.pk).update(sms_mfa_enabled=True)
    recovery_codes.create_recovery_codes(alice, caller=CALLER)
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fill_in(factor="SMS_MFA")
    eye.arrives()
    eye.fails(code="000000")
    eye.sees("/mfaRecoveryCode")
    eye.fails(code="x")


@pytest.mark.parametrize("factors", [{"sms": SMS}, {"sms": SMS, "software_token": TOTP}, {"email": {}}])
def test_setting_a_second_factor_up_on_the_way(eye, pool, alice, factors):
    mfa.configure(pool, "ON", **factors)
    User.objects.filter(pk=alice.pk).update(attributes={})
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()


def test_setting_an_app_up_on_the_way(eye, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fails(code="000000")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", eye.text)[1].replace(" ", "")
    eye.fill_in(code=mfa.code_of(secret))
    eye.arrives()


def test_dead_ends(eye, pool):
    eye.sees("/login", client_id="nobody")
    eye.get(f"/confirmUser?client_id={eye.client_id}&user_name=x&confirmation_code=1")
    eye.look()
    eye.get("/nothing/here")
    eye.look()
    eye.get("/")
    eye.look()
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    eye.sees("/signup")


def at_home(eye) -> None:
    eye.get(eye.at("/account"))
    eye.follow()
    eye.fill_in(username="alice", password=PASSWORD)
    eye.arrives()


def test_the_account(eye, pool, alice):
    User.objects.filter(pk=alice.pk).update(attributes=alice.attributes | {"phone_number": PHONE, "name": "Alice"})
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": True}
    pool.policies |= {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"}
    pool.save()
    mfa.configure(pool, software_token=TOTP, sms=SMS)
    Device.objects.create(key="us-east-1_0", user=alice, group_key="-G", srp_salt="1", sealed_srp_verifier=b"1")
    at_home(eye)
    for_each = [
        "profile",
        "security",
        "sessions",
        "activity",
        "passkeys",
        "passkeys/add",
        "password",
        "email",
        "delete",
    ]
    assert [eye.sees(f"/account/{path}") for path in for_each] == [None] * len(for_each)

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


def test_the_account_refuses(eye, pool, alice):
    at_home(eye)
    eye.get(eye.at("/account/profile"))
    eye.fails(birthdate="x" * 20, locale="x" * 3000)
    eye.get(eye.at("/account/password"))
    eye.fails(current="wrong", password="short", confirmPassword="other")
    eye.get(eye.at("/account/phone"))
    eye.fails(address="1")
    eye.get(eye.at("/account/delete"))
    eye.fails()


def test_the_account_with_second_factors(eye, pool, alice):
    mfa.configure(pool, software_token=TOTP, sms=SMS)
    at_home(eye)
    eye.get(eye.at("/account/profile"))
    eye.fill_in(to=eye.at("/account/app/begin"))
    eye.arrives()
    eye.fails(code="000000")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", eye.text)[1].replace(" ", "")
    eye.fill_in(code=mfa.code_of(secret))
    eye.arrives()
    eye.sees("/account/recovery-codes")
    eye.sees("/account/security")


def test_the_account_verifies_an_address_and_ends(eye, pool, alice):
    at_home(eye)
    eye.get(eye.at("/account/email"))
    eye.fill_in(address="new@example.com")
    eye.arrives()
    eye.fails(code="000000")
    eye.sees("/account/profile")
    eye.get(eye.at("/account/delete"))
    eye.fill_in(sure="on")
    eye.look("deleted")


def test_the_keyboard_reaches_all_that_the_mouse_does(screen, eye, alice):
    at_home(eye)
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
