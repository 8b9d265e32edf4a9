"""The launcher of the hosted UI."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from pools.actions import domains
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

FULL = {
    "path": "/login",
    "response_type": "code",
    "redirect_uri": "https://shop.example/callback",
    "scope": ["openid", "email"],
    "state": "s & t",
    "nonce": "n-1",
    "pkce": "on",
    "identity_provider": "COGNITO",
    "idp_identifier": "shop.example",
    "login_hint": "alice@example.com",
    "prompt": ["login", "consent"],
    "max_age": "60",
    "lang": "de",
    "resource": "https://api.example",
    "acr_values": "strong",
}
ASKED = ["prompt", "max_age", "state", "nonce", "lang", "resource", "acr_values", "login_hint", "scope"]
ASKED += ["identity_provider", "idp_identifier", "redirect_uri", "response_type"]


def opened(console, client, **query):
    return console.get(reverse("admin:hosted_ui", args=[client.pool_id, client.client_id]), query)


def parameters(url):
    return {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}


@pytest.mark.spec("CON-193", "API-258", "API-262", "API-263")
def test_the_address_asks_for_what_was_chosen(console, app):
    domains.create_domain(app.pool, "my-shop", caller=CALLER)
    page = opened(console, app, **FULL).context
    asked, challenge = parameters(page["url"]), hashlib.sha256(page["verifier"].encode()).digest()
    chosen = FULL | {"scope": "openid email", "prompt": "login consent"}

    assert page["url"].startswith("http://my-shop.auth.localhost:8000/login?")
    assert {name: asked.pop(name) for name in ASKED} == {name: chosen[name] for name in ASKED}
    assert asked == {
        "client_id": app.client_id,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }


def test_at_first_it_is_what_a_careful_app_would_ask_for(console, app):
    first, second = opened(console, app).context, opened(console, app).context
    asked = parameters(first["url"])

    assert asked.keys() == {
        *("client_id", "response_type", "scope", "redirect_uri", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert asked["state"] != parameters(second["url"])["state"]
    assert first["verifier"] in first["exchange"]


def test_the_hosted_ui_takes_the_address(console, client, app):
    chosen = FULL | {"path": "/oauth2/authorize", "identity_provider": "", "idp_identifier": ""}
    url = urlsplit(opened(console, app, **chosen).context["url"])
    answer = client.get(f"{url.path}?{url.query}", follow=True)

    assert answer.status_code == 200
    assert "alice@example.com" in answer.content.decode()


def test_the_verifier_stays_while_other_choices_change_and_stands_in_no_address(console, app):
    first = opened(console, app, **FULL).context
    second = opened(console, app, **FULL | {"lang": "fr"}).context

    assert first["verifier"] == second["verifier"]
    assert first["verifier"] not in first["url"]


@pytest.mark.parametrize(
    "wrong",
    [{"prompt": ["none", "login"]}, {"max_age": "soon"}, {"redirect_uri": "https://evil.example"}, {"scope": ["x"]}],
    ids=["prompt", "max_age", "redirect_uri", "scope"],
)
def test_what_cannot_be_asked_for_makes_no_address(wrong, console, app):
    page = opened(console, app, **FULL | wrong)

    assert page.status_code == 200
    assert not page.context["url"]
    assert page.context["form"].errors.keys() == wrong.keys()


def test_what_is_missing_is_said_with_a_way_there(console, app):
    app.callback_urls, app.allowed_o_auth_flows = [], []
    app.save()
    page = opened(console, app).content.decode()

    assert "no callback URL" in page
    assert "neither the authorization code grant" in page
    assert reverse("admin:app_client_edit", args=[app.pool_id, app.client_id]) in page
    assert reverse("admin:domain_create", args=[app.pool_id]) in page


def test_who_may_not_change_the_client_is_not_sent_there(console_of, app):
    app.callback_urls = []
    app.save()
    page = opened(console_of("cognito-idp:DescribeUserPoolClient"), app).content.decode()

    assert reverse("admin:app_client_edit", args=[app.pool_id, app.client_id]) not in page
    assert reverse("admin:domain_create", args=[app.pool_id]) not in page


def test_the_ways_out_and_the_pools_documents_are_told(console, app):
    page = opened(console, app)

    assert page.context["sign_out_urls"] == [
        f"http://localhost:8000/logout?client_id={app.client_id}&logout_uri=https%3A%2F%2Fshop.example%2Fbye"
    ]
    assert f"{app.pool.address}/.well-known/jwks.json" in page.content.decode()
