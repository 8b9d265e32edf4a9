"""Choice-based sign-in on the pages: the name first, then what its user chooses."""

import pytest

from notifications.models import Message
from pools.models import User
from tests.conftest import PASSWORD
from tests.hostedui.conftest import CALLBACK

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def choice(pool):
    allow(pool, "PASSWORD", "EMAIL_OTP")


def allow(pool, *factors):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": list(factors)}}
    pool.save()


def hide(app):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()


def name(browser, asks, username="alice"):
    browser.get(asks("/login"))
    browser.fill_in(username=username)
    return browser.follow()


def choose(browser, factor):
    browser.fill_in(factor=factor)
    return browser.follow()


def is_home(browser) -> bool:
    return browser.location.startswith(CALLBACK) and "code" in browser.query


@pytest.mark.spec("CON-249", "API-363")
def test_the_first_page_asks_for_the_name_alone(browser, asks):
    browser.get(asks("/login"))

    assert "Enter your username to go on" in browser.text
    assert 'autocomplete="username webauthn"' in browser.text
    assert 'type="password"' not in browser.text


@pytest.mark.parametrize(
    ("factors", "flows"),
    [(["PASSWORD"], ["ALLOW_USER_AUTH"]), (["PASSWORD", "EMAIL_OTP"], ["ALLOW_USER_SRP_AUTH"])],
)
def test_without_a_choice_name_and_password_stand_on_one_page(browser, asks, pool, app, factors, flows):
    allow(pool, *factors)
    app.explicit_auth_flows = flows
    app.save()
    browser.get(asks("/login"))

    assert 'type="password"' in browser.text


@pytest.mark.spec("CON-249", "API-361")
def test_somebody_signs_in_by_password(browser, asks, alice):
    name(browser, asks)
    assert "How do you want to sign in?" in browser.text
    choose(browser, "PASSWORD")
    assert "alice" in browser.text
    browser.fill_in(password=PASSWORD)

    assert is_home(browser)


@pytest.mark.spec("API-361", "API-363")
def test_somebody_signs_in_by_a_code(browser, asks, alice, inbox):
    name(browser, asks)
    choose(browser, "EMAIL_OTP")
    assert "We have sent a code by email to a***@e***." in browser.text
    browser.fill_in(code=inbox.code_for("alice@example.com"))

    assert is_home(browser)


def test_a_wrong_password_and_a_wrong_code_are_told(browser, asks, alice):
    name(browser, asks)
    choose(browser, "PASSWORD")
    browser.fill_in(password="wrong")
    assert (browser.page.status_code, "Incorrect username or password." in browser.text) == (400, True)

    browser.fill_in(to=asks("/chooseAnotherFactor"))
    browser.follow()
    choose(browser, "EMAIL_OTP")
    browser.fill_in(code="nonsense")
    assert "Invalid verification code provided, please try again." in browser.text


def test_a_new_code_takes_the_place_of_the_first(browser, asks, alice, inbox):
    name(browser, asks)
    choose(browser, "EMAIL_OTP")
    browser.fill_in(to=asks("/resendOneTimeCode"))
    browser.follow()
    assert "A new code is on its way." in browser.text
    assert Message.objects.count() == 2
    browser.fill_in(code=inbox.code_for("alice@example.com"))

    assert is_home(browser)


def test_who_has_one_way_in_is_not_asked_to_choose(browser, asks, pool, alice):
    allow(pool, "PASSWORD", "WEB_AUTHN")
    name(browser, asks)

    assert "Enter your password" in browser.text
    assert "Sign in another way" not in browser.text


def test_too_many_guesses_lead_back_to_the_start(browser, asks, alice):
    name(browser, asks)
    choose(browser, "EMAIL_OTP")
    [browser.fill_in(code="nonsense") for _ in range(6)]
    browser.follow()

    assert "Your sign-in took too long or was ended elsewhere." in browser.text


@pytest.mark.spec("CON-229", "CON-232")
@pytest.mark.parametrize("username", ["nobody", "nobody@example.com", "&#0;", "😀"])
def test_a_name_that_nobody_has_is_treated_as_any_other(browser, asks, app, alice, username):
    hide(app)
    browser.get(asks("/login"))
    browser.fill_in(username=username)

    assert browser.location in (asks("/chooseFactor"), asks("/password"), asks("/oneTimeCode"))


@pytest.mark.spec("CON-229")
def test_nobody_is_sent_a_code_and_comes_to_the_same_page(browser, asks, pool, app, alice):
    hide(app)
    name(browser, asks, "nobody@example.com")
    browser.fill_in(factor="EMAIL_OTP", to=asks("/chooseFactor"))
    browser.get(asks("/oneTimeCode"))

    assert "We have sent a code by email to n***@e***." in browser.text
    assert not Message.objects.exists()
    browser.fill_in(code="123456")
    assert "Invalid verification code provided, please try again." in browser.text


@pytest.mark.spec("CON-225")
def test_a_client_that_hides_nothing_says_that_there_is_nobody(browser, asks):
    browser.get(asks("/login"))
    browser.fill_in(username="nobody")

    assert (browser.page.status_code, "User does not exist." in browser.text) == (400, True)


@pytest.mark.spec("CON-234")
@pytest.mark.parametrize(
    ("status", "page"),
    [(User.Status.UNCONFIRMED, "/confirm"), (User.Status.RESET_REQUIRED, "/confirmForgotPassword")],
)
def test_who_must_do_something_first_comes_to_the_page_for_it(browser, asks, alice, status, page):
    User.objects.filter(pk=alice.pk).update(status=status)
    browser.get(asks("/login"))
    browser.fill_in(username="alice")

    assert browser.location == asks(page)


@pytest.mark.parametrize("path", ["/chooseFactor", "/password", "/oneTimeCode", "/passkey"])
def test_a_page_in_the_middle_needs_a_beginning(browser, asks, path):
    browser.get(asks(path))
    assert browser.location == asks("/login")


def test_a_factor_that_was_not_offered_is_refused(browser, asks, alice):
    name(browser, asks)
    browser.fill_in(factor="SMS_OTP")
    assert browser.page.status_code == 400


def test_a_disabled_user_gets_no_code_and_no_entry(browser, asks, app, alice):
    hide(app)
    User.objects.filter(pk=alice.pk).update(enabled=False)
    name(browser, asks)
    choose(browser, "PASSWORD")
    browser.fill_in(password=PASSWORD)

    assert "User is disabled." in browser.text
    assert not Message.objects.exists()
