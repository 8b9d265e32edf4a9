"""The console in a real browser: from nothing to a sign-in page, and the code that its first visitor is sent."""

import pytest
from playwright.sync_api import Page, expect

from tests import product
from tests.clients.conftest import PASSWORD
from tests.clients.test_passkeys import AUTHENTICATOR

pytestmark = [pytest.mark.server, pytest.mark.browser]


@pytest.fixture
def administrator(page: Page, server) -> Page:
    """A browser in which the first administrator has signed in."""
    page.goto(f"{server.url}/admin/")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill(product.ADMIN_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


@pytest.fixture
def client_page(administrator: Page, server) -> Page:
    """The page of an app client in a user pool, both just created by form."""
    page = administrator
    page.goto(f"{server.url}/admin/user-pools/create/")
    page.get_by_label("User pool name").fill("Customers")
    page.get_by_role("button", name="Create user pool").click()
    page.get_by_role("link", name="Create app client").click()
    page.get_by_label("App client name").fill("web")
    page.get_by_label("Allowed callback URLs").fill("https://app.example.com/callback")
    page.get_by_role("button", name="Create app client").click()
    return page


@pytest.mark.spec("APP-143", "APP-145", "CON-193")
def test_the_hosted_ui_opens_in_a_new_tab(client_page):
    with client_page.expect_popup() as opened:
        client_page.get_by_role("link", name="View hosted UI").click()

    expect(opened.value.get_by_label("Password", exact=True)).to_be_visible()


def test_the_code_of_a_new_user_is_read_in_the_inbox(client_page, server):
    with client_page.expect_popup() as opened:
        client_page.get_by_role("link", name="View hosted UI").click()
    visitor = opened.value
    visitor.get_by_role("link", name="Sign up").click()
    visitor.get_by_label("Email").fill("frank@example.com")
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Sign up").click()

    client_page.locator(".ph-tab-bar summary").click()
    client_page.get_by_role("link", name="Messages").click()
    expect(client_page.get_by_text("frank@example.com").first).to_be_visible()


def test_a_dialog_asks_before_anything_is_deleted(client_page):
    client_page.get_by_role("button", name="Delete", exact=True).click()
    client_page.get_by_role("button", name="Delete app client").click()

    expect(client_page.get_by_text("App client web is deleted.")).to_be_visible()


def test_the_keyboard_alone_leads_everywhere(client_page, server):
    page = client_page
    expect(page.get_by_role("heading", name="web")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    search = page.get_by_role("combobox", name="Search")
    expect(search).to_be_focused()
    page.keyboard.type("web")
    option = page.get_by_role("option", name="Code for web")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Code", exact=True)).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url(f"{server.url}/admin/token-inspector/")
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_the_list_of_users_searches_as_one_types(administrator, server, remote_idp, shop):
    remote_idp.admin_create_user(UserPoolId=shop.pool_id, Username="zoe", MessageAction="SUPPRESS")
    page = administrator
    page.goto(f"{server.url}/admin/user-pools/{shop.pool_id}/users/")
    found = page.locator("#users-found")
    expect(found).to_contain_text(shop.username)

    page.get_by_label("Starts with", exact=True).press_sequentially("zo")

    expect(found).not_to_contain_text(shop.username)
    expect(found).to_contain_text("zoe")
    assert "value=zo" in page.url


def test_an_administrator_signs_in_by_a_passkey_alone(administrator, server):
    page = administrator
    page.goto(f"{server.url}/admin/users/create/")
    page.get_by_label("User name").fill("dana")
    page.get_by_role("radio", name="Administrator").check()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Create user").click()
    _leave(page, server)
    page.get_by_label("Username").fill("dana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{server.url}/admin/account/passkeys/add/")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()

    _leave(page, server)
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Welcome, dana")).to_be_visible()


def _leave(page: Page, server) -> None:
    page.context.clear_cookies()
    page.goto(f"{server.url}/admin/")
