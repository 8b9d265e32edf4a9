"""The hosted UI's session: who is signed in in this browser, for how long, and how it ends."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from hostedui import tasks
from hostedui.models import AuthorizationCode, BrowserSession
from pools.actions import app_clients, passwords, sessions, user_pools
from tests.conftest import CALLER, REGION
from tests.hostedui.conftest import CALLBACK, Browser


@pytest.fixture
def signed_in(browser, asks, alice) -> Browser:
    return browser.sign_in("alice", asks("/login"))


def other_client(pool):
    return app_clients.create_app_client(
        pool,
        "other",
        caller=CALLER,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email"],
        callback_urls=[CALLBACK],
        supported_identity_providers=["COGNITO"],
    )


def is_asked_to_sign_in(browser, address):
    browser.get(address)
    return browser.location.startswith("/login?")


@pytest.mark.spec("API-219", "APP-58", "SEC-08", "CON-159")
def test_the_cookie_is_out_of_reach_of_scripts_and_lasts_an_hour(signed_in):
    cookie = signed_in.page.cookies["cognito"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["path"]) == (True, "Lax", 3600, "/")


@pytest.mark.parametrize(("secure", "expected"), [(True, True), (False, "")])
def test_the_cookie_stays_on_https(asks, alice, settings, secure, expected):
    settings.SESSION_COOKIE_SECURE = secure
    browser = Browser().sign_in("alice", asks("/login"))
    assert browser.page.cookies["cognito"]["secure"] == expected


def test_the_database_does_not_hold_the_token(signed_in):
    token = signed_in.page.cookies["cognito"].value
    assert token not in str(BrowserSession.objects.values().get())


@pytest.mark.spec("APP-57")
def test_the_session_spans_the_clients_of_the_pool(signed_in, asks, pool):
    signed_in.get(asks(client_id=other_client(pool).client_id))
    assert signed_in.query["code"]


@pytest.mark.spec("APP-57")
def test_the_session_opens_no_other_pool(signed_in, asks):
    elsewhere = user_pools.create_user_pool("elsewhere", region=REGION, caller=CALLER)
    assert is_asked_to_sign_in(signed_in, asks(client_id=other_client(elsewhere).client_id))


@pytest.mark.spec("API-219", "APP-58", "APP-122", "SEC-09")
def test_the_session_ends_after_an_hour(browser, asks, alice):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False) as clock:
        browser.sign_in("alice", asks("/login"))
        clock.shift(3599)
        browser.get(asks())
        assert browser.query["code"]
        clock.shift(1)
        assert is_asked_to_sign_in(browser, asks())


def test_the_session_of_a_disabled_user_opens_nothing(signed_in, asks, alice):
    alice.enabled = False
    alice.save()
    assert is_asked_to_sign_in(signed_in, asks())


def test_the_session_of_a_deleted_user_is_gone(signed_in, asks, alice):
    alice.delete()
    assert is_asked_to_sign_in(signed_in, asks())


def test_a_new_password_ends_the_session(signed_in, asks, alice):
    passwords.set_password(alice, "Another-Horse-2")
    alice.save()
    assert is_asked_to_sign_in(signed_in, asks())


@pytest.mark.spec("SEC-54")
def test_a_global_sign_out_leaves_the_session(signed_in, asks, alice, exchange):
    sessions.global_sign_out(alice, caller=CALLER)
    signed_in.get(asks())
    token = exchange(signed_in.query["code"]).json()["access_token"]
    assert Browser().get("/oauth2/userInfo", Authorization=f"Bearer {token}").status_code == 200


def test_a_token_that_was_planted_opens_nothing_after_the_sign_in(asks, alice, bob):
    attacker = Browser().sign_in("bob", asks("/login"))
    victim = Browser()
    victim.http.cookies["cognito"] = planted = attacker.page.cookies["cognito"].value
    victim.get(asks("/login", prompt="login"))
    victim.fill_in(username="alice", password="Correct-Horse-1")
    assert victim.page.cookies["cognito"].value != planted
    assert is_asked_to_sign_in(attacker, asks())


@pytest.mark.parametrize("token", ["", "nonsense", "é", "x" * 5000])
def test_a_made_up_token_opens_nothing(browser, asks, token):
    browser.http.cookies["cognito"] = token
    assert is_asked_to_sign_in(browser, asks())


@pytest.mark.parametrize("content", ["", "nonsense", "gAAAAA"])
def test_a_made_up_journey_leads_nowhere(browser, asks, content):
    browser.http.cookies["cognito-journey"] = content
    assert browser.get(asks("/confirm")).status_code == 200
    assert is_asked_to_sign_in(browser, asks("/newPassword"))


def test_what_has_ended_is_forgotten(asks, alice):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1), tick=False) as clock:
        Browser().sign_in("alice", asks("/login"))
        clock.shift(2 * 86400)
        tasks.forget_ended()
    assert not BrowserSession.objects.exists()
    assert not AuthorizationCode.objects.exists()
