"""Apps with the OAuth libraries that developers use, in a real browser: each finds its way by discovery, signs people
in on the hosted pages, reads who they are, renews and signs out."""

import json
import subprocess
import sys
import time

import pytest
from playwright.sync_api import Page, expect

from tests.clients.apps import SinglePageApp, server_app
from tests.product import free_port
from tests.repository import REPOSITORY

pytestmark = [pytest.mark.server, pytest.mark.node, pytest.mark.browser]

SCOPES = ["openid", "email", "profile"]


@pytest.fixture
def register(remote_idp, shop):
    """Makes an app client for an app at this origin; the answer is its id and its secret."""

    def create(origin, *, callback="callback", **settings):
        made = remote_idp.create_user_pool_client(
            UserPoolId=shop.pool_id,
            ClientName="app",
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=[*SCOPES, "aws.cognito.signin.user.admin"],
            CallbackURLs=[f"{origin}/{callback}"],
            LogoutURLs=[f"{origin}/bye"],
            SupportedIdentityProviders=["COGNITO"],
            **settings,
        )["UserPoolClient"]
        return made["ClientId"], made.get("ClientSecret", "")

    return create


@pytest.fixture
def issuer(server, shop):
    return f"{server.url}/{shop.pool_id}"


def sign_in(page: Page, shop) -> None:
    """On the hosted page, where the app has sent us."""
    page.get_by_label("Username").fill(shop.username)
    page.get_by_label("Password", exact=True).fill(shop.password)
    page.get_by_role("button", name="Sign in").click()


def shown(page: Page) -> dict:
    """What the app shows, once it does."""
    output = page.locator("output")
    expect(output).not_to_be_empty()
    return json.loads(output.inner_text())


@pytest.fixture
def oidc_app(node, register, issuer):
    with SinglePageApp("oidc.js").served() as app:
        client_id, _ = register(app.origin)
        app.settings = {"issuer": issuer, "clientId": client_id, "scope": " ".join(SCOPES)}
        yield app


def test_oidc_client_ts_signs_in_renews_and_signs_out(page, oidc_app, shop):
    page.goto(oidc_app.origin)
    page.get_by_role("button", name="Sign in").click()
    sign_in(page, shop)
    page.wait_for_url(f"{oidc_app.origin}/callback**")
    first = shown(page)
    page.get_by_role("button", name="Renew").click()
    expect(page.locator("output")).not_to_contain_text(first["accessToken"])
    renewed = shown(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{oidc_app.origin}/bye**")

    assert (first["profile"]["email"], first["hasRefreshToken"]) == (shop.email, True)
    assert renewed["profile"]["sub"] == first["profile"]["sub"]
    assert shown(page) == {"left": True}


def test_who_is_signed_in_at_one_app_is_so_at_the_next_until_he_signs_out(page, oidc_app, register, issuer, shop):
    page.goto(oidc_app.origin)
    page.get_by_role("button", name="Sign in").click()
    sign_in(page, shop)
    page.wait_for_url(f"{oidc_app.origin}/callback**")
    oidc_app.settings["clientId"], _ = register(oidc_app.origin)
    page.goto(oidc_app.origin)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{oidc_app.origin}/callback**")
    silently = shown(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{oidc_app.origin}/bye**")
    page.get_by_role("button", name="Sign in").click()

    assert silently["profile"]["email"] == shop.email
    expect(page.get_by_label("Username")).to_be_visible()


def test_openid_client_signs_in_reads_refreshes_and_revokes(page, node, register, issuer, shop):
    port = free_port()
    client_id, secret = register(f"http://localhost:{port}", GenerateSecret=True)
    with server_app("openid_app.js", port, issuer, client_id, secret, " ".join(SCOPES)) as origin:
        page.goto(f"{origin}/login")
        sign_in(page, shop)
        page.wait_for_url(f"{origin}/callback**")
        told = json.loads(page.inner_text("body"))

    assert told["claims"]["email"] == told["user"]["email"] == shop.email
    assert (told["isRenewed"], told["refused"]) == (True, "invalid_grant")


def test_openid_client_binds_tokens_to_its_key_and_hears_of_the_sign_out(page, node, register, server, issuer, shop):
    port = free_port()
    origin = f"http://localhost:{port}"
    client_id, secret = register(origin, GenerateSecret=True)
    own_settings(server, client_id, "--dpop-bound-access-tokens=on", f"--backchannel-logout-uri={origin}/backchannel")
    with server_app("openid_app.js", port, issuer, client_id, secret, " ".join(SCOPES)):
        page.goto(f"{origin}/login?bound")
        sign_in(page, shop)
        page.wait_for_url(f"{origin}/callback**")
        told = json.loads(page.inner_text("body"))
        page.goto(f"{server.url}/logout?client_id={client_id}&logout_uri={origin}/bye")
        page.wait_for_url(f"{origin}/bye")
        heard = until_heard(page, f"{origin}/heard")

    assert (told["user"]["email"], told["type"], told["asBearer"]) == (shop.email, ["dpop", "dpop"], "invalid_token")
    assert [(each["sub"], each["sid"]) for each in heard] == [(told["claims"]["sub"], told["claims"]["sid"])]


def own_settings(server, client_id, *options) -> None:
    command = [sys.executable, "manage.py", "client", client_id, *options]
    subprocess.run(command, cwd=REPOSITORY, env=server.environment(), check=True, capture_output=True)


def until_heard(page: Page, address: str) -> list[dict]:
    """What the app has been told behind the browser's back, once that is something."""
    deadline = time.monotonic() + 20
    while not (heard := page.request.get(address).json()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return heard


def test_auth_js_signs_in_with_its_cognito_provider(page, node, register, issuer, shop):
    port = free_port()
    client_id, secret = register(f"http://localhost:{port}", callback="auth/callback/cognito", GenerateSecret=True)
    with server_app("auth_js_app.js", port, issuer, client_id, secret) as origin:
        page.goto(f"{origin}/auth/signin")
        page.get_by_role("button", name="Cognito").click()
        sign_in(page, shop)
        page.wait_for_url(f"{origin}/**")
        page.goto(f"{origin}/auth/session")
        session = json.loads(page.inner_text("body"))

    assert (session["user"]["email"], session["hasIdToken"]) == (shop.email, True)
