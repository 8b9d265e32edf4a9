"""The account pages: the password."""

import pytest

from pools.actions import passwords
from pools.models import AuditEvent, User
from tests.conftest import PASSWORD
from tests.hostedui.account.conftest import events, later
from tests.hostedui.conftest import Browser

NEW_PASSWORD = "Another-Horse-2"


def test_the_password_is_changed_and_the_browser_stays_signed_in(at_home, page, asks, alice):
    other = Browser().sign_in("alice", asks("/login"))
    at_home.get(page("/password"))
    assert "At least 8 characters" in at_home.text
    at_home.fill_in(current=PASSWORD, password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD, sign_out_others="on")
    at_home.follow()
    assert "Your password has been changed." in at_home.text
    alice.refresh_from_db()
    assert passwords.is_correct(alice, NEW_PASSWORD)
    assert len(events("ChangePassword")) == 1

    other.get(page())
    assert other.location.startswith("/login?")


def test_the_cookie_from_before_opens_nothing_after_it(at_home, page):
    old = at_home.http.cookies["cognito"].value
    at_home.get(page("/password"))
    at_home.fill_in(current=PASSWORD, password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    assert at_home.http.cookies["cognito"].value != old
    at_home.http.cookies["cognito"] = old
    at_home.get(page())
    assert at_home.location.startswith("/login?")


def test_the_present_password_must_be_right(at_home, page, alice):
    at_home.get(page("/password"))
    at_home.fill_in(current="wrong", password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    assert at_home.page.status_code == 400
    assert "This is not your current password." in at_home.text
    assert AuditEvent.objects.filter(name="ChangePassword", error="NotAuthorizedException").count() == 1


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (NEW_PASSWORD, "other"), ("", ""), (NEW_PASSWORD, "")]
)
def test_the_new_password_must_fit(at_home, page, alice, password, again):
    at_home.get(page("/password"))
    at_home.fill_in(current=PASSWORD, password=password, confirmPassword=again)
    assert at_home.page.status_code == 400
    alice.refresh_from_db()
    assert passwords.is_correct(alice, PASSWORD)


def test_who_has_no_password_may_set_one_after_a_sign_in_of_just_now(at_home, page, alice):
    User.objects.filter(pk=alice.pk).update(sealed_srp_verifier=None, srp_salt="")
    at_home.get(page("/password"))
    assert 'name="current"' not in at_home.text
    at_home.fill_in(password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    alice.refresh_from_db()
    assert passwords.is_correct(alice, NEW_PASSWORD)

    User.objects.filter(pk=alice.pk).update(sealed_srp_verifier=None, srp_salt="")
    with later(11):
        at_home.get(page("/password"))
    assert at_home.location.startswith("/login?")


def test_who_comes_from_another_provider_sets_no_password_here(at_home, page, alice):
    User.objects.filter(pk=alice.pk).update(sealed_srp_verifier=None, srp_salt="", status="EXTERNAL_PROVIDER")
    at_home.get(page("/password"))
    assert at_home.location == page()


# Second factors
