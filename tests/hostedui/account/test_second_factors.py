"""The account pages: second factors and recovery codes."""

import pytest

from pools.actions import recovery_codes, totp
from pools.models import AuditEvent, RecoveryCode, User
from tests.conftest import CALLER
from tests.hostedui.account.conftest import events
from tests.pools import mfa
from tests.pools.mfa import PHONE, SMS, TOTP


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


def _shown_code(user: User) -> str:
    """What the app shows that scanned the page."""
    user.refresh_from_db()
    return mfa.code_of(totp.unseal(user.sealed_new_totp_secret))


def _choose(browser, page, user: User, **wish: str) -> tuple[bool, str]:
    browser.get(page("/security"))
    browser.fill_in(to=page("/factor"), **wish)
    user.refresh_from_db()
    return user.sms_mfa_enabled, user.preferred_mfa
