"""The account pages: sessions, devices, activity, and the end of the account."""

import pytest

from hostedui.models import BrowserSession
from pools.actions.user_sessions import browser_session_id
from pools.models import Device, Session, User
from tests.hostedui.account.conftest import events
from tests.hostedui.conftest import Browser


def test_a_session_elsewhere_is_ended_with_its_tokens(at_home, page, asks, exchange, app):
    elsewhere = Browser()
    tokens = exchange(elsewhere.sign_in("alice", asks("/login")).query["code"]).json()
    at_home.get(page("/sessions"))
    assert at_home.text.count("This browser") == 1
    assert "shop" in at_home.text
    at_home.fill_in(to=page("/sessions/end"), session=_other_session(at_home))
    at_home.follow()
    assert "The session has been ended." in at_home.text
    assert len(events("RevokeUserSession")) == 1

    refreshed = exchange(
        grant_type="refresh_token", refresh_token=tokens["refresh_token"], redirect_uri=None, code=None
    )
    assert refreshed.json() == {"error": "invalid_grant"}
    elsewhere.get(asks())
    assert elsewhere.location.startswith("/login?")


def test_all_other_sessions_are_ended_at_once(at_home, page, asks, exchange):
    tokens = exchange(Browser().sign_in("alice", asks("/login")).query["code"]).json()
    Browser().sign_in("alice", asks("/login"))
    at_home.get(page("/sessions"))
    at_home.fill_in(to=page("/sessions/end-others"))
    at_home.follow()
    assert "You are signed out everywhere else." in at_home.text
    assert BrowserSession.objects.count() == 1
    assert Session.objects.get().revoked_at
    assert tokens["refresh_token"]


def test_what_came_through_this_browser_goes_on(at_home, page, asks, exchange):
    at_home.get(asks())
    exchange(at_home.query["code"])
    at_home.get(page("/sessions"))
    at_home.fill_in(to=page("/sessions/end-others"))
    assert Session.objects.get().revoked_at is None


@pytest.mark.parametrize("session", ["", "x", "tkn" + "z" * 25, "sso" + "0" * 25, "sso\0" + "0" * 24])
def test_a_session_that_is_nobodys_is_not_ended(at_home, page, session):
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/sessions/end"), session=session)
    assert at_home.page.status_code in (302, 400)
    assert BrowserSession.objects.count() == 1


def test_nobody_ends_the_sessions_of_others(at_home, page, asks, bob):
    Browser().sign_in("bob", asks("/login"))
    theirs = BrowserSession.objects.get(user=bob)
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/sessions/end"), session=_id_of(theirs))
    assert at_home.page.status_code == 400
    assert BrowserSession.objects.filter(user=bob).exists()


def test_a_device_is_forgotten(at_home, page, pool, alice):
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": True}
    pool.save()
    device = Device.objects.create(
        key="us-east-1_0", user=alice, group_key="-G", name="Old phone", srp_salt="1", sealed_srp_verifier=b"1"
    )
    at_home.get(page("/sessions"))
    assert "Old phone" in at_home.text
    at_home.fill_in(to=page("/devices/forget"), device=device.key)
    at_home.follow()
    assert "No device is remembered." in at_home.text
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/devices/forget"), device=device.key)
    assert at_home.page.status_code == 400


def test_activity_tells_of_sign_ins_and_of_failed_ones(at_home, page, asks):
    Browser().sign_in("alice", asks("/login"), password="wrong")
    at_home.get(page("/activity"))
    assert at_home.text.count("<b>Sign-in") == 2
    assert at_home.text.count("Failed") == 1


# The end


def test_in_a_pool_that_leaves_it_to_administrators_nobody_deletes_his_account(at_home, page, alice):
    alice.pool.allow_account_deletion = False
    alice.pool.save()
    at_home.get(page("/profile"))
    assert page("/delete") not in at_home.text.replace("&amp;", "&")
    at_home.http.post(page("/delete"), {"sure": "on"})
    at_home.get(page("/delete"))

    assert "/account/profile" in at_home.location
    alice.refresh_from_db()


def test_the_account_is_deleted_by_who_is_sure(at_home, page, alice):
    at_home.get(page("/delete"))
    at_home.fill_in()
    assert at_home.page.status_code == 400
    assert "Please confirm that you want this." in at_home.text

    at_home.fill_in(sure="on")
    assert "Your account has been deleted" in at_home.text
    assert not User.objects.filter(pk=alice.pk).exists()
    assert len(events("DeleteUser")) == 1
    at_home.get(page())
    assert at_home.location.startswith("/login?")


def _other_session(browser) -> str:
    """The session that the page offers to end."""
    return browser.text.split('name="session" value="')[1].split('"')[0]


def _id_of(session: BrowserSession) -> str:
    return browser_session_id(session.pk)
