"""The sign-in page is kept as text, with holes; nobody may see the difference."""

import re

import pytest

from hostedui.pages import alike, showing
from pools.models import AppClient, UserPool
from tests.conftest import PASSWORD
from tests.hostedui.conftest import Browser

HOSTILE = "\"><script>&'%s{{ x }}"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(alike, "_kept", {})


def without_token(browser):
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", browser.text)


@pytest.mark.parametrize("state", ["the state", HOSTILE, "&amp;"])
def test_a_page_that_was_kept_is_the_page_that_was_made(browser, asks, monkeypatch, state):
    Browser().get(asks("/login", state="another"))
    browser.get(asks("/login", state=state))
    kept = without_token(browser)
    monkeypatch.setattr(alike, "show", showing.show)
    browser.get(asks("/login", state=state))

    assert len(alike._kept) == 1
    assert kept == without_token(browser)


def test_each_visitor_has_a_token_of_his_own_that_counts(browser, asks, alice):
    other = Browser()
    browser.get(asks("/login"))
    other.get(asks("/login"))
    is_same = browser.text == other.text
    other.fill_in(username="alice", password=PASSWORD)

    assert not is_same
    assert "code" in other.query


@pytest.mark.parametrize(
    ("model", "change", "shown"),
    [
        (AppClient, {"client_name": "The new name"}, "The new name"),
        (AppClient, {"allow_sign_in_link": True}, "Email me a sign-in link"),
        (UserPool, {"username_attributes": ["email"]}, 'type="email"'),
    ],
    ids=["name", "link", "email"],
)
def test_a_changed_setting_shows_at_once(browser, asks, pool, model, change, shown):
    browser.get(asks("/login"))
    before = browser.text
    model.objects.filter(**{"pool" if model is AppClient else "pk": pool.pk}).update(**change)
    browser.get(asks("/login"))

    assert shown not in before
    assert shown in browser.text


@pytest.mark.parametrize(
    ("more", "shown"), [({"lang": "de"}, "Anmelden"), ({"login_hint": "zoe"}, "zoe"), ({}, "Sign in to")], ids=str
)
def test_a_visitor_has_the_page_asked_for(browser, asks, more, shown):
    browser.get(asks("/login", lang="fr"))
    browser.get(asks("/login", login_hint="yves"))
    browser.get(asks("/login", **more))

    assert shown in browser.text
    assert "yves" not in browser.text


def test_a_mistake_is_shown_to_who_made_it_alone(browser, asks, alice):
    browser.sign_in("alice", asks("/login"), password="wrong")
    wrong = browser.text
    browser.get(asks("/login"))

    assert "Incorrect username or password." in wrong
    assert "Incorrect username or password." not in browser.text
