"""The account pages: who gets in, and what an end user changes there."""

import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import time_machine
from django.utils import timezone

from hostedui.models import BrowserSession
from pools.actions import passwords, recovery_codes, totp
from pools.actions.user_sessions import browser_session_id
from pools.models import AttemptCount, AuditEvent, Device, RecoveryCode, Session, User
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import Browser
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP

NEW_PASSWORD = "Another-Horse-2"


@pytest.fixture
def page(app):
    """The address of an account page, as the shop links to it."""
    return lambda path="", **more: _address(f"/account{path}", client_id=app.client_id, **more)


@pytest.fixture
def at_home(browser, page, alice) -> Browser:
    """Alice's browser, on the first page of her account."""
    browser.get(page())
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    return browser


def later(minutes: int):
    return time_machine.travel(timezone.now() + datetime.timedelta(minutes=minutes), tick=False)


def events(name: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(name=name, error=""))


def test_who_is_not_signed_in_signs_in_and_comes_back(browser, page, alice):
    browser.get(page("/security", lang="de"))
    assert browser.location.startswith("/login?")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    assert browser.location == page("/security", lang="de")

    browser.follow()
    assert browser.page.status_code == 200


def test_who_is_signed_in_at_an_app_is_so_here(browser, asks, page, alice):
    browser.sign_in("alice", asks("/login"))
    browser.get(page())
    assert "Hello, alice@example.com" in browser.text


@pytest.mark.parametrize("query", ["", "?client_id=", "?client_id=nobody", "?client_id=%00"])
def test_an_unknown_app_client_has_no_account_pages(browser, db, query):
    browser.get(f"/account{query}")
    assert browser.page.status_code == 400


def test_a_client_without_hosted_pages_has_none_either(browser, page, app):
    app.allowed_o_auth_flows_user_pool_client = False
    app.save()
    browser.get(page())
    assert browser.page.status_code == 400
    browser.get(_address("/login", client_id=app.client_id, account="security"))
    assert browser.page.status_code == 400


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example", "../evil", "x" * 5000, "security\r\nX: y"])
def test_a_sign_in_for_the_account_leads_nowhere_else(browser, app, alice, wish):
    browser.sign_in("alice", _address("/login", client_id=app.client_id, account=wish))
    assert browser.location == _address("/account", client_id=app.client_id)


def test_authorize_is_for_apps_alone(browser, app):
    browser.get(_address("/oauth2/authorize", client_id=app.client_id, account="security"))
    assert browser.page.status_code == 400


def test_on_a_pools_domain_the_client_need_not_be_named(idp, pool, app, alice):
    idp.create_user_pool_domain(Domain="shop", UserPoolId=pool.id)
    browser = Browser(host="shop.auth.localhost:8000")
    browser.get("/account")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()
    assert "Hello, alice@example.com" in browser.text


def test_the_pages_are_kept_nowhere_and_framed_by_nobody(at_home):
    assert "no-store" in at_home.page["Cache-Control"]
    assert "frame-ancestors 'none'" in at_home.page["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("", "/profile", "/email", "/phone", "/security", "/password", "/sessions", "/activity", "/delete"),
        *("?lang=ar", "/security?lang=de"),
    ],
)
def test_every_page_opens(at_home, page, path):
    path, _, query = path.partition("?")
    at_home.get(page(path, **dict(pair.split("=") for pair in query.split("&") if pair)))
    assert at_home.page.status_code == 200
    assert at_home.text.count("<h1>") == 1


@pytest.mark.parametrize("path", ["/email", "/phone", "/app", "/recovery-codes", "/passkeys/add", "/delete"])
def test_what_is_grave_needs_a_sign_in_of_just_now(at_home, page, path):
    with later(11):
        at_home.get(page(path))
        assert at_home.location.startswith("/login?")
        at_home.follow()
        assert "To go on, please show that it is you." in at_home.text
        assert 'value="alice"' in at_home.text
        at_home.fill_in(username="alice", password=PASSWORD)
        assert at_home.location == page(path)


@pytest.mark.parametrize(
    ("path", "back"),
    [
        *(("/factor", "security"), ("/app/begin", "security"), ("/app/remove", "security")),
        ("/passkeys/delete", "passkeys"),
    ],
)
def test_who_posts_too_late_comes_back_to_the_page_of_the_form(at_home, page, path, back):
    at_home.get(page("/profile"))
    with later(11):
        at_home.fill_in(to=page(path))
    assert parse_qs(urlsplit(at_home.location).query)["account"] == [back]


def test_who_must_reset_the_password_is_not_let_in(at_home, page, alice):
    User.objects.filter(pk=alice.pk).update(status="RESET_REQUIRED")
    at_home.get(page())
    assert at_home.location.startswith("/login?")


def test_nothing_is_posted_from_elsewhere(at_home, page):
    at_home.http.post(page("/delete"), {"sure": "on"})
    assert User.objects.filter(username="alice").exists()


# Personal details


def test_attributes_are_changed(at_home, page, alice):
    at_home.get(page("/profile"))
    at_home.fill_in(given_name="Alice", nickname="Al")
    at_home.follow()
    assert "Your details have been saved." in at_home.text
    alice.refresh_from_db()
    assert alice.attributes == {
        "email": "alice@example.com",
        "email_verified": "true",
        "given_name": "Alice",
        "nickname": "Al",
    }
    (event,) = events("UpdateUserAttributes")
    assert (event.sub, event.detail["attributes"]) == (str(alice.sub), ["given_name", "nickname"])

    at_home.get(page("/profile"))
    assert "Your details have been saved." not in at_home.text
    at_home.fill_in(given_name="Alice")  # the other field is blank: gone
    alice.refresh_from_db()
    assert "nickname" not in alice.attributes


def test_what_the_client_may_not_write_is_only_shown(at_home, page, app, alice):
    User.objects.filter(pk=alice.pk).update(attributes=alice.attributes | {"given_name": "Alice", "gender": "f"})
    app.write_attributes, app.read_attributes = ["nickname"], ["nickname", "given_name"]
    app.save()
    at_home.get(page("/profile"))
    assert 'name="nickname"' in at_home.text
    assert 'name="given_name"' not in at_home.text
    assert "<bdi>Alice</bdi>" in at_home.text
    assert "alice@example.com" not in at_home.text
    assert "Gender" not in at_home.text

    at_home.fill_in(given_name="Mallory", nickname="Al")
    alice.refresh_from_db()
    assert (alice.attributes["given_name"], alice.attributes["nickname"]) == ("Alice", "Al")


def test_a_value_that_does_not_fit_stays_on_the_page(at_home, page, alice):
    at_home.get(page("/profile"))
    at_home.fill_in(birthdate="1.1.90")
    assert at_home.page.status_code == 400
    assert 'value="1.1.90"' in at_home.text


def test_a_new_address_is_verified_by_its_code(at_home, page, alice, inbox):
    at_home.get(page("/email"))
    at_home.fill_in(address="new@example.com")
    at_home.follow()
    assert "A code is on its way to new@example.com." in at_home.text
    at_home.fill_in(code="000000")
    assert at_home.page.status_code == 400

    at_home.fill_in(code=inbox.code_for("new@example.com"))
    at_home.follow()
    assert "new@example.com has been verified." in at_home.text
    alice.refresh_from_db()
    assert alice.is_verified("email")
    assert len(events("VerifyUserAttribute")) == 1


@pytest.mark.spec("USR-47")
def test_the_old_address_stays_until_the_new_one_is_verified(at_home, page, pool, alice, inbox):
    pool.user_attribute_update_settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    pool.save()
    at_home.get(page("/email"))
    at_home.fill_in(address="new@example.com")
    at_home.follow()
    assert "Until then alice@example.com stays in use." in at_home.text
    at_home.get(page("/profile"))
    assert "Waiting for the code sent to new@example.com" in at_home.text
    alice.refresh_from_db()
    assert alice.attributes["email"] == "alice@example.com"

    at_home.get(page("/email/code"))
    at_home.fill_in(code=inbox.code_for("new@example.com"))
    alice.refresh_from_db()
    assert alice.attributes["email"] == "new@example.com"


def test_a_number_that_is_not_verified_can_be(at_home, page, alice, inbox):
    mfa.give_phone(alice)
    at_home.get(page("/profile"))
    assert "Not verified" in at_home.text
    at_home.fill_in(to=page("/phone/send"))
    at_home.follow()
    at_home.fill_in(code=inbox.code_for(PHONE))
    alice.refresh_from_db()
    assert alice.is_verified("phone_number")


def test_codes_are_not_sent_without_end(at_home, page, alice):
    mfa.give_phone(alice)
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/phone/send"))
    AttemptCount.objects.update(count=5)
    at_home.get(page("/profile"))
    at_home.fill_in(to=page("/phone/send"))
    assert at_home.page.status_code == 400
    assert "Attempt limit exceeded" in at_home.text


@pytest.mark.parametrize("number", ["1", "not a number", "+1" * 2000])
def test_a_phone_number_must_be_one(at_home, page, number):
    at_home.get(page("/phone"))
    at_home.fill_in(address=number)
    assert at_home.page.status_code == 400


def test_what_waits_for_no_code_takes_none(at_home, page):
    at_home.get(page("/phone/code"))
    assert at_home.location == page("/profile")


def test_an_address_that_the_client_may_not_write_is_not_changed(at_home, page, app):
    app.write_attributes = ["nickname"]
    app.save()
    at_home.get(page("/email"))
    assert at_home.location == page("/profile")


# The password


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


def test_an_authenticator_app_is_set_up_and_recovery_codes_are_shown_once(at_home, page, pool, alice):
    mfa.configure(pool, software_token=TOTP)
    at_home.get(page("/security"))
    at_home.fill_in(to=page("/app/begin"))
    at_home.follow()
    assert 'src="data:image/svg+xml;base64,' in at_home.text
    at_home.fill_in(code="000000")
    assert "This is not the code that the app shows now." in at_home.text

    at_home.fill_in(code=_shown_code(alice), device="My tablet")
    at_home.follow()
    assert at_home.text.count("<li><code") == 10
    alice.refresh_from_db()
    assert (alice.software_token_mfa_enabled, alice.preferred_mfa) == (True, "SOFTWARE_TOKEN_MFA")
    told = AuditEvent.objects.filter(error="", name__endswith="SoftwareToken").order_by("created_at")
    assert list(told.values_list("name", flat=True)) == ["AssociateSoftwareToken", "VerifySoftwareToken"]
    assert len(events("SetUserMFAPreference")) == 1

    at_home.get(at_home.address)
    assert "<li><code" not in at_home.text
    assert "You have 10 codes left." in at_home.text


def test_the_app_is_removed_and_its_codes_with_it(at_home, page, pool, alice):
    mfa.configure(pool, software_token=TOTP)
    mfa.give_app(alice)
    recovery_codes.create_recovery_codes(alice, caller=CALLER)
    at_home.get(page("/security"))
    at_home.fill_in(to=page("/app/remove"))
    at_home.follow()
    assert "Your authenticator app has been removed." in at_home.text
    alice.refresh_from_db()
    assert alice.sealed_totp_secret is None
    assert not RecoveryCode.objects.exists()
    assert len(events("DeleteSoftwareToken")) == 1


def test_the_last_factor_stays_where_one_is_required(at_home, page, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    mfa.give_app(alice)
    at_home.get(page("/security"))
    at_home.fill_in(to=page("/app/remove"))
    assert at_home.page.status_code == 400
    alice.refresh_from_db()
    assert alice.sealed_totp_secret is not None


def test_sms_is_turned_on_preferred_and_turned_off(at_home, page, pool, alice):
    mfa.configure(pool)
    mfa.give_app(alice)
    User.objects.filter(pk=alice.pk).update(
        attributes=alice.attributes | {"phone_number": PHONE, "phone_number_verified": "true"}
    )
    told = [_choose(at_home, page, alice, factor="SMS_MFA", wish=wish) for wish in ("on", "prefer", "off")]
    assert told == [(True, ""), (True, "SMS_MFA"), (False, "")]


def test_a_number_is_verified_before_codes_go_there(at_home, page, pool, alice):
    mfa.configure(pool, sms=SMS)
    mfa.give_phone(alice)
    at_home.get(page("/security"))
    at_home.fill_in(to=page("/factor"), factor="SMS_MFA", wish="on")
    assert at_home.location == page("/phone")
    alice.refresh_from_db()
    assert not alice.sms_mfa_enabled


@pytest.mark.parametrize(
    ("factor", "wish"), [("x", "on"), ("SMS_MFA", "x"), ("", ""), ("WEB_AUTHN", "on"), ("EMAIL_OTP", "on")]
)
def test_what_is_not_offered_is_not_turned_on(at_home, page, alice, factor, wish):
    at_home.get(page("/security"))
    at_home.fill_in(to=page("/factor"), factor=factor, wish=wish)
    alice.refresh_from_db()
    turned_on = [alice.sms_mfa_enabled, alice.email_mfa_enabled, alice.web_authn_mfa_enabled]
    assert not any(turned_on)


def test_new_recovery_codes_end_the_old_ones(at_home, page, pool, alice):
    mfa.configure(pool, software_token=TOTP)
    mfa.give_app(alice)
    old = recovery_codes.create_recovery_codes(alice, caller=CALLER)
    at_home.get(page("/recovery-codes"))
    at_home.fill_in()
    at_home.follow()
    assert at_home.text.count("<li><code") == 10
    assert old[0] not in at_home.text


def test_without_a_second_factor_there_are_no_recovery_codes(at_home, page):
    at_home.get(page("/recovery-codes"))
    assert at_home.location == page("/security")


# Sessions, devices, activity


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


def _address(path: str, **query: str) -> str:
    return f"{path}?{urlencode(query)}"


def _shown_code(user: User) -> str:
    """What the app shows that scanned the page."""
    user.refresh_from_db()
    return mfa.code_of(totp.unseal(user.sealed_new_totp_secret))


def _choose(browser, page, user: User, **wish: str) -> tuple[bool, str]:
    browser.get(page("/security"))
    browser.fill_in(to=page("/factor"), **wish)
    user.refresh_from_db()
    return user.sms_mfa_enabled, user.preferred_mfa


def _other_session(browser) -> str:
    """The session that the page offers to end."""
    return browser.text.split('name="session" value="')[1].split('"')[0]


def _id_of(session: BrowserSession) -> str:
    return browser_session_id(session.pk)
