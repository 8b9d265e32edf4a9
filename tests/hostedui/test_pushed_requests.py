"""`/oauth2/par` (RFC 9126)."""

import datetime
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hostedui.models import PushedRequest
from tests.conftest import PASSWORD
from tests.hostedui.conftest import CALLBACK

SECRET = "the-secret-of-the-shop-of-enough-length"


@pytest.fixture
def push(app):
    def post(**changes):
        form = {
            "client_id": app.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid",
            "state": "pushed state",
        } | changes
        return Client().post("/oauth2/par", {name: value for name, value in form.items() if value is not None})

    return post


@pytest.fixture
def address(push, app):
    """Where the app sends the browser."""
    return f"/oauth2/authorize?{urlencode({'client_id': app.client_id, 'request_uri': push().json()['request_uri']})}"


def test_a_request_is_taken_and_named(push):
    """RFC 9126 section 2.2."""
    answer = push()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert answer.json()["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    assert answer.json()["expires_in"] == 90


def test_the_browser_signs_in_by_its_name_alone(browser, address, alice, exchange):
    """Section 4."""
    browser.get(address)
    browser.follow()
    assert "pushed" not in browser.address
    browser.fill_in(username="alice", password=PASSWORD)
    assert browser.query["state"] == "pushed state"
    assert exchange(browser.query["code"]).status_code == 200


def test_what_stands_beside_the_name_is_ignored(browser, address, alice, asks):
    """Section 4: the parameters are those that were pushed."""
    browser.get(f"{address}&state=forged&redirect_uri=https://evil.example&scope=phone")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    assert browser.location.startswith(CALLBACK)
    assert browser.query["state"] == "pushed state"


def test_it_leads_to_one_answer(browser, address, alice):
    """Section 7.3."""
    browser.get(address)
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.get(address)
    assert (browser.page.status_code, browser.location) == (400, "")


def test_it_ends_when_nobody_comes(browser, address):
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=91)):
        assert browser.get(address).status_code == 400


def test_who_has_come_may_take_his_time(browser, address):
    browser.get(address)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=30)):
        assert browser.follow().status_code == 200


@pytest.mark.parametrize("name", ["urn:ietf:params:oauth:request_uri:x", "https://evil.example/request", "", "\0", "ü"])
def test_an_unknown_name_is_refused(browser, app, name):
    """RFC 9101 section 10.4: nothing is fetched."""
    browser.get(f"/oauth2/authorize?{urlencode({'client_id': app.client_id, 'request_uri': name})}")
    assert (browser.page.status_code, browser.location) == (400, "")


def test_the_name_serves_no_other_client(browser, address):
    """Section 2.2: bound to the client that pushed it."""
    browser.get(address.replace("client_id=1", "client_id=2"))
    assert browser.page.status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "https://evil.example"}, "invalid_request"),
        ({"response_type": "nonsense"}, "invalid_request"),
        ({"scope": "nonsense"}, "invalid_scope"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "a.b.c"}, "invalid_request"),
        ({"state": "\0"}, "invalid_request"),
    ],
    ids=str,
)
def test_what_would_be_refused_later_is_refused_at_once(push, changes, error):
    """Section 2.3."""
    answer = push(**changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not PushedRequest.objects.exists()


def test_the_client_proves_itself(push, app):
    """Section 2: as at the token endpoint."""
    app.secret = SECRET
    app.save()
    assert (push().status_code, push(client_secret="wrong").json()["error"]) == (401, "invalid_client")
    answer = push(client_secret=SECRET)
    assert answer.status_code == 201
    assert "client_secret" not in PushedRequest.objects.get().parameters


def test_where_it_is_required_nothing_else_is_taken(browser, asks, app, address):
    """Section 5."""
    app.require_pushed_authorization_requests = True
    app.save()
    browser.get(asks())
    assert (browser.query["error"], browser.query["state"]) == ("invalid_request", "the state")
    assert "/login?" in browser.get(address)["Location"]


def test_discovery_tells_where(pool):
    document = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert document["pushed_authorization_request_endpoint"] == "http://localhost:8000/oauth2/par"
