"""Pages are small, and nothing holds up their first paint but one stylesheet."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.conftest import PASSWORD

LARGEST = 15 * 1024  # bytes over the wire: page, stylesheet and scripts together
ALL = ("name", "birthdate", "gender", "locale", "zoneinfo", "address", "website", "phone_number", "picture", "profile")


@pytest.fixture(autouse=True)
def everything(pool):
    """A pool whose pages have all that there is."""
    pool.schema = [{"Name": name, "Required": True} for name in ALL]
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]}}
    pool.web_authn_configuration = {"RelyingPartyId": "localhost"}
    pool.save()


def weight(page, files) -> int:
    return len(page.content) + sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in files)


def look_at(browser) -> tuple[int, list[str], list[str]]:
    """The page's weight, its stylesheets and the scripts that would hold it up."""
    page = browser.http.get(browser.address, headers={"Accept-Encoding": "gzip"})
    raw = page.content
    html = (gzip.decompress(raw) if page.get("Content-Encoding") == "gzip" else raw).decode()
    styles = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', html)
    scripts = re.findall(r'<script src="/static/([^"]+)"([^>]*)>', html)
    blocking = [name for name, more in scripts if "defer" not in more and "module" not in more]
    return weight(page, [*styles, *(name for name, _ in scripts)]), styles, blocking


@pytest.mark.parametrize("path", ["/login", "/signup", "/confirm", "/forgotPassword", "/confirmForgotPassword"])
def test_a_page_that_anybody_may_open_is_small(browser, asks, path):
    browser.get(asks(path))
    size, styles, blocking = look_at(browser)

    assert (len(styles), blocking) == (1, [])
    assert size < LARGEST


@pytest.mark.parametrize("factor", ["PASSWORD", "EMAIL_OTP"])
def test_a_page_on_the_way_is_small(browser, asks, alice, factor):
    browser.get(asks("/login"))
    browser.fill_in(username="alice")
    browser.follow()
    chosen = look_at(browser)
    browser.fill_in(factor=factor)
    browser.follow()
    answered = look_at(browser)

    assert max(chosen[0], answered[0]) < LARGEST
    assert (chosen[2], answered[2]) == ([], [])


def test_the_offer_of_a_passkey_is_small(browser, asks, alice):
    browser.get(asks("/login"))
    browser.fill_in(username="alice", password=PASSWORD)
    browser.follow()

    assert look_at(browser)[0] < LARGEST
