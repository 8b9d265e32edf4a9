"""The hosted UI as a browser and an app see it."""

import base64
import datetime
import hashlib
import uuid
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from hostedui import browser_sessions
from hostedui.models import AuthorizationCode, BrowserSession
from tests.conftest import PASSWORD

CALLBACK = "https://shop.example/callback"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def browser() -> "Browser":
    return Browser()


@pytest.fixture
def asks(app):
    """The address that the shop sends the browser to; keywords replace or, with None, take away parameters."""

    def make(path="/oauth2/authorize", **changes) -> str:
        parameters = {
            "client_id": app.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
            "state": "the state",
        }
        return f"{path}?{urlencode(_changed(parameters, changes))}"

    return make


@pytest.fixture
def exchange(app):
    """Posts to the token endpoint as the shop does."""

    def post(code="", headers=None, host="localhost:8000", **changes):
        parameters = {
            "grant_type": "authorization_code",
            "client_id": app.client_id,
            "redirect_uri": CALLBACK,
            "code": code,
        }
        body = _changed(parameters, changes)
        return Client().post("/oauth2/token", body, headers=(headers or {}) | {"Host": host})

    return post


@pytest.fixture
def code_of_alice(browser, asks, alice) -> str:
    """A code that the shop may exchange for Alice's tokens."""
    return browser.sign_in("alice", asks("/login")).query["code"]


@pytest.fixture
def in_a_hosted_session(alice) -> Client:
    """A browser in which Alice is signed in at the hosted UI, without a sign-in: quickly."""
    token = "the token of a browser session"
    BrowserSession.objects.create(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        pool=alice.pool,
        user=alice,
        auth_time=timezone.now(),
        expires_at=timezone.now() + datetime.timedelta(hours=1),
    )
    http = Client(headers={"Host": "localhost:8000"})
    http.cookies[browser_sessions.COOKIE] = token
    return http


@pytest.fixture
def code_row(app, alice) -> AuthorizationCode:
    """`the code`, which the shop may exchange for Alice's tokens, without a sign-in."""
    return AuthorizationCode.objects.create(
        code_hash=hashlib.sha256(b"the code").hexdigest(),
        client=app,
        user=alice,
        redirect_uri=CALLBACK,
        scopes=["openid"],
        auth_time=timezone.now(),
        browser_session_id=uuid.uuid4(),
        expires_at=timezone.now() + datetime.timedelta(minutes=5),
    )


class Browser:
    """Keeps cookies, fills in the form of the page it is on and looks at where it is sent."""

    def __init__(self, host: str = "localhost:8000") -> None:
        self.http = Client(enforce_csrf_checks=True, headers={"Host": host})
        self.page = None
        self.address = ""

    def get(self, address: str, **headers):
        return self._arrive(address, self.http.get(address, headers=headers))

    def follow(self):
        """Go where the last answer leads, within the hosted UI."""
        return self.get(self.page["Location"])

    def fill_in(self, to: str = "", **values):
        """Post the form of this page."""
        fields = {"csrfmiddlewaretoken": _token(self.page.content.decode())} | values
        address = to or self.address
        return self._arrive(address, self.http.post(address, fields))

    def sign_in(self, username: str, address: str, password: str = PASSWORD) -> "Browser":
        self.get(address)
        self.fill_in(username=username, password=password)
        return self

    @property
    def text(self) -> str:
        return " ".join(self.page.content.decode().split())

    @property
    def location(self) -> str:
        return self.page.headers.get("Location", "")

    @property
    def query(self) -> dict[str, str]:
        return _parameters(urlsplit(self.location).query)

    @property
    def fragment(self) -> dict[str, str]:
        return _parameters(urlsplit(self.location).fragment)

    def _arrive(self, address, response):
        self.page, self.address = response, address
        return response


class _TokenFinder(HTMLParser):
    token = ""

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if given.get("name") == "csrfmiddlewaretoken":
            self.token = given["value"]


def _token(html: str) -> str:
    finder = _TokenFinder()
    finder.feed(html)
    return finder.token


def _parameters(encoded: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(encoded, keep_blank_values=True).items()}


def _changed(parameters: dict, changes: dict) -> dict:
    return {name: value for name, value in (parameters | changes).items() if value is not None}
