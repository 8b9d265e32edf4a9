"""The hosted UI's requests in the audit trail: CloudTrail's names and shape, secrets hidden."""

import json

import pytest

from pools.actions import audit_records
from pools.models import AuditEvent
from tests.conftest import PASSWORD

HIDDEN = ["HIDDEN_DUE_TO_SECURITY_REASONS"]
CALLBACK = "https://shop.example/callback"


def trio(app):
    return {"response_type": ["code"], "redirect_uri": [CALLBACK], "client_id": [app.client_id]}


@pytest.mark.spec("API-101", "API-123", "API-124", "API-134")
def test_looking_at_the_sign_in_page_is_a_service_event(browser, asks, app, trail):
    browser.get(asks("/login"), **{"User-Agent": "Firefox"})

    [record] = audit_records.word_all(trail(name="Login_GET"))
    assert record["eventType"] == "AwsServiceEvent"
    assert record["userIdentity"] == {"accountId": "000000000000"}
    assert record["serviceEventDetails"] == {"serviceAccountId": "000000000000"}
    assert (record["readOnly"], record["requestParameters"], record["responseElements"]) == (True, None, None)
    assert record["userAgent"] == "Firefox"
    assert record["additionalEventData"] == {
        "responseParameters": {"status": 200},
        "requestParameters": trio(app) | {"scope": ["openid email"], "state": HIDDEN},
        "userPoolDomain": "localhost:8000",
        "userPoolId": app.pool_id,
    }


@pytest.mark.spec("API-101", "API-120")
def test_a_sign_in_leaves_one_event_that_names_the_user_by_sub(browser, asks, alice, trail):
    browser.sign_in("alice", asks("/login"))

    [event] = trail(name="CognitoAuthentication")
    assert (event.sub, event.error, event.client_id) == (str(alice.sub), "", "1example23456789abcdefghij")
    assert event.request_parameters["password"] == event.request_parameters["username"] == HIDDEN
    assert audit_records.word(event)["additionalEventData"]["responseParameters"] == {"status": 302}


@pytest.mark.spec("API-101", "API-135")
def test_a_wrong_password_leaves_one_event_with_its_error(browser, asks, alice, trail):
    browser.sign_in("alice", asks("/login"), password="Wrong-Horse-1")

    [event] = trail(name="CognitoAuthentication")
    assert event.error == "NotAuthorizedException"


@pytest.mark.spec("API-107", "API-126")
def test_the_sign_up_page(browser, asks, app, trail):
    browser.get(asks("/signup", scope=None, state=None))

    [event] = trail(name="Signup_GET")
    assert event.request_parameters == trio(app)
    assert event.read_only


@pytest.mark.spec("API-107", "API-127")
def test_a_sign_up(browser, asks, app, trail):
    browser.get(asks("/signup", scope=None, state=None))
    browser.fill_in(**{"username": "bob", "requiredAttributes[email]": "bob@example.com", "password": PASSWORD})

    [event] = trail(name="Signup_POST")
    hidden = dict.fromkeys(("username", "password", "requiredAttributes[email]", "csrfmiddlewaretoken"), HIDDEN)
    assert event.request_parameters == trio(app) | hidden
    assert (event.detail["status"], event.read_only) == (302, False)
    assert event.sub == AuditEvent.objects.get(name="SignUp").sub
    assert event.request_id == AuditEvent.objects.get(name="SignUp").request_id


@pytest.mark.spec("API-107", "API-135")
def test_a_refused_sign_up_tells_the_error(browser, asks, alice, trail):
    browser.get(asks("/signup"))
    browser.fill_in(**{"username": "alice", "requiredAttributes[email]": "a@example.com", "password": PASSWORD})

    [event] = trail(name="Signup_POST")
    assert (event.error, event.error_message) == ("UsernameExistsException", "User already exists")


@pytest.mark.spec("API-108", "API-128", "API-129")
def test_confirming_a_sign_up(browser, asks, inbox, trail):
    browser.get(asks("/signup"))
    browser.fill_in(**{"username": "bob", "requiredAttributes[email]": "bob@example.com", "password": PASSWORD})
    browser.follow()
    browser.fill_in(code=inbox.code_for("bob@example.com"))

    [looked] = trail(name="Confirm_GET")
    [posted] = trail(name="Confirm_POST")
    assert (looked.read_only, posted.read_only) == (False, False)
    assert posted.request_parameters["code"] == HIDDEN
    assert posted.sub


@pytest.mark.spec("API-106", "API-131")
def test_the_exchange_of_a_code(exchange, code_of_alice, app, alice, trail):
    exchange(code_of_alice)

    [event] = trail(name="Token_POST")
    assert event.request_parameters == {
        "grant_type": ["authorization_code"],
        "client_id": [app.client_id],
        "redirect_uri": [CALLBACK],
        "code": HIDDEN,
    }
    assert (event.sub, event.detail["status"], event.read_only) == (str(alice.sub), 200, False)


@pytest.mark.spec("API-106", "API-133")
def test_a_refresh(exchange, code_of_alice, app, alice, trail):
    refresh_token = exchange(code_of_alice).json()["refresh_token"]
    trail()

    exchange(grant_type="refresh_token", refresh_token=refresh_token, code=None, redirect_uri=None)

    event = trail(name="Token_POST")[-1]
    assert event.request_parameters == {
        "grant_type": ["refresh_token"],
        "client_id": [app.client_id],
        "refresh_token": HIDDEN,
    }


@pytest.mark.spec("API-135")
def test_a_refused_exchange_tells_oauths_error(exchange, app, trail):
    exchange("not-a-code")

    [event] = trail(name="Token_POST")
    assert (event.error, event.pool_id) == ("invalid_grant", app.pool_id)


@pytest.mark.spec("API-118")
def test_userinfo_names_the_user(exchange, code_of_alice, client, alice, trail):
    token = exchange(code_of_alice).json()["access_token"]

    client.get("/oauth2/userInfo", headers={"Authorization": f"Bearer {token}", "Host": "localhost:8000"})

    [event] = trail(name="UserInfo_GET")
    assert event.sub == str(alice.sub)


@pytest.mark.spec("API-117")
def test_a_page_that_cannot_be_shown_is_a_look_at_the_error_page(browser, asks, app, trail):
    browser.get(asks("/login", redirect_uri="https://evil.example/"))

    [event] = trail(name="Error_GET")
    assert (event.detail["status"], event.pool_id) == (400, app.pool_id)


@pytest.mark.spec("API-102", "API-111", "API-112", "API-116")
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/oauth2/authorize", "OAuth2_Authorize_GET"),
        ("/forgotPassword", "ForgotPassword_GET"),
        ("/confirmForgotPassword", "ConfirmForgotPassword_GET"),
        ("/logout", "Logout"),
    ],
)
def test_each_page_has_its_name(browser, asks, trail, path, name):
    browser.get(asks(path))

    assert [event.name for event in trail(via="hosted_ui")] == [name]


def test_a_form_that_came_from_elsewhere_is_told_too(client, asks, trail):
    client.handler.enforce_csrf_checks = True

    client.post(asks("/login"), {"username": "alice", "password": PASSWORD}, headers={"Host": "localhost:8000"})

    [event] = trail(name="CognitoAuthentication")
    assert event.detail["status"] == 403


@pytest.mark.parametrize("text", ["\0", "x" * 9000, "\ud800"])
def test_what_no_database_takes_is_told_without_it(client, trail, app, text):
    address = f"/login?client_id={app.client_id}"

    client.get(address, {"client_id": app.client_id, "scope": text.encode("utf-8", "surrogatepass")})

    [event] = trail(name="Error_GET")
    assert len(event.request_parameters["scope"][0]) <= 512


def test_nothing_secret_reaches_the_trail_on_the_whole_way(browser, asks, exchange, inbox, trail):
    browser.get(asks("/signup"))
    browser.fill_in(**{"username": "bobby", "requiredAttributes[email]": "bob@example.com", "password": PASSWORD})
    browser.follow()
    code = inbox.code_for("bob@example.com")
    browser.fill_in(code=code)
    tokens = exchange(browser.query["code"]).json()

    told = json.dumps(audit_records.word_all(trail()))
    secrets = [PASSWORD, code, "bobby", "bob@example.com", browser.query["code"], *map(str, tokens.values())]
    assert [secret for secret in secrets if secret in told and len(secret) > 5] == []
