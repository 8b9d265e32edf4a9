"""Your account: factors set up and taken away, sessions seen and ended; and being asked again before what hurts."""

import json
import re

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from pools.actions import administrator_factors, administrator_passkeys, administrator_sessions, app_clients, principals
from pools.caller import Caller
from pools.models import Administrator, AdministratorSession, AppClient, AuditEvent, ManagedPolicy, UserPool
from tests.pools.authenticator import Authenticator

pytestmark = pytest.mark.one_database

PASSWORD = "Correct-Horse-1"
HOST = "localhost:8000"
LATER = 901  # seconds
DOCUMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sns:*", "Resource": "*"}]}'


@pytest.fixture
def dana(db, time_machine) -> Administrator:
    time_machine.move_to("2026-05-01T12:00:00Z", tick=False)
    return principals.create_principal("dana", password=PASSWORD, is_superuser=True, caller=Caller())


@pytest.fixture
def browser(dana) -> Client:
    return signed_in(dana)


@pytest.fixture
def later(browser, time_machine) -> Client:
    """Dana's browser, a quarter of an hour after she signed in."""
    time_machine.shift(LATER)
    return browser


def signed_in(administrator: Administrator, **headers: str) -> Client:
    browser = Client(HTTP_HOST=HOST, **headers)
    browser.post("/admin/login/", {"username": administrator.username, "password": PASSWORD})
    return browser


def bind_app(administrator: Administrator) -> pyotp.TOTP:
    app = pyotp.TOTP(administrator_factors.start_app(administrator))
    administrator_factors.bind_app(administrator, app.now(), caller=Caller())
    return app


def text(answer) -> str:
    return answer.content.decode()


def hidden_fields(answer) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', text(answer)))


def test_an_app_is_set_up_and_recovery_codes_are_shown_once(browser, dana):
    address = reverse("admin:account_app")
    page = browser.get(address)
    assert browser.get(address).context["key"] == page.context["key"]
    assert "not right" in text(browser.post(address, {"code": "000000"}))

    answer = browser.post(address, {"code": pyotp.TOTP(page.context["key"].replace(" ", "")).now()})

    assert answer.url == reverse("admin:account_recovery_codes")
    codes = re.findall(r'<li class="ph-mono">([\w-]+)</li>', text(browser.post(answer.url)))
    assert len(codes) == 10
    assert codes[0] not in text(browser.get(answer.url))
    assert "10 are left" in text(browser.get(reverse("admin:account")))


def test_replacing_the_app_leaves_the_old_one_until_the_new_one_is_proved(browser, dana, time_machine):
    old = bind_app(dana)
    browser.get(reverse("admin:account_app"))
    time_machine.shift(60)

    assert administrator_factors.check_code(dana, old.now()) == "app"


def test_recovery_codes_go_with_the_last_factor(browser, dana):
    bind_app(dana)
    administrator_factors.create_recovery_codes(dana, caller=Caller())

    browser.post(reverse("admin:account_app_remove"))

    factors = administrator_factors.factors_of(dana)
    assert (factors.is_any, factors.recovery_codes_left) == (False, 0)


def test_without_a_factor_there_are_no_recovery_codes(browser):
    assert "Set up an authenticator app" in text(browser.post(reverse("admin:account_recovery_codes")))


def test_a_passkey_is_added_shown_and_removed(browser, dana):
    address = reverse("admin:account_passkey_add")
    options = json.loads(browser.get(address).context["options"])
    credential = json.dumps(Authenticator().create(options))

    browser.post(address, {"credential": credential})
    assert "already" in text(browser.post(address, {"credential": credential}))
    assert "Passkey" in text(browser.get(reverse("admin:account")))

    browser.post(reverse("admin:account_passkey_delete", args=[dana.passkeys.get().pk]))
    assert not dana.passkeys.exists()


@pytest.mark.parametrize("credential", ["{}", "null", "x"])
def test_what_is_no_passkey_is_told_of_on_the_page(credential, browser):
    answer = browser.post(reverse("admin:account_passkey_add"), {"credential": credential})

    assert "proves no new passkey" in text(answer)


def test_a_key_that_does_not_know_its_owner_is_no_passkey_here(browser, dana):
    address = reverse("admin:account_passkey_add")
    options = json.loads(browser.get(address).context["options"])

    browser.post(address, {"credential": json.dumps(Authenticator(verifies=False).create(options))})

    assert not dana.passkeys.exists()


def test_sessions_are_listed_and_ended_one_by_one_and_all_at_once(browser, dana):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    others = [signed_in(dana, HTTP_USER_AGENT=firefox) for _ in range(3)]
    page = browser.get(reverse("admin:account"))
    assert text(page).count("Firefox, Linux") == 3
    newest = page.context["sessions"][0][0]

    browser.post(reverse("admin:account_session_end", args=[newest.pk]))
    assert [other.get("/admin/").status_code for other in others] == [200, 200, 302]

    browser.post(reverse("admin:account_sessions_end_others"))
    assert [other.get("/admin/").status_code for other in others] == [302, 302, 302]
    assert browser.get("/admin/").status_code == 200
    assert AuditEvent.objects.filter(name="EndConsoleSession").count() == 2


def test_nobody_ends_the_session_of_another(browser, dana):
    erin = principals.create_principal("erin", password=PASSWORD, is_superuser=True, caller=Caller())
    hers = signed_in(erin)

    browser.post(reverse("admin:account_session_end", args=[erin.console_sessions.get().pk]))

    assert hers.get("/admin/").status_code == 200


def test_a_session_is_gone_when_its_owner_signs_out(browser, dana):
    browser.post(reverse("admin:logout"))

    assert not AdministratorSession.objects.exists()


def test_a_session_is_known_still_after_a_change_of_the_password(browser, dana):
    new = {"old_password": PASSWORD, "new_password1": "Another-Horse-2", "new_password2": "Another-Horse-2"}
    browser.post(reverse("admin:password_change"), new)

    assert "This browser" in text(browser.get(reverse("admin:account")))


def test_when_it_was_last_used_is_noted_now_and_then(later, dana, django_assert_max_num_queries):
    later.get(reverse("admin:account"))
    session = dana.console_sessions.get()
    assert (session.last_seen_at - session.created_at).total_seconds() == LATER

    administrator_sessions.forget_ended()
    assert dana.console_sessions.exists()


def test_what_hurts_asks_again_and_goes_on_to_where_one_was(later):
    address = reverse("admin:policy_create")
    page = later.get(address)
    assert "Confirm that it is you" in text(page)
    wrong = later.post(page.context["address"], {"confirm_password": "wrong"})
    assert "not right" in text(wrong)

    answer = later.post(wrong.context["address"], {"confirm_password": PASSWORD})

    assert answer.url == address
    assert "Policy document" in text(later.get(address))


def test_what_was_posted_is_not_lost_by_it(later):
    address = reverse("admin:policy_create")
    page = later.post(address, {"name": "topics", "description": "a < b", "document": DOCUMENT})
    assert not ManagedPolicy.objects.exists()
    posted = dict(page.context["posted"])
    assert posted == {"name": "topics", "description": "a < b", "document": DOCUMENT}
    assert hidden_fields(page)["name"] == "topics"

    wrong = later.post(page.context["address"], posted | {"confirm_password": "wrong"})
    assert dict(wrong.context["posted"]) == posted
    later.post(wrong.context["address"], posted | {"confirm_password": PASSWORD})

    assert ManagedPolicy.objects.get().document == DOCUMENT


def test_a_code_or_a_passkey_confirms_as_well(later, dana, time_machine):
    app = bind_app(dana)
    time_machine.shift(60)
    address = reverse("admin:principal_create")
    assert later.post(later.get(address).context["address"], {"confirm_code": app.now()}).url == address

    time_machine.shift(LATER)
    key = Authenticator()
    options = administrator_passkeys.creation_options(dana)
    administrator_passkeys.register(dana, json.dumps(key.create(json.loads(options))), caller=Caller())
    page = later.get(address)
    answer = later.post(page.context["address"], {"confirm_credential": key.get(page.context["options"])})
    assert answer.url == address


def test_the_passkey_of_another_confirms_nothing(later, dana):
    erin = principals.create_principal("erin", password=PASSWORD, caller=Caller())
    key = Authenticator()
    options = administrator_passkeys.creation_options(erin)
    administrator_passkeys.register(erin, json.dumps(key.create(json.loads(options))), caller=Caller())

    shown = key.get(administrator_passkeys.request_options(erin))
    answer = later.post(reverse("admin:account_confirm"), {"confirm_credential": shown})

    assert "not known here" in text(answer)


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example"])
def test_confirming_leads_to_pages_of_ours_alone(where, browser):
    assert browser.get(reverse("admin:account_confirm"), {"next": where}).url == "/admin/"


def test_secrets_and_ends_ask_again(later, pool):
    client = app_clients.create_app_client(pool, "shop", generate_secret=True, caller=Caller())
    at = [pool.id, client.client_id]

    answers = [
        later.post(reverse("admin:app_client_secret", args=at)),
        later.post(reverse("admin:app_client_delete", args=at)),
        later.post(reverse("admin:user_pool_delete", args=[pool.id]), {"name": pool.name}),
        later.post(reverse("admin:access_key_create"), {"owner": "1"}),
        later.post(reverse("admin:api_token_create"), {"name": "deploy"}),
        later.post(reverse("admin:app_client_secret_add", args=at), {"secret": ""}),
        later.post(reverse("admin:users_bulk", args=[pool.id]), {"action": "delete-users", "confirmed": "1"}),
    ]

    assert [answer.context["minutes"] for answer in answers] == [15] * 7
    assert client.secret not in "".join(text(answer) for answer in answers)
    assert AppClient.objects.exists()
    assert UserPool.objects.exists()


def test_who_may_not_is_told_so_and_not_asked(later, dana, db):
    erin = principals.create_principal("erin", password=PASSWORD, caller=Caller())

    assert signed_in(erin).get(reverse("admin:policy_create")).status_code == 403


def test_an_owner_takes_a_lost_second_factor_away(browser, dana):
    erin = principals.create_principal("erin", password=PASSWORD, caller=Caller())
    bind_app(erin)

    browser.post(reverse("admin:principal_change", args=["erin", "reset-second-factor"]))
    browser.post(reverse("admin:principal_change", args=["erin", "sign-out"]))

    assert not administrator_factors.factors_of(erin).is_any
    assert AuditEvent.objects.filter(name="DeactivateMFADevice").exists()
