"""Levels of assurance at the authorization endpoint."""

import pytest

from hostedui.models import BrowserSession
from tests.conftest import PASSWORD


@pytest.fixture
def signed_in(browser, asks, alice):
    browser.sign_in("alice", asks("/login"))
    return browser


@pytest.mark.parametrize(
    "values", ["urn:cognito:loa:3", "urn:cognito:loa:4 urn:cognito:loa:2", "unknown urn:cognito:loa:2"]
)
def test_a_session_of_too_low_a_level_signs_in_again(signed_in, asks, values):
    """RFC 9470 section 4."""
    assert signed_in.get(asks(acr_values=values))["Location"].startswith("/login?")
    signed_in.follow()
    signed_in.fill_in(username="alice", password=PASSWORD)
    assert "code" in signed_in.query


@pytest.mark.parametrize("values", ["", "unknown", "urn:cognito:loa:1", "urn:cognito:loa:4 urn:cognito:loa:1", "\0"])
def test_a_session_of_one_of_the_levels_goes_straight_on(signed_in, asks, values):
    """OpenID Connect Core section 3.1.2.1: acr_values."""
    signed_in.get(asks(acr_values=values))
    assert "code" in signed_in.query


def test_with_a_second_factor_it_is_high_enough(signed_in, asks):
    BrowserSession.objects.update(methods=["pwd", "otp"])
    signed_in.get(asks(acr_values="urn:cognito:loa:4"))
    assert "code" in signed_in.query


def test_an_app_that_wants_no_page_is_told_so(signed_in, asks):
    """OpenID Connect Core section 3.1.2.6."""
    signed_in.get(asks(acr_values="urn:cognito:loa:3", prompt="none"))
    assert signed_in.query["error"] == "login_required"
