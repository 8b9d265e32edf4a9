"""What people meet on the pages."""

import pytest

from notifications.models import Message
from pools.actions import app_clients, terms, users
from pools.models import User
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import Browser

pytestmark = pytest.mark.one_database

NEW_PASSWORD = "Another-Horse-2"


def dora(**changes):
    return {"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": PASSWORD} | changes


@pytest.mark.spec("API-317", "FED-37", "FED-40")
def test_the_sign_in_page_has_what_people_look_for(browser, asks):
    browser.get(asks("/login"))
    assert "Sign in with your username and password" in browser.text
    assert "Forgot your password?" in browser.text
    assert "Need an account?" in browser.text


def test_the_sign_in_page_costs_one_query(browser, asks, django_assert_num_queries):
    with django_assert_num_queries(1):  # the client with its pool
        browser.get(asks("/login"))


@pytest.mark.spec("FED-40")
@pytest.mark.parametrize(
    ("column", "names", "label"),
    [
        ("username_attributes", ["email"], "Email"),
        ("username_attributes", ["phone_number"], "Phone number"),
        ("username_attributes", ["phone_number", "email"], "Email or phone number"),
        ("alias_attributes", ["email"], "Username or email"),
        ("alias_attributes", ["preferred_username"], "Username"),
    ],
)
def test_people_are_asked_for_what_they_sign_in_by(browser, asks, pool, column, names, label):
    setattr(pool, column, names)
    pool.save()
    browser.get(asks("/login"))
    assert f'<label class="label-customizable" for="id_username">{label}</label>' in browser.text


@pytest.mark.parametrize("username", ["alice", "nobody", "&#0;", "😀"])
def test_a_wrong_password_says_no_more_than_that(browser, asks, app, alice, username):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    browser.sign_in(username, asks("/login"), password="wrong")
    assert browser.page.status_code == 400
    assert "Incorrect username or password." in browser.text
    assert "cognito" not in browser.page.cookies


def test_an_empty_form_is_told_what_is_missing(browser, asks):
    browser.get(asks("/login"))
    browser.fill_in()
    assert browser.text.count("This field is required.") == 2


def test_what_was_typed_is_never_markup(browser, asks):
    browser.sign_in('"><script>alert(1)</script>', asks("/login", state='"><script>'), password="wrong")
    assert "<script>alert" not in browser.text
    assert '"><script>' not in browser.text


def test_a_password_is_never_sent_back(browser, asks, alice):
    browser.sign_in("alice", asks("/login"), password="A-Wrong-Password-1")
    assert "A-Wrong-Password-1" not in browser.text


@pytest.mark.spec("FED-44")
def test_sign_up_asks_for_what_the_pool_requires(browser, asks, pool):
    pool.schema = [{"Name": "given_name", "Required": True}, {"Name": "birthdate", "Required": True}]
    pool.save()
    browser.get(asks("/signup"))
    assert "Sign up with a new account" in browser.text
    assert 'name="requiredAttributes[given_name]" autocomplete="given-name"' in browser.text
    assert 'type="date" name="requiredAttributes[birthdate]"' in browser.text
    assert 'name="requiredAttributes[email]"' in browser.text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"password": "short"}, "Password did not conform with policy"),
        ({"requiredAttributes[email]": "nonsense"}, "Invalid email address format."),
        ({"username": "alice"}, "User already exists"),
        ({"username": "a b"}, "Username must be"),
        ({"username": ""}, "This field is required."),
    ],
)
def test_a_sign_up_that_is_refused_makes_nobody(browser, asks, alice, changes, text):
    browser.get(asks("/signup"))
    browser.fill_in(**dora(**changes))
    assert (browser.page.status_code, text in browser.text) == (400, True)
    assert not User.objects.exclude(pk=alice.pk).exists()


def test_a_phone_number_is_taken_as_people_write_it(browser, asks, pool, inbox):
    pool.auto_verified_attributes = ["phone_number"]
    pool.save()
    browser.get(asks("/signup"))
    typed = {"username": "dora", "requiredAttributes[phone_number]": "+1 (206) 555-0100", "password": PASSWORD}
    browser.fill_in(**typed)
    assert User.objects.get().attributes["phone_number"] == "+12065550100"


def test_the_keyboard_goes_to_what_is_to_be_typed_next(browser, asks, alice):
    browser.sign_in("alice", asks("/login"), password="wrong")
    assert 'name="password" autocomplete="current-password" maxlength="256" autofocus' in browser.text


def test_a_pool_may_be_closed_to_sign_ups(browser, asks, pool):
    pool.admin_create_user_config = {"AllowAdminCreateUserOnly": True}
    pool.save()
    browser.get(asks("/signup"))
    assert browser.page.status_code == 403
    browser.get(asks("/login"))
    assert "Sign up" not in browser.text


def test_where_nothing_is_verified_an_administrator_must_confirm(browser, asks, pool):
    pool.auto_verified_attributes = []
    pool.save()
    browser.get(asks("/signup"))
    browser.fill_in(username="dora", password=PASSWORD)
    assert "as soon as an administrator has confirmed it" in browser.text


@pytest.mark.spec("FED-46", "FED-47")
def test_a_new_code_can_be_had_and_a_wrong_one_is_told(browser, asks, inbox):
    browser.get(asks("/signup"))
    browser.fill_in(**dora())
    browser.follow()
    browser.fill_in(to=asks("/resendcode"))
    browser.follow()
    assert "A new code is on its way." in browser.text
    assert Message.objects.count() == 2

    browser.fill_in(code="nonsense")
    assert "Invalid verification code provided, please try again." in browser.text


@pytest.mark.spec("FED-46")
def test_another_browser_confirms_too_but_must_sign_in(browser, asks, inbox):
    browser.get(asks("/signup"))
    browser.fill_in(**dora())
    other = Browser()
    other.get(asks("/confirm"))
    other.fill_in(username="dora", code=inbox.code_for("dora@example.com"))
    other.follow()
    assert "Your account is confirmed." in other.text
    assert 'value="dora"' in other.text


def test_who_is_not_confirmed_comes_to_the_page_for_it(browser, asks, inbox):
    Browser().get(asks("/signup"))
    other = Browser()
    other.get(asks("/signup"))
    other.fill_in(**dora())
    browser.sign_in("dora", asks("/login"))
    browser.follow()
    assert "Enter the code that was sent to you to confirm your account." in browser.text
    browser.fill_in(code=inbox.code_for("dora@example.com"))
    assert browser.query["code"]


@pytest.mark.spec("API-252")
def test_the_link_in_a_message_confirms(browser, asks, app, inbox):
    browser.get(asks("/signup"))
    browser.fill_in(**dora())
    code = inbox.code_for("dora@example.com")
    link = f"/confirmUser?client_id={app.client_id}&user_name=dora&confirmation_code={code}"
    browser.get(link)
    assert "Your registration has been confirmed" in browser.text
    browser.get(link)
    assert "This link does not work" in browser.text


@pytest.mark.parametrize("query", ["", "client_id=unknown", "client_id=a%00b", "user_name=x"])
def test_a_broken_link_is_told_from_a_failure(browser, db, query):
    assert browser.get(f"/confirmUser?{query}").status_code == 400


@pytest.mark.spec("FED-56", "FED-57", "FED-58")
def test_a_forgotten_password_is_replaced(browser, asks, alice, inbox):
    browser.get(asks("/forgotPassword"))
    browser.fill_in(username="alice")
    browser.follow()
    assert "We have sent a password reset code by email to a***@e***." in browser.text
    code = inbox.code_for("alice@example.com")
    browser.fill_in(code=code, password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    browser.follow()
    assert "Your password has been changed." in browser.text

    browser.fill_in(username="alice", password=NEW_PASSWORD)
    assert browser.query["code"]


@pytest.mark.spec("FED-57")
@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"confirmPassword": "other"}, "The passwords do not match."),
        ({"password": "x", "confirmPassword": "x"}, "Password did not conform with policy"),
        ({"code": "nonsense"}, "Invalid verification code provided"),
        ({"code": ""}, "This field is required."),
    ],
)
def test_a_reset_that_is_refused_changes_nothing(browser, asks, alice, inbox, changes, text):
    browser.get(asks("/forgotPassword"))
    browser.fill_in(username="alice")
    browser.follow()
    typed = {"code": "123456", "password": NEW_PASSWORD, "confirmPassword": NEW_PASSWORD}
    browser.fill_in(**(typed | changes))
    assert (browser.page.status_code, text in browser.text) == (400, True)


@pytest.mark.spec("FED-56")
def test_a_forgotten_password_tells_nobody_who_exists(browser, asks, app, alice):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    browser.get(asks("/forgotPassword"))
    browser.fill_in(username="nobody")
    browser.follow()
    assert "We have sent a password reset code" in browser.text


@pytest.mark.parametrize("has_secret", [False, True])
def test_a_temporary_password_must_be_changed(browser, asks, pool, app, has_secret):
    app.secret = "the-secret-of-the-shop-of-enough-length" if has_secret else None
    app.save()
    users.admin_create_user(pool, "dora", temporary_password=PASSWORD, caller=CALLER)
    browser.sign_in("dora", asks("/login"))
    browser.follow()
    assert "You signed in with a temporary password." in browser.text
    browser.fill_in(password=NEW_PASSWORD, confirmPassword=NEW_PASSWORD)
    assert browser.query["code"]
    browser.get(asks())
    assert browser.query["code"]


def test_the_page_for_a_new_password_needs_a_sign_in_before_it(browser, asks):
    browser.get(asks("/newPassword"))
    assert browser.location == asks("/login")


def test_who_must_reset_comes_to_the_page_for_it(browser, asks, alice):
    alice.status = User.Status.RESET_REQUIRED
    alice.save()
    browser.sign_in("alice", asks("/login"))
    assert browser.location == asks("/confirmForgotPassword")


def test_a_journey_at_one_client_does_not_lead_on_at_another(browser, asks, pool):
    browser.get(asks("/signup"))
    browser.fill_in(**dora())
    other = app_clients.create_app_client(
        pool,
        "other",
        caller=CALLER,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email"],
        callback_urls=["https://shop.example/callback"],
        supported_identity_providers=["COGNITO"],
    )
    browser.get(asks("/confirm", client_id=other.client_id))
    assert "Username" in browser.text


@pytest.mark.spec("FED-229")
def test_the_sign_up_page_leads_to_terms_and_privacy_policy_once_there_are_both(browser, asks, app):
    links = {"cognito:default": "https://shop.example/terms?a=1&b=2"}
    terms.create_terms(app, "terms-of-use", links, caller=CALLER)
    browser.get(asks("/signup"))
    alone = browser.text
    terms.create_terms(app, "privacy-policy", {"cognito:default": "https://shop.example/privacy"}, caller=CALLER)
    browser.get(asks("/signup"))

    assert "shop.example/terms" not in alone
    assert 'href="https://shop.example/terms?a=1&amp;b=2"' in browser.text
    assert 'href="https://shop.example/privacy"' in browser.text
