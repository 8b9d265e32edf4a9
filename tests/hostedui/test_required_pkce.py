"""App clients that must use PKCE."""

import pytest

from tests.hostedui.conftest import CALLBACK, CHALLENGE, VERIFIER

PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture(autouse=True)
def requires_pkce(app):
    app.require_pkce = True
    app.save()


def test_a_request_without_a_challenge_is_told_to_the_app(browser, asks):
    """RFC 7636 section 4.4.1."""
    browser.get(asks())
    assert browser.location.startswith(CALLBACK)
    assert (browser.query["error"], browser.query["state"]) == ("invalid_request", "the state")


@pytest.mark.spec("APP-136", "CON-182")
def test_a_request_with_one_is_exchanged_with_its_verifier(browser, asks, alice, exchange):
    """RFC 7636 section 4.6."""
    code = browser.sign_in("alice", asks("/login", **PKCE)).query["code"]
    assert exchange(code, code_verifier=VERIFIER).status_code == 200


def test_without_the_verifier_there_is_no_token(browser, asks, alice, exchange):
    """RFC 7636 section 4.6."""
    code = browser.sign_in("alice", asks("/login", **PKCE)).query["code"]
    assert exchange(code).status_code == 400


def test_a_code_from_before_it_was_required_is_not_exchanged(browser, asks, alice, exchange, app):
    app.require_pkce = False
    app.save()
    code = browser.sign_in("alice", asks("/login")).query["code"]
    app.require_pkce = True
    app.save()
    assert exchange(code).status_code == 400
