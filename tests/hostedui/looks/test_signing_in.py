"""The pages between an app and a signed-in user, looked at one by one."""

import re
from unittest.mock import Mock

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client

from hostedui import rates
from pools.actions import auth_events, identity_providers, recovery_codes, terms
from pools.actions.identity_providers import Provider
from pools.errors import TooManyRequestsException
from pools.models import AuditEvent, User, WebAuthnCredential
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.test_sign_in_link import link_in
from tests.looking import ARABIC, ENGLISH, GERMAN
from tests.pools import mfa
from tests.pools.mfa import SMS, TOTP

pytestmark = [pytest.mark.browser, pytest.mark.node]
in_arabic_too = pytest.mark.parametrize("screen", [ENGLISH, GERMAN, ARABIC], indirect=True, ids=str)


@pytest.mark.shows("hostedui/login.html", "hostedui/error.html", "hostedui/signed_out.html", "hostedui/sign_out.html")
@in_arabic_too
def test_signing_in_and_out(eye, app, alice):
    app.logout_urls = ["https://shop.example/bye"]
    app.save()
    eye.sees("/login")
    eye.fails(username="", password="")
    eye.fails(username="alice", password="wrong")
    eye.fill_in(username="alice", password=PASSWORD)
    plain = f"/logout?client_id={eye.client_id}&lang={eye.screen.look.language}"
    eye.get(f"{plain}&post_logout_redirect_uri={app.logout_urls[0]}")
    eye.look("to confirm")
    eye.sees("/logout", redirect_uri="https://evil.example/")
    eye.get(plain)
    eye.look("signed out")


@pytest.mark.shows(
    *("hostedui/login.html", "hostedui/choose.html", "hostedui/password.html", "hostedui/one_time_code.html"),
    *("hostedui/passkey.html", "hostedui/add_passkey.html"),
)
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


def test_other_providers(eye, app, monkeypatch):
    known = [Provider("Corp", "SAML"), Provider("Google", "Google"), Provider("SignInWithApple", "SignInWithApple")]
    monkeypatch.setattr(identity_providers, "listings", [lambda pool: known])
    app.supported_identity_providers = ["Google", "SignInWithApple", "Corp", "COGNITO"]
    app.save()
    eye.sees("/login")
    app.supported_identity_providers = ["Google", "Corp"]
    app.save()
    eye.sees("/login")
    known[:] = [Provider("Corp", "SAML", True), Provider("Acme", "SAML", True), Provider("Google", "Google")]
    app.supported_identity_providers = ["Google", "Corp", "Acme"]
    app.save()
    eye.sees("/login")


@pytest.mark.shows("hostedui/sign_in_link_sent.html", "hostedui/sign_in_link.html", "hostedui/login.html")
def test_a_link_by_mail(eye, app, alice, inbox):
    app.allow_sign_in_link = True
    app.save()
    eye.sees("/login")
    eye.fails(eye.at("/sendSignInLink"), username="")
    eye.fill_in(to=eye.at("/sendSignInLink"), username="alice")
    eye.arrives()
    eye.get(link_in(inbox.to("alice@example.com")[0].text))
    eye.look("the link")
    eye.http.cookies.clear()
    eye.get(eye.address)
    eye.arrives()  # at the sign-in page, where the link of another browser is refused


@pytest.mark.shows("hostedui/device.html", "hostedui/device_confirm.html", "hostedui/device_done.html")
def test_a_device_without_a_keyboard(eye, app, alice):
    app.allow_device_flow = True
    app.save()
    eye.get(f"/device?lang={eye.screen.look.language}")
    eye.look()
    eye.fails(user_code="nonsense")
    eye.sign_in("alice", eye.at("/login"))
    _at_device(eye, "allow")
    _at_device(eye, "deny")


def _at_device(eye, decision: str) -> None:
    begun = Client().post("/oauth2/device_authorization", {"client_id": eye.client_id, "scope": "openid"}).json()
    eye.sees("/device", user_code=begun["user_code"])
    eye.fill_in(decision=decision)
    eye.look(decision)


@pytest.mark.shows("hostedui/post_on.html")
def test_going_on_where_no_script_does(eye):
    eye.page = eye.http.post("/saml2/idpresponse", {"RelayState": "k" * 43, "SAMLResponse": "anything"})
    eye.page.content = eye.page.content.replace(b"post_on.js", b"nothing.js")
    eye.look()


@pytest.mark.shows("hostedui/consent.html")
def test_allowing_an_app(eye, app, alice):
    app.allowed_o_auth_scopes = ["openid", "email", "phone", "aws.cognito.signin.user.admin", "photos/read"]
    app.save()
    eye.sign_in("alice", eye.at("/login"))
    eye.sees("/consent", scope=" ".join(app.allowed_o_auth_scopes))


@pytest.mark.shows("hostedui/sign_up.html", "hostedui/confirm.html", "hostedui/login.html")
@in_arabic_too
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
    eye.fill_in(to=eye.at("/resendcode"))
    eye.arrives()
    eye.http.cookies.clear()
    eye.sees("/confirm")
    eye.fill_in(username="dora", code=inbox.code_for("dora@example.com"))
    eye.arrives()


@pytest.mark.shows("hostedui/sign_up.html")
def test_signing_up_with_every_attribute(eye, pool):
    names = "name given_name family_name middle_name nickname preferred_username birthdate phone_number locale zoneinfo"
    pool.schema = [
        *({"Name": name, "Required": True} for name in (*names.split(), "gender", "address", "website", "picture")),
        {"Name": "custom:size", "AttributeDataType": "Number", "Required": True},
        {"Name": "custom:member", "AttributeDataType": "Boolean", "Required": True},
    ]
    pool.save()
    eye.sees("/signup")
    eye.fails(username="dora", password="short")


@pytest.mark.shows("hostedui/confirmed.html", "hostedui/error.html")
def test_confirming_by_a_link(eye, alice, inbox):
    eye.get(eye.at("/signup"))
    eye.fill_in(**{"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD})
    code = inbox.code_for("dora@example.com")
    link = f"/confirmUser?client_id={eye.client_id}&user_name=dora&lang={eye.screen.look.language}"
    eye.get(f"{link}&confirmation_code={code}")
    eye.look("works")
    eye.get(f"{link}&confirmation_code={code}")
    eye.look("does not work again")


@pytest.mark.shows("hostedui/take_over_feedback.html", "hostedui/take_over_noted.html")
def test_saying_whether_it_was_oneself(eye, app, pool, alice):
    pool.user_pool_add_ons = {"AdvancedSecurityMode": "AUDIT"}
    pool.save()
    event = AuditEvent.objects.create(name="InitiateAuth", sub=str(alice.sub), pool_id=pool.id, via="api")
    told = {"user_name": "alice", "event_id": event.id, "feedback_token": auth_events.feedback_token(event)}
    eye.sees("/accountTakeOverFeedback", **told, feedback_value="Invalid")
    eye.fill_in(value="Invalid")
    eye.look("noted")


@pytest.mark.shows("hostedui/waiting.html")
def test_waiting_for_an_administrator(eye, pool):
    pool.auto_verified_attributes = []
    pool.save()
    eye.get(eye.at("/signup"))
    eye.fill_in(username="dora", password=PASSWORD)
    eye.look("waiting")


@pytest.mark.shows("hostedui/forgot_password.html", "hostedui/confirm_forgot_password.html")
def test_a_forgotten_password(eye, alice):
    eye.sees("/forgotPassword")
    eye.fails(username="")
    eye.fill_in(username="alice")
    eye.arrives()
    eye.fails(code="000000", password="short", confirmPassword="other")


@pytest.mark.shows("hostedui/new_password.html")
def test_a_temporary_password(eye, alice):
    User.objects.filter(pk=alice.pk).update(status="FORCE_CHANGE_PASSWORD")
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fails(password="short", confirmPassword="short")


@pytest.mark.shows("hostedui/mfa_option.html", "hostedui/mfa.html", "hostedui/recovery_code.html")
@in_arabic_too
def test_second_factors(eye, pool, alice):
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}
    pool.save()
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


@pytest.mark.parametrize(
    "factors",
    [
        pytest.param({"sms": SMS}, marks=pytest.mark.shows("hostedui/set_up_phone.html")),
        pytest.param({"email": {}}, marks=pytest.mark.shows("hostedui/set_up_email.html")),
        pytest.param({"sms": SMS, "software_token": TOTP}, marks=pytest.mark.shows("hostedui/mfa_option.html")),
    ],
)
def test_setting_a_second_factor_up_on_the_way(eye, pool, alice, factors):
    mfa.configure(pool, "ON", **factors)
    User.objects.filter(pk=alice.pk).update(attributes={})
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()


@pytest.mark.shows("hostedui/set_up_app.html", "hostedui/recovery_codes.html")
def test_setting_an_app_up_on_the_way(eye, pool, alice):
    mfa.configure(pool, "ON", software_token=TOTP)
    eye.sign_in("alice", eye.at("/login"))
    eye.arrives()
    eye.fails(code="000000")
    secret = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", eye.text)[1].replace(" ", "")
    eye.fill_in(code=mfa.code_of(secret))
    eye.arrives()
    eye.fill_in()
    eye.get(eye.at("/login", prompt="login"))
    eye.fill_in(username="alice", password=PASSWORD)
    eye.arrives()


@pytest.mark.shows("hostedui/error.html", "404.html", "hostedui/landing.html")
def test_dead_ends(eye, pool, app, monkeypatch):
    eye.sees("/login", client_id="nobody")
    eye.sees("/nothing/here")
    eye.sees("/")
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    eye.sees("/signup")
    eye.http.cookies.clear()
    eye.fill_in(to=eye.at("/login"), username="alice")
    eye.look("expired")
    app.supported_identity_providers = []
    app.save()
    eye.sees("/login")
    monkeypatch.setattr(rates.rates, "are_on", lambda: True)
    monkeypatch.setattr(rates, "_count", Mock(side_effect=TooManyRequestsException))
    eye.sees("/login")


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(ZeroDivisionError, marks=pytest.mark.shows("500.html")),
        pytest.param(SuspiciousOperation, marks=pytest.mark.shows("400.html")),
    ],
)
def test_what_no_page_can_answer(eye, app, monkeypatch, failure):
    monkeypatch.setattr("hostedui.pages.landing.render", Mock(side_effect=failure))
    eye.http.raise_request_exception = False
    eye.sees("/")
