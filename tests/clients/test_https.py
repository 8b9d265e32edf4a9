"""The product serving HTTPS by its own authority, as `make run TLS=1` does; and aws-amplify's signInWithRedirect, which
speaks https alone."""

import json
import ssl
import urllib.error
import urllib.request

import boto3
import pytest
from playwright.sync_api import expect

from idp_project import authority
from tests import product as products
from tests.clients.apps import SinglePageApp
from tests.clients.conftest import REGION, make_shop

pytestmark = [pytest.mark.server, pytest.mark.one_database]


@pytest.fixture(scope="module")
def https_server(tmp_path_factory):
    with products.Product(tmp_path_factory.mktemp("https") / "data", TLS="local") as running:
        yield running


@pytest.fixture(scope="module")
def ca(https_server):
    return str(authority.certificate_path(https_server.data_dir))


@pytest.fixture(scope="module")
def read(https_server, ca):
    """Opens a page as who trusts the authority."""
    trusting = ssl.create_default_context(cafile=ca)
    return lambda path: urllib.request.urlopen(f"{https_server.url}{path}", context=trusting)


@pytest.fixture(scope="module")
def https_idp(https_server, ca):
    return boto3.client(
        "cognito-idp",
        endpoint_url=https_server.url,
        region_name=REGION,
        aws_access_key_id=products.ACCESS_KEY_ID,
        aws_secret_access_key=products.SECRET_ACCESS_KEY,
        verify=ca,
    )


@pytest.fixture
def shop(https_idp):
    return make_shop(https_idp)


@pytest.fixture
def app(node, https_server, https_idp, shop):
    with SinglePageApp("amplify.js").served() as app:
        https_idp.update_user_pool_client(
            UserPoolId=shop.pool_id,
            ClientId=shop.client_id,
            ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email", "aws.cognito.signin.user.admin"],
            CallbackURLs=[f"{app.origin}/callback"],
            LogoutURLs=[f"{app.origin}/bye"],
            SupportedIdentityProviders=["COGNITO"],
        )
        app.settings = {
            "poolId": shop.pool_id,
            "clientId": shop.client_id,
            "endpoint": https_server.url,
            "domain": https_server.url.removeprefix("https://"),
            "scope": "openid email aws.cognito.signin.user.admin",
        }
        yield app


@pytest.fixture
def page(browser):
    """Of a browser that trusts the authority, which Chromium can be told only by its user's store of certificates."""
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def test_tools_that_trust_the_authority_work_by_https(https_idp):
    assert "Demo pool" in {pool["Name"] for pool in https_idp.list_user_pools(MaxResults=10)["UserPools"]}


def test_who_does_not_trust_it_is_not_served(https_server):
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{https_server.url}/healthz")


def test_cookies_are_for_https_alone(read):
    with read("/admin/login/") as answer:
        cookies = answer.headers.get_all("Set-Cookie")

    assert cookies
    assert all("; Secure" in cookie for cookie in cookies)


def test_the_demo_is_at_the_https_address(https_server, read):
    with read("/demo/") as answer:
        page = answer.read().decode()

    assert f"{https_server.url}/oauth2/authorize" in page
    assert "http://" not in page


@pytest.mark.node
@pytest.mark.browser
def test_a_web_app_signs_in_on_the_hosted_pages_renews_and_signs_out(page, app, shop):
    page.goto(app.origin)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(shop.username)
    page.get_by_label("Password", exact=True).fill(shop.password)
    page.get_by_role("button", name="Sign in").click()
    output = page.locator("output")
    expect(output).to_contain_text("accessToken")
    first = json.loads(output.inner_text())
    page.get_by_role("button", name="Renew").click()
    expect(output).not_to_contain_text(first["accessToken"])
    expect(output).to_contain_text("accessToken")
    renewed = json.loads(output.inner_text())
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{app.origin}/bye**")
    page.get_by_role("button", name="Sign in").click()

    assert (first["username"], first["email"]) == (shop.username, shop.email)
    assert renewed["username"] == shop.username
    expect(page.get_by_label("Username")).to_be_visible()
