"""A link by e-mail to sign in with: beyond Cognito, off unless an app client has it on."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from hostedui.models import BrowserSession
from notifications.models import Message
from pools.models import User
from tests.hostedui.conftest import CALLBACK, Browser


@pytest.fixture
def switched_on(app):
    app.allow_sign_in_link = True
    app.save()


@pytest.fixture
def asked(browser, asks, alice, switched_on):
    """Alice has asked for a link in this browser."""
    return ask(browser, asks, "alice")


@pytest.fixture
def link(asked, inbox) -> str:
    return link_in(inbox.to("alice@example.com")[0].text)


def link_in(text) -> str:
    address = urlsplit(re.search(r"http\S+", text).group())
    return f"{address.path}?{address.query}"


def ask(browser, asks, username):
    browser.get(asks("/login"))
    browser.fill_in(to=asks("/sendSignInLink"), username=username)
    return browser


def is_home(browser) -> bool:
    return browser.location.startswith(CALLBACK) and "code" in browser.query


def test_it_is_off_at_first(browser, asks, alice):
    browser.get(asks("/login"))
    assert "Email me a sign-in link" not in browser.text
    ask(browser, asks, "alice")
    assert browser.page.status_code == 400
    assert not Message.objects.exists()


def test_the_link_signs_in_by_a_button(browser, asked, asks, link):
    assert asked.location == asks("/signInLinkSent")
    browser.follow()
    assert "We have sent a link to a***@e***." in browser.text
    browser.get(link)
    assert "Finish signing in" in browser.text
    browser.fill_in()

    assert is_home(browser)
    assert BrowserSession.objects.get().methods == ["email_otp"]


def test_who_looks_at_mail_before_its_reader_uses_nothing_up(browser, asked, link):
    [Browser().get(link) for _ in range(3)]
    browser.get(link)
    browser.fill_in()

    assert is_home(browser)


def test_in_another_browser_it_opens_nothing(link):
    other = Browser()
    other.get(link)
    other.follow()

    assert "was asked for in another browser" in other.text


def test_it_serves_once(browser, asked, link):
    browser.get(link)
    page, journey = browser.page, browser.http.cookies["cognito-journey"].value
    browser.fill_in()
    browser.http.cookies["cognito-journey"] = journey
    browser.page = page
    browser.fill_in(to=link)

    assert not is_home(browser)


@pytest.mark.parametrize(("minutes", "status"), [(14, True), (16, False)])
def test_it_serves_for_fifteen_minutes(browser, asked, link, minutes, status):
    browser.get(link)
    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=minutes)):
        browser.fill_in()

    assert is_home(browser) is status


@pytest.mark.parametrize("secret", ["", "nonsense", "0" * 5000])
def test_another_secret_opens_nothing(browser, asked, asks, secret):
    browser.get(asks("/login"))
    browser.fill_in(to=asks("/signInLink", link=secret))

    assert browser.location == asks("/login")


@pytest.mark.parametrize("changes", [{"enabled": False}, {"status": User.Status.RESET_REQUIRED}, {"attributes": {}}])
def test_who_may_not_come_in_does_not(browser, asked, alice, link, changes):
    User.objects.filter(pk=alice.pk).update(**changes)
    browser.get(link)
    browser.fill_in()

    assert not is_home(browser)


def test_it_ends_when_it_is_switched_off(browser, asked, app, link):
    app.allow_sign_in_link = False
    app.save()
    browser.get(link)
    browser.fill_in()

    assert not is_home(browser)


@pytest.mark.spec("CON-229")
def test_a_name_that_nobody_has_is_answered_alike(browser, asks, app, switched_on):
    app.prevent_user_existence_errors = "ENABLED"
    app.save()
    ask(browser, asks, "nobody@example.com")
    browser.follow()

    assert "We have sent a link to n***@e***." in browser.text
    assert not Message.objects.exists()


def test_a_mailbox_is_not_flooded(browser, asks, alice, switched_on):
    [ask(browser, asks, "alice") for _ in range(12)]
    assert browser.page.status_code == 400
    assert Message.objects.count() == 10


def test_the_address_of_the_link_is_not_the_askers_to_choose(asks, alice, switched_on, inbox, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask(Browser(host="evil.example"), asks, "alice")
    assert "evil.example" not in inbox.to("alice@example.com")[0].text


def test_the_secret_does_not_travel_on(browser, asked, link):
    browser.get(link)
    secret = urlsplit(link).query.rpartition("=")[2]
    browser.fill_in()

    assert secret not in browser.location


def test_the_pool_s_own_text_goes_out_with_the_link(browser, asks, alice, switched_on, pool, inbox):
    pool.sign_in_link_subject = "Come in, {username}"
    pool.sign_in_link_message = "<p>Dear {username}, {##open the door##}</p>"
    pool.save()
    ask(browser, asks, "alice")
    message = inbox.to("alice@example.com")[0]
    assert message.subject == "Come in, alice"
    assert "Dear alice, open the door: http" in message.text

    browser.get(link_in(message.text))
    browser.fill_in()
    assert is_home(browser)
