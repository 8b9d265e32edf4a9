"""Passkeys on the hosted pages in a real browser, with Chromium's virtual authenticator."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.clients.conftest import make_shop
from tests.clients.test_passkeys import AUTHENTICATOR

pytestmark = [pytest.mark.server, pytest.mark.browser]


@pytest.fixture(scope="module")
def callback(server) -> str:
    """Some page that is there: browsers refuse the port that nobody listens on."""
    return f"{server.url}/"


@pytest.fixture(scope="module")
def shop(remote_idp, callback):
    """A shop whose customers may sign in with passkeys."""
    shop = make_shop(remote_idp)
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN", "EMAIL_OTP"]}}
    remote_idp.update_user_pool(UserPoolId=shop.pool_id, Policies=policies, AutoVerifiedAttributes=["email"])
    remote_idp.update_user_pool_client(
        UserPoolId=shop.pool_id,
        ClientId=shop.client_id,
        ExplicitAuthFlows=["ALLOW_USER_AUTH"],
        SupportedIdentityProviders=["COGNITO"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=[callback],
    )
    return shop


@pytest.fixture
def sign_in_page(server, shop, callback) -> str:
    query = {"client_id": shop.client_id, "response_type": "code", "scope": "openid", "redirect_uri": callback}
    return f"{server.url}/login?{urlencode(query)}"


@pytest.fixture
def devtools(page: Page):
    """A browser that has an authenticator."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return devtools


def plug_in(devtools, **changes) -> dict[str, str]:
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | changes})
    return {"authenticatorId": added["authenticatorId"]}


def by_password(page: Page, shop, address: str) -> None:
    page.goto(address)
    page.get_by_label("Username").fill(shop.username)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Password").click()
    page.get_by_label("Password").fill(shop.password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def forget(page: Page) -> None:
    """Signed out, as by closing the browser; the authenticator stays."""
    page.context.clear_cookies()


@pytest.mark.spec("API-354", "API-361", "API-363")
def test_a_passkey_is_made_and_used_on_the_hosted_pages(page, shop, devtools, sign_in_page, callback):
    phone = plug_in(devtools)
    by_password(page, shop, sign_in_page)
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"{callback}?code=*")

    # By name, then passkey
    forget(page)
    devtools.send("WebAuthn.setAutomaticPresenceSimulation", phone | {"enabled": False})
    page.goto(sign_in_page)
    page.get_by_label("Username").fill(shop.username)
    page.get_by_role("button", name="Continue").click()
    devtools.send("WebAuthn.setAutomaticPresenceSimulation", phone | {"enabled": True})
    page.get_by_role("button", name="Passkey").click()
    page.wait_for_url(f"{callback}?code=*")

    # Without a name: the browser offers it by itself (conditional mediation)
    forget(page)
    page.goto(sign_in_page)
    page.wait_for_url(f"{callback}?code=*")


def test_a_browser_without_the_passkey_says_so_and_leads_another_way(page, shop, devtools, sign_in_page):
    plug_in(devtools)
    page.goto(sign_in_page)
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The browser did not finish.")
    expect(page.get_by_label("Username")).to_be_visible()
