"""The main job, step by step as a browser and an app go through it."""

import pytest

from tests.hostedui.conftest import CALLBACK, CHALLENGE, VERIFIER


@pytest.mark.spec("API-257", "API-272", "API-301", "API-324", "APP-146", "APP-150")
def test_a_sign_in_ends_with_tokens_at_the_app(browser, asks, alice, exchange):
    browser.get(asks(code_challenge=CHALLENGE, code_challenge_method="S256"))
    browser.follow()
    browser.fill_in(username="alice", password="Correct-Horse-1")

    assert browser.location.startswith(f"{CALLBACK}?")
    assert browser.query["state"] == "the state"
    tokens = exchange(browser.query["code"], code_verifier=VERIFIER).json()
    assert set(tokens) == {"id_token", "access_token", "refresh_token", "expires_in", "token_type"}


@pytest.mark.spec("FED-46", "FED-53", "API-253")
def test_who_signs_up_and_confirms_is_signed_in(browser, asks, inbox):
    browser.get(asks("/signup"))
    browser.fill_in(
        **{"username": "dora", "requiredAttributes[email]": "dora@example.com", "password": "Correct-Horse-2"}
    )
    browser.follow()
    assert "We have sent a code by email to d***@e***." in browser.text

    browser.fill_in(code=inbox.code_for("dora@example.com"))
    assert browser.query["code"]
