"""Signing in a device with another one (RFC 8628)."""

import base64
import datetime
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from hostedui.models import DeviceAuthorization
from pools.models import Session
from tests.conftest import PASSWORD

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
ACTION = re.compile(r'<form method="post" action="([^"]+)"')


@pytest.fixture(autouse=True)
def allows_devices(app):
    app.allow_device_flow = True
    app.save()


@pytest.fixture
def begin(app):
    def post(**changes):
        return Client().post("/oauth2/device_authorization", {"client_id": app.client_id, "scope": "openid"} | changes)

    return post


@pytest.fixture
def codes(begin):
    return begin().json()


@pytest.fixture
def poll(app, codes):
    def post(**changes):
        form = {"grant_type": GRANT, "client_id": app.client_id, "device_code": codes["device_code"]} | changes
        return Client().post("/oauth2/token", form)

    return post


@pytest.fixture
def at_device(browser, codes, alice):
    """Alice has typed the code in her browser and signed in."""
    browser.get("/device")
    browser.fill_in(user_code=codes["user_code"].lower().replace("-", " "))
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    return browser


def answer(browser, decision):
    browser.fill_in(to=ACTION.search(browser.page.content.decode())[1].replace("&amp;", "&"), decision=decision)


def test_a_device_gets_its_codes(begin):
    """RFC 8628 section 3.2."""
    told = begin().json()
    assert re.fullmatch("[B-Z]{4}-[B-Z]{4}", told["user_code"])
    assert told["verification_uri"] == "http://localhost:8000/device"
    assert told["verification_uri_complete"] == f"http://localhost:8000/device?user_code={told['user_code']}"
    assert (told["expires_in"], told["interval"]) == (900, 5)


def test_who_allows_it_signs_the_device_in(at_device, poll, codes, alice):
    """Sections 3.3 to 3.5."""
    assert (codes["user_code"] in at_device.text, "as alice" in at_device.text) == (True, True)
    assert poll().json() == {"error": "authorization_pending"}
    answer(at_device, "allow")
    assert "Your device is signed in" in at_device.text
    assert {"access_token", "id_token", "refresh_token"} <= set(poll().json())
    assert Session.objects.get().user == alice


def test_the_device_code_serves_once(at_device, poll):
    answer(at_device, "allow")
    assert (poll().status_code, poll().json()) == (200, {"error": "invalid_grant"})


def test_who_refuses_it_does_not(at_device, poll):
    """Section 3.5, access_denied."""
    answer(at_device, "deny")
    assert "not signed in" in at_device.text
    assert poll().json() == {"error": "access_denied"}


def test_an_answer_is_the_last(at_device, poll):
    address = ACTION.search(at_device.page.content.decode())[1].replace("&amp;", "&")
    answer(at_device, "deny")
    at_device.get(address)
    assert "unknown or has ended" in at_device.text


def test_who_asks_too_often_must_wait_longer(poll):
    """Section 3.5, slow_down."""
    poll()
    assert poll().json() == {"error": "slow_down"}
    assert DeviceAuthorization.objects.get().interval_seconds == 10


def test_a_device_that_nobody_answered_is_told_so(poll):
    """Section 3.5, expired_token."""
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=16)):
        assert poll().json() == {"error": "expired_token"}


def test_a_scanned_code_is_asked_about_too(browser, codes, alice, poll):
    """Sections 3.3.1 and 5.4: the address alone allows nothing."""
    browser.get(f"/device?user_code={codes['user_code']}")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    assert browser.follow().status_code == 200
    assert poll().json() == {"error": "authorization_pending"}


@pytest.mark.parametrize("code", ["BCDF-GHJK", "x", "ü\0", "-", "1" * 32])
def test_an_unknown_code_is_refused(browser, db, code):
    browser.get("/device")
    browser.fill_in(user_code=code)
    assert browser.page.status_code == 400


def test_codes_are_not_guessed(browser, db):
    """Section 5.1."""
    browser.get("/device")
    [browser.fill_in(user_code="BCDF-GHJK") for _ in range(60)]
    browser.fill_in(user_code="BCDF-GHJK")
    assert "Attempt limit exceeded" in browser.text


def test_another_client_cannot_ask_for_it(at_device, poll, pool, app):
    answer(at_device, "allow")
    other = app.__class__.objects.create(pool=pool, client_name="other", allow_device_flow=True)
    other.allowed_o_auth_flows_user_pool_client = True
    other.save()
    assert poll(client_id=other.client_id).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("changes", [{"device_code": ""}, {"device_code": "x"}, {"device_code": "\0"}], ids=str)
def test_without_a_device_code_there_is_no_token(poll, changes):
    assert poll(**changes).status_code == 400


def test_it_is_off_at_first(poll, begin, app, pool):
    app.allow_device_flow = False
    app.save()
    assert (begin().status_code, begin().json()) == (400, {"error": "unauthorized_client"})
    assert poll().json() == {"error": "unauthorized_client"}
    document = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert "device_authorization_endpoint" not in document


def test_discovery_tells_where(pool, app):
    """Section 4."""
    document = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert document["device_authorization_endpoint"] == "http://localhost:8000/oauth2/device_authorization"


def test_the_scopes_are_looked_at_at_once(begin):
    assert begin(scope="nonsense").json() == {"error": "invalid_scope"}
    assert begin(client_id="unknown").json() == {"error": "invalid_request"}


def test_a_client_with_a_secret_proves_it(begin, app):
    """Section 3.1, RFC 6749 section 3.2.1."""
    app.secret = "the-secret-of-the-shop-of-enough-length"
    app.save()
    proof = base64.b64encode(f"{app.client_id}:{app.secret}".encode()).decode()
    answer = Client().post("/oauth2/device_authorization", headers={"Authorization": f"Basic {proof}"})
    assert (answer.status_code, begin().status_code) == (200, 401)
