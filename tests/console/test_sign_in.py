"""Signing in to the console: passwords, second factors, passkeys; how often; what is kept of it."""

import dataclasses
import json

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from pools.actions import administrator_factors, administrator_passkeys, limits, principals
from pools.caller import Caller
from pools.models import Administrator, AdministratorSession, AuditEvent
from tests.pools.authenticator import Authenticator

pytestmark = pytest.mark.one_database

PASSWORD = "Correct-Horse-1"
LOGIN = "/admin/login/"
SECOND = "/admin/login/second-factor/"
SET_UP = "/admin/login/set-up/"
HOST = "localhost:8000"  # of POOLHOUSE_PUBLIC_URL


@pytest.fixture
def dana(db) -> Administrator:
    return principals.create_principal("dana", password=PASSWORD, is_superuser=True, caller=Caller())


@pytest.fixture
def browser() -> Client:
    return Client(HTTP_HOST=HOST)


@pytest.fixture
def app(dana, time_machine) -> pyotp.TOTP:
    """The authenticator app of dana, set up a minute ago."""
    app = pyotp.TOTP(administrator_factors.start_app(dana))
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    administrator_factors.bind_app(dana, app.now(), caller=Caller())
    time_machine.shift(60)
    return app


@pytest.fixture
def key(dana) -> Authenticator:
    """A passkey of dana."""
    key = Authenticator()
    administrator_passkeys.register(dana, made(key, administrator_passkeys.creation_options(dana)), caller=Caller())
    return key


@pytest.fixture
def three_tries(monkeypatch):
    few = dataclasses.replace(limits.ADMINISTRATOR_SIGN_IN, number=3)
    monkeypatch.setattr(limits, "ADMINISTRATOR_SIGN_IN", few)


def made(key: Authenticator, options: str) -> str:
    return json.dumps(key.create(json.loads(options)))


def enter(browser: Client, password: str = PASSWORD, username: str = "dana", **more: str):
    return browser.post(LOGIN, {"username": username, "password": password, **more})


def is_in(browser: Client) -> bool:
    return browser.get("/admin/").status_code == 200


def text(answer) -> str:
    return answer.content.decode()


def test_a_password_alone_signs_in_where_no_second_factor_is_set_up(dana, browser):
    answer = enter(browser, next="/admin/user-pools/")

    assert (answer.status_code, answer.url) == (302, "/admin/user-pools/")
    assert is_in(browser)


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_leads_to_pages_of_ours_alone(where, dana, browser):
    assert enter(browser, next=where).url == "/admin/"


def test_after_the_password_the_code_of_the_app_is_asked_for(dana, browser, app):
    answer = enter(browser, next="/admin/inbox/")
    assert answer.url == SECOND
    assert not is_in(browser)
    assert "authenticator app" in text(browser.get(SECOND))

    answer = browser.post(SECOND, {"code": app.now()})

    assert answer.url == "/admin/inbox/"
    assert AdministratorSession.objects.get().method == "app"


def test_a_code_serves_once(dana, app, browser):
    code, other = app.now(), Client(HTTP_HOST=HOST)
    enter(browser)
    browser.post(SECOND, {"code": code})
    enter(other)

    assert "used already" in text(other.post(SECOND, {"code": code}))
    assert not is_in(other)


def test_the_code_that_set_the_app_up_signs_nobody_in(dana, browser, time_machine):
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    app = pyotp.TOTP(administrator_factors.start_app(dana))
    administrator_factors.bind_app(dana, app.now(), caller=Caller())
    enter(browser)

    assert "used already" in text(browser.post(SECOND, {"code": app.now()}))


def test_a_recovery_code_stands_in_once(dana, app, browser):
    [code, *_others] = administrator_factors.create_recovery_codes(dana, caller=Caller())
    enter(browser)
    assert browser.post(SECOND, {"code": code.upper()}).status_code == 302
    assert AdministratorSession.objects.get().method == "recovery_code"

    other = Client(HTTP_HOST=HOST)
    enter(other)
    assert "already been used" in text(other.post(SECOND, {"code": code}))
    assert administrator_factors.factors_of(dana).recovery_codes_left == 9


def test_wrong_codes_are_counted_and_then_even_a_right_one_is_refused(dana, app, browser, three_tries):
    enter(browser)
    refusals = [text(browser.post(SECOND, {"code": "000000"})) for _ in range(3)]
    assert "not right" in refusals[-1]

    assert "Too many attempts" in text(browser.post(SECOND, {"code": app.now()}))
    assert not is_in(browser)


def test_wrong_passwords_are_counted_and_then_even_a_right_one_is_refused(dana, browser, three_tries):
    refusals = [text(enter(browser, "wrong", "DANA")) for _ in range(3)]
    assert "Please enter the correct username" in refusals[-1]

    assert "Too many attempts" in text(enter(browser))
    assert not is_in(browser)


def test_the_page_of_the_second_factor_opens_for_nobody_else(dana, browser, app, time_machine):
    assert browser.get(SECOND).url == LOGIN
    enter(browser)
    time_machine.shift(601)
    assert browser.post(SECOND, {"code": app.now()}).url == LOGIN

    enter(browser)
    principals.set_password(dana, "Another-Horse-2", caller=Caller())
    assert browser.post(SECOND, {"code": app.now()}).url == LOGIN


def test_a_passkey_signs_in_by_itself(dana, browser, key):
    page = browser.get(LOGIN)

    answer = browser.post(LOGIN, {"credential": key.get(page.context["options"]), "next": "/admin/inbox/"})

    assert answer.url == "/admin/inbox/"
    assert AdministratorSession.objects.get().method == "passkey"


def test_a_passkey_is_a_second_factor_too(dana, browser, key):
    assert enter(browser).url == SECOND
    page = browser.get(SECOND)

    browser.post(SECOND, {"credential": key.get(page.context["options"])})

    assert is_in(browser)
    assert AdministratorSession.objects.get().method == "password_passkey"


def test_what_a_passkey_answered_serves_once(dana, browser, key):
    key.counts, key.count = False, 0  # as synchronised passkeys do, whose counter tells no copy
    dana.passkeys.update(sign_count=0)
    answered = key.get(browser.get(LOGIN).context["options"])
    browser.post(LOGIN, {"credential": answered})
    other = Client(HTTP_HOST=HOST)

    assert "used already" in text(other.post(LOGIN, {"credential": answered}))
    assert not is_in(other)


def test_the_passkey_of_another_administrator_is_no_second_factor(dana, browser, key, db):
    erin = principals.create_principal("erin", password=PASSWORD, caller=Caller())
    hers = Authenticator()
    administrator_passkeys.register(erin, made(hers, administrator_passkeys.creation_options(erin)), caller=Caller())
    enter(browser)

    browser.post(SECOND, {"credential": hers.get(administrator_passkeys.request_options(erin))})

    assert not is_in(browser)


@pytest.mark.parametrize("changed", [{"is_active": False}, {"is_staff": False}])
def test_the_passkey_of_whoever_may_not_enter_opens_nothing(changed, dana, browser, key):
    Administrator.objects.filter(pk=dana.pk).update(**changed)

    browser.post(LOGIN, {"credential": key.get(browser.get(LOGIN).context["options"])})

    assert not is_in(browser)


@pytest.mark.parametrize("credential", ["", "{}", "[]", "null", '{"id": 1}', "x" * 5000, json.dumps({"response": {}})])
def test_what_is_no_answer_of_a_passkey_is_refused(credential, dana, browser):
    assert browser.post(LOGIN, {"credential": credential}).status_code == 200
    assert not is_in(browser)


def test_elsewhere_than_at_the_public_address_no_passkey_is_offered(dana, key):
    assert "with a passkey" not in text(Client(HTTP_HOST="127.0.0.1:8000").get(LOGIN))


def test_where_a_second_factor_is_demanded_it_is_set_up_before_anything_else(dana, browser, settings, time_machine):
    settings.REQUIRE_ADMIN_MFA = True
    assert enter(browser, next="/admin/inbox/").url == SET_UP
    assert not is_in(browser)
    page = browser.get(SET_UP)

    answer = browser.post(SET_UP, {"code": pyotp.TOTP(page.context["key"].replace(" ", "")).now()})

    assert answer.url == "/admin/account/recovery-codes/?next=%2Fadmin%2Finbox%2F"
    assert is_in(browser)
    assert "Make recovery codes" in text(browser.get(answer.url))


def test_a_passkey_may_be_what_is_set_up(dana, browser, settings):
    settings.REQUIRE_ADMIN_MFA = True
    enter(browser)

    browser.post(SET_UP, {"credential": made(Authenticator(), browser.get(SET_UP).context["options"])})

    assert is_in(browser)


def test_setting_up_replaces_no_second_factor(dana, browser, app, settings):
    settings.REQUIRE_ADMIN_MFA = True
    enter(browser)

    assert browser.get(SET_UP).url == SECOND
    assert browser.post(SET_UP, {"code": "123456"}).url == SECOND


def test_the_last_second_factor_stays_where_it_is_demanded(console, operator, settings):
    settings.REQUIRE_ADMIN_MFA = True
    app = pyotp.TOTP(administrator_factors.start_app(operator))
    administrator_factors.bind_app(operator, app.now(), caller=Caller())

    answer = console.post(reverse("admin:account_app_remove"), follow=True)

    assert "Every administrator needs a second factor" in text(answer)
    assert administrator_factors.factors_of(operator).has_app


def test_coming_in_and_being_refused_are_in_the_audit_trail_without_what_was_typed(dana, browser):
    enter(browser, "wrong")
    enter(browser, "wrong", "hunter2-typed-in-the-wrong-field")
    enter(browser)

    told = AuditEvent.objects.filter(name="ConsoleLogin").order_by("created_at")
    assert [(event.error, event.actor, event.source) for event in told] == [
        ("NotAuthorizedException", dana.arn, "signin.amazonaws.com"),
        ("NotAuthorizedException", "", "signin.amazonaws.com"),
        ("", dana.arn, "signin.amazonaws.com"),
    ]
    assert "hunter2" not in json.dumps([event.detail for event in told])


def test_secrets_are_sealed(dana, app, key):
    dana.refresh_from_db()
    assert app.secret.encode() not in bytes(dana.app.sealed_secret)
