"""The account page in a real browser, with Chromium's virtual authenticator."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.clients.conftest import make_shop
from tests.clients.test_passkeys import AUTHENTICATOR

pytestmark = [pytest.mark.server, pytest.mark.browser]


@pytest.fixture
def shop(remote_idp):
    """A shop whose customers may have passkeys."""
    shop = make_shop(remote_idp)
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    remote_idp.update_user_pool(UserPoolId=shop.pool_id, Policies=policies, AutoVerifiedAttributes=["email"])
    return shop


@pytest.fixture
def at_home(page: Page, server, shop) -> Page:
    """Alice's account in a browser that has an authenticator."""
    page.goto(f"{server.url}/account?client_id={shop.client_id}")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_label("Username").fill(shop.username)
    page.get_by_label("Password", exact=True).fill(shop.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account?**")
    return page


def test_a_visit_from_the_name_to_a_passkey(at_home):
    page = at_home
    page.get_by_role("link", name="Personal details").first.click()
    page.get_by_label("Given name").fill("Alice")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Your details have been saved.")

    page.get_by_role("link", name="Security").click()
    page.get_by_role("link", name=re.compile("Add.*Passkeys")).click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("status")).to_have_text("Your passkey has been added.")

    page.get_by_text("Rename").click()
    page.get_by_label("Name", exact=True).fill("My laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("My laptop")

    page.get_by_role("link", name="Devices and sessions").click()
    expect(page.get_by_role("main")).to_contain_text("This browser")
