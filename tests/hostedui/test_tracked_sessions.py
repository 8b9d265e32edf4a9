"""Browser sessions where the pool tracks sessions: each client's own patience, and the lists of a user."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from hostedui.models import BrowserSession
from pools.models import Session
from tests.hostedui.conftest import Browser

THREE_HOURS = datetime.timedelta(hours=3)


@pytest.fixture
def tracking(idp, pool):
    idp.set_user_pool_session_configuration(
        UserPoolId=pool.id, UserSessionTracking="ENABLED", TokenSession={"MaxPerUser": 20}
    )
    pool.refresh_from_db()
    return pool


@pytest.fixture
def signed_in(browser, asks, alice, tracking) -> Browser:
    return browser.sign_in("alice", asks("/login"))


def takes_its_word_for(idp, app, minutes: int) -> None:
    idp.set_user_pool_client_session_configuration(
        UserPoolId=app.pool_id, ClientId=app.client_id, SSOSession={"MaxValidityMinutes": minutes}
    )


def listed(idp, pool) -> dict[str, dict]:
    sessions = idp.admin_list_user_sessions(UserPoolId=pool.id, Username="alice")["Sessions"]
    return {each["SessionType"]: each for each in sessions}


def is_signed_in(browser, address) -> bool:
    browser.get(address)
    return "code" in browser.query


@pytest.mark.spec("API-219", "APP-255")
def test_an_hour_is_the_default(signed_in, asks):
    with time_machine.travel(timezone.now() + THREE_HOURS):
        assert not is_signed_in(signed_in, asks())


@pytest.mark.spec("API-219", "APP-255")
def test_a_client_may_take_a_browsers_word_for_longer(idp, app, signed_in, asks):
    takes_its_word_for(idp, app, 240)
    with time_machine.travel(timezone.now() + THREE_HOURS):
        assert is_signed_in(signed_in, asks())


@pytest.mark.spec("API-219", "APP-255")
def test_a_client_may_always_ask_for_the_password(idp, app, signed_in, asks):
    takes_its_word_for(idp, app, 0)
    assert not is_signed_in(signed_in, asks())


@pytest.mark.spec("API-367")
def test_the_clients_setting_rests_while_tracking_is_off(idp, app, signed_in, asks):
    takes_its_word_for(idp, app, 0)
    idp.set_user_pool_session_configuration(
        UserPoolId=app.pool_id, UserSessionTracking="DISABLED", TokenSession={"MaxPerUser": 20}
    )
    assert is_signed_in(signed_in, asks())


@pytest.mark.spec("API-367")
def test_both_kinds_are_listed_and_hang_together(idp, pool, signed_in, exchange):
    exchange(signed_in.query["code"])
    sessions = listed(idp, pool)

    assert sessions["SSO"]["SessionId"].startswith("sso")
    assert sessions["TOKEN"]["OriginSessionId"] == sessions["SSO"]["SessionId"]
    assert "ClientId" not in sessions["SSO"]


def test_the_last_use_of_a_browser_session_is_noted(idp, pool, signed_in, asks):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=30)):
        signed_in.get(asks())

    session = listed(idp, pool)["SSO"]
    assert session["LastActiveDate"] - session["CreateDate"] > datetime.timedelta(minutes=29)


@pytest.mark.spec("API-367")
def test_a_revoked_browser_session_asks_for_the_password(idp, pool, signed_in, asks, exchange):
    exchange(signed_in.query["code"])
    session_id = listed(idp, pool)["SSO"]["SessionId"]
    idp.admin_revoke_user_session(UserPoolId=pool.id, Username="alice", SessionId=session_id)

    assert not is_signed_in(signed_in, asks())
    assert set(listed(idp, pool)) == {"TOKEN"}


@pytest.mark.spec("API-367")
@pytest.mark.parametrize("kind", ["SSO", "TOKEN"])
def test_linked_sessions_end_together(idp, pool, signed_in, exchange, kind):
    exchange(signed_in.query["code"])
    session_id = listed(idp, pool)[kind]["SessionId"]
    idp.admin_revoke_user_session(
        UserPoolId=pool.id, Username="alice", SessionId=session_id, RevokeAssociatedSessions="LINKED"
    )

    assert listed(idp, pool) == {}


def test_a_token_session_alone_leaves_the_browser_signed_in(idp, pool, signed_in, exchange):
    exchange(signed_in.query["code"])
    session_id = listed(idp, pool)["TOKEN"]["SessionId"]
    idp.admin_revoke_user_session(UserPoolId=pool.id, Username="alice", SessionId=session_id)

    assert set(listed(idp, pool)) == {"SSO"}


def test_the_user_ends_the_browser_session_but_not_the_one_he_is_in(idp, app, pool, signed_in, asks, exchange):
    signed_in.get(asks(scope="openid aws.cognito.signin.user.admin"))
    access_token = exchange(signed_in.query["code"]).json()["access_token"]
    idp.revoke_user_session(
        AccessToken=access_token,
        SessionId=listed(idp, pool)["SSO"]["SessionId"],
        RevokeAssociatedSessions="LINKED",
    )

    assert not BrowserSession.objects.exists()
    assert Session.objects.get().revoked_at is None
    assert idp.get_user(AccessToken=access_token)["Username"] == "alice"
