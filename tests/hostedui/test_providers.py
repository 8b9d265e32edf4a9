"""Other identity providers on the sign-in page. Who they are, the floor above tells."""

import re

import pytest

from pools.actions import identity_providers
from pools.actions.identity_providers import Provider


@pytest.fixture
def corporate(app, monkeypatch):
    """A pool with two providers, and a client that offers them before its own users."""
    known, names = (
        [Provider("Corp", "SAML"), Provider("Google", "Google")],
        {"corp.example": "Corp", "old.test": "Gone"},
    )
    monkeypatch.setattr(identity_providers, "listings", [lambda pool: known])
    monkeypatch.setattr(identity_providers, "identifiers", [lambda pool, identifier: names.get(identifier)])
    app.supported_identity_providers = ["Google", "Corp", "COGNITO", "Deleted"]
    app.save()
    return app


@pytest.mark.spec("FED-39")
def test_without_providers_there_are_no_buttons(browser, asks):
    browser.get(asks("/login"))
    assert "Continue with" not in browser.text


@pytest.mark.spec("FED-39", "FED-41", "FED-239", "FED-42")
def test_the_clients_providers_have_buttons_in_its_order(browser, asks, corporate):
    browser.get(asks("/login"))

    assert browser.text.index("Continue with Google") < browser.text.index("Continue with Corp")
    assert "identity_provider=Google" in browser.text
    assert "Deleted" not in browser.text
    assert 'type="password"' in browser.text


@pytest.mark.spec("FED-27", "FED-28", "FED-24")
def test_social_buttons_have_a_class_of_their_own_and_a_promise(browser, asks, corporate):
    browser.get(asks("/login"))
    assert re.findall(r'class="secondary (\w+)-customizable"', browser.text) == ["socialButton", "idpButton"]
    promise = "We won't post to any of your accounts without asking first"
    assert browser.text.count(promise) == 1

    corporate.supported_identity_providers = ["Corp", "COGNITO"]
    corporate.save()
    assert promise.encode() not in browser.get(asks("/login")).content


@pytest.mark.spec("FED-39")
def test_a_client_without_own_users_shows_buttons_alone(browser, asks, corporate):
    corporate.supported_identity_providers = ["Corp"]
    corporate.save()
    browser.get(asks("/login"))

    assert "Continue with Corp" in browser.text
    assert 'type="password"' not in browser.text
    assert "Need an account?" not in browser.text


@pytest.mark.parametrize("username", ["eve@corp.example", "eve@CORP.Example"])
def test_an_address_leads_to_the_provider_of_its_domain(browser, asks, corporate, username):
    browser.get(asks("/login"))
    browser.fill_in(username=username, password="x")

    assert browser.location == f"{asks()}&identity_provider=Corp"


@pytest.mark.parametrize(
    "username", ["corp.example", "eve@notcorp.example", "eve@old.test", "eve@corp.example.org", "@"]
)
def test_any_other_name_stays_here(browser, asks, corporate, username):
    browser.get(asks("/login"))
    browser.fill_in(username=username, password="x")

    assert browser.page.status_code == 400
