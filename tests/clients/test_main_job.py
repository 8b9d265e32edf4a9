"""The main job, played once from beginning to end: from the console, over the sign-in pages in a real browser, to
tokens that verify, and to the same user seen by every other client. The tests of this file share one story."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tests import product
from tests.clients.conftest import PASSWORD, new_page
from tests.clients.mail import wait_until
from tests.clients.relying_party import RelyingParty

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.every_database]

EMAIL = "grace@example.com"  # and what she signs in by, as the console proposes for a new pool
IDS = re.compile(r"/user-pools/(?P<pool>[^/]+)/app-clients/(?P<client>[^/]+)/")


class App(BaseHTTPRequestHandler):
    """Where users land. It has one page for every address."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Welcome to the shop")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def app_url():
    listener = ThreadingHTTPServer(("127.0.0.1", 0), App)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    yield f"http://localhost:{listener.server_port}"
    listener.shutdown()


@pytest.fixture(scope="module")
def console(browser, server) -> Page:
    """A browser in which the first administrator has signed in."""
    with new_page(browser) as page:
        page.goto(f"{server.url}/admin/")
        page.get_by_label("Username").fill("admin")
        page.get_by_label("Password").fill(product.ADMIN_PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        yield page


@pytest.fixture(scope="module")
def client_page(console, app_url) -> Page:
    """The page of an app client in a user pool, both made by the administrator."""
    console.get_by_role("link", name="User pools").first.click()
    console.get_by_role("link", name="Quick create").first.click()
    console.get_by_label("User pool name").fill("Book shop")
    console.get_by_role("button", name="Create user pool").click()
    console.get_by_role("link", name="Create app client").click()
    console.get_by_label("App client name").fill("shop")
    console.get_by_label("Allowed callback URLs").fill(f"{app_url}/callback")
    console.get_by_label("Allowed sign-out URLs").fill(f"{app_url}/bye")
    console.get_by_label("aws.cognito.signin.user.admin").check()
    console.get_by_role("button", name="Create app client").click()
    expect(console.get_by_role("link", name="View hosted UI")).to_be_visible()
    return console


@pytest.fixture(scope="module")
def ids(client_page):
    """Of the pool and of the app client."""
    return IDS.search(client_page.url).groupdict()


@pytest.fixture(scope="module")
def visitor(browser) -> Page:
    with new_page(browser) as page:
        yield page


@pytest.fixture(scope="module")
def shop(server, ids, app_url) -> RelyingParty:
    return RelyingParty(f"{server.url}/{ids['pool']}", ids["client"], f"{app_url}/callback")


@pytest.fixture(scope="module")
def signed_up(visitor, shop, client_page) -> Page:
    """The visitor, come from the app, has signed up and stands before the question for the code."""
    visitor.goto(shop.authorization_url())
    visitor.get_by_role("link", name="Sign up").click()
    visitor.get_by_label("Email").fill(EMAIL)
    visitor.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.get_by_role("button", name="Sign up").click()
    return visitor


@pytest.fixture(scope="module")
def code(signed_up, client_page) -> str:
    """What the administrator reads in the inbox of the console."""
    client_page.locator(".ph-tab-bar summary").click()
    client_page.get_by_role("link", name="Messages").click()
    letter = client_page.get_by_text(re.compile(r"Your verification code is \d{6}"))
    wait_until(lambda: client_page.reload() and letter.count(), 30, "letter in the inbox")
    return re.search(r"\d{6}", letter.first.inner_text()).group()


@pytest.fixture(scope="module")
def landed(signed_up, code, app_url) -> Page:
    """The visitor has confirmed and is back at the app."""
    signed_up.get_by_label("Verification code").fill(code)
    signed_up.get_by_role("button", name="Confirm account").click()
    signed_up.wait_for_url(f"{app_url}/callback**")
    return signed_up


@pytest.fixture(scope="module")
def tokens(landed, shop):
    return shop.fetch_tokens(landed.url)


def test_the_administrator_views_the_hosted_ui(client_page):
    with client_page.expect_popup() as opened:
        client_page.get_by_role("link", name="View hosted UI").click()

    expect(opened.value.get_by_role("button", name="Sign in")).to_be_visible()
    opened.value.close()


def test_the_user_lands_on_the_app_with_a_code(landed):
    assert "code=" in landed.url
    expect(landed.get_by_text("Welcome to the shop")).to_be_visible()


def test_both_tokens_verify_with_authlib(shop, tokens):
    id_claims, access_claims = shop.id_claims(tokens), shop.access_claims(tokens["access_token"])

    assert (id_claims["email"], id_claims["email_verified"]) == (EMAIL, True)
    assert access_claims["username"] == id_claims["cognito:username"]


@pytest.mark.node
def test_both_tokens_verify_with_aws_jwt_verify(node, server, ids, tokens):
    issuer = f"{server.url}/{ids['pool']}"
    verified = node("verify.js", issuer, ids["client"], tokens["id_token"], tokens["access_token"])

    assert verified["id"]["sub"] == verified["access"]["sub"]


def test_user_info_tells_the_same_user(shop, tokens):
    assert shop.user_info()["sub"] == shop.id_claims(tokens)["sub"]


@pytest.mark.node
def test_the_user_signs_in_with_srp_by_identity_js(node, server, ids, tokens):
    signed_in = node("sign_in.js", server.url, ids["pool"], ids["client"], EMAIL, PASSWORD)

    assert signed_in["attributes"]["email"] == EMAIL


def test_boto3_sees_the_user(remote_idp, ids, tokens):
    listed = remote_idp.list_users(UserPoolId=ids["pool"], Filter=f'email = "{EMAIL}"')["Users"]
    user = remote_idp.admin_get_user(UserPoolId=ids["pool"], Username=EMAIL)

    assert [each["Username"] for each in listed] == [user["Username"]]
    assert user["UserStatus"] == "CONFIRMED"


def test_the_console_shows_the_user(client_page, tokens):
    client_page.get_by_role("link", name="Users", exact=True).click()

    expect(client_page.get_by_role("link", name=EMAIL)).to_be_visible()


def test_the_user_stays_signed_in_at_the_pages(landed, shop, tokens, app_url):
    landed.goto(shop.authorization_url())

    landed.wait_for_url(f"{app_url}/callback**")


def test_who_signs_out_is_asked_for_the_password_again(landed, server, ids, shop, tokens, app_url):
    landed.goto(f"{server.url}/logout?client_id={ids['client']}&logout_uri={app_url}/bye")
    assert landed.url == f"{app_url}/bye"

    landed.goto(shop.authorization_url())
    landed.get_by_label("Email").fill(EMAIL)
    landed.get_by_label("Password", exact=True).fill(PASSWORD)
    landed.get_by_role("button", name="Sign in").click()

    landed.wait_for_url(f"{app_url}/callback**")


def test_the_session_is_refreshed_until_it_is_revoked(shop, tokens):
    renewed = shop.refresh()
    assert shop.access_claims(renewed["access_token"])["sub"] == shop.id_claims(tokens)["sub"]

    assert shop.revoke(tokens["refresh_token"]).status_code == 200
    with pytest.raises(Exception, match="invalid_grant"):
        shop.refresh()
