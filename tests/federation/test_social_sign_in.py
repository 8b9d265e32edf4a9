"""A browser that signs in by one of the four social providers, which are as far as their endpoints here."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.protocols import keys
from pools.models import User
from tests.conftest import CALLER
from tests.federation.openid import OpenIdProvider
from tests.hostedui.conftest import CALLBACK, asks, browser, exchange  # noqa: F401 - fixtures

pytestmark = pytest.mark.one_database

CREDENTIALS = {"client_id": "id-1", "client_secret": "secret-1"}


@pytest.fixture
def signs_in(pool, app, browser, asks, monkeypatch):  # noqa: F811
    """Sets a social provider up, signs somebody in there, and has the browser come back with the answer."""
    monkeypatch.setattr(keys, "_known", {})

    def sign_in(kind, details, mapping, answers, *, claims=None, answer=None) -> OpenIdProvider:
        settings = Settings(details=details, attribute_mapping=mapping)
        row = identity_providers.create_identity_provider(pool, kind, kind, settings, caller=CALLER)
        app.supported_identity_providers = [kind]
        app.save()
        provider = OpenIdProvider(row.derived.get("issuer", ""), client_id="id-1").install(monkeypatch)
        provider.claims |= claims or {}
        browser.get(asks(identity_provider=kind))
        provider.address = browser.location
        came_back = provider.sent(browser.location) | (answer or {})
        content = {path: content(provider) if callable(content) else content for path, content in answers.items()}
        provider.answers = {path: each if isinstance(each, tuple) else (200, each) for path, each in content.items()}
        if answer is None:
            browser.get(f"/oauth2/idpresponse?{urlencode(came_back)}")
        else:
            browser.http.enforce_csrf_checks = True
            browser.page = browser.http.post("/oauth2/idpresponse", came_back)
        return provider

    return sign_in


def keys_of(provider):
    return provider.keys()


def tokens_of(provider):
    return provider.token()


def attributes_of(username: str) -> dict[str, str]:
    return User.objects.get(username=username).attributes


@pytest.mark.spec("FED-95", "FED-98", "FED-107", "FED-190", "API-316", "FED-80", "FED-194")
def test_google_is_believed_by_its_id_token_and_asked_for_what_is_mapped_beside(signs_in, browser):  # noqa: F811
    provider = signs_in(
        "Google",
        CREDENTIALS | {"authorize_scopes": "profile email openid"},
        {"email": "email", "email_verified": "email_verified", "profile": "birthdays", "name": "names"},
        {
            "/oauth2/v4/token": tokens_of,
            "/oauth2/v3/certs": keys_of,
            "/v1/people/me": {
                "names": [{"displayName": "B."}, {"metadata": {"primary": True}, "displayName": "Bob"}],
                "birthdays": [{"date": {"year": 2001}}],
            },
        },
        claims={"iss": "accounts.google.com", "email_verified": True},
    )

    assert "code" in browser.query
    assert provider.address.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert (provider.asked["scope"], provider.asked["code_challenge_method"]) == ("profile email openid", "S256")
    told = attributes_of("Google_Bob-1")
    assert (told["email"], told["email_verified"], told["name"]) == ("bob@corp.example", "true", "Bob")
    assert told["profile"] == '{"date":{"year":2001}}'


@pytest.mark.spec("API-285", "API-284")
@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("Google", "/oauth2/v4/token", "Google Error - 400 invalid_grant"),
        ("LoginWithAmazon", "/auth/o2/token", "LoginWithAmazon Error - 400 error getting token"),
    ],
)
def test_an_error_is_told_in_the_providers_way(signs_in, browser, kind, path, words):  # noqa: F811
    details = CREDENTIALS | {"authorize_scopes": "profile"}
    signs_in(kind, details, {"email": "email"}, {path: (400, {"error": "invalid_grant"})})
    assert browser.query["error_description"] == words


@pytest.mark.spec("FED-96", "FED-98", "FED-99", "FED-190", "API-316")
def test_facebook_is_asked_for_the_mapped_fields(signs_in, browser):  # noqa: F811
    provider = signs_in(
        "Facebook",
        CREDENTIALS | {"authorize_scopes": "public_profile, email", "api_version": "v17.0"},
        {"email": "email", "name": "name"},
        {
            "/v17.0/oauth/access_token": {"access_token": "a"},
            "/v17.0/me": {"id": "77", "email": "bob@corp.example", "name": "Bob"},
        },
    )

    assert "code" in browser.query
    assert provider.address.startswith("https://www.facebook.com/v17.0/dialog/oauth?")
    assert provider.asked["scope"] == "public_profile,email"
    assert "nonce" not in provider.asked
    assert attributes_of("Facebook_77")["name"] == "Bob"
    [(_, headers, _)] = provider.requests_to("/v17.0/me")
    assert headers["Authorization"] == "Bearer a"
    [url] = [url for url in provider.urls if "/me?" in url]
    query = parse_qs(urlsplit(url).query)
    assert query["fields"] == ["email,id,name"]
    assert len(query["appsecret_proof"][0]) == 64


@pytest.mark.spec("FED-95", "FED-98", "FED-190", "API-316")
def test_amazon_tells_by_its_profile(signs_in, browser):  # noqa: F811
    provider = signs_in(
        "LoginWithAmazon",
        CREDENTIALS | {"authorize_scopes": "profile postal_code"},
        {"email": "email"},
        {"/auth/o2/token": {"access_token": "a"}, "/user/profile": {"user_id": "amzn1.x", "email": "b@c.example"}},
    )

    assert "code" in browser.query
    assert (provider.asked["scope"], "code_challenge" in provider.asked) == ("profile postal_code", True)
    assert attributes_of("LoginWithAmazon_amzn1.x")["email"] == "b@c.example"


@pytest.mark.parametrize("profile", [{}, {"user_id": 7}, [], {"user_id": ""}])
def test_a_profile_of_nobody_opens_nothing(signs_in, browser, profile):  # noqa: F811
    answers = {"/auth/o2/token": {"access_token": "a"}, "/user/profile": profile}
    signs_in("LoginWithAmazon", CREDENTIALS | {"authorize_scopes": "profile"}, {"email": "email"}, answers)
    assert browser.query["error_description"] == "The identity provider did not say who that is"


@pytest.mark.spec("FED-97", "FED-98", "FED-190", "FED-102", "API-103")
def test_apple_posts_its_answer_and_is_shown_a_signed_secret(signs_in, browser):  # noqa: F811
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    details = {"client_id": "id-1", "team_id": "TEAM", "key_id": "KEY", "private_key": pem}
    user = json.dumps({"name": {"firstName": "Bob", "lastName": "Bee"}, "email": "evil@corp.example"})
    provider = signs_in(
        "SignInWithApple",
        details | {"authorize_scopes": "email name"},
        {"email": "email", "name": "name", "given_name": "firstName"},
        {"/auth/token": tokens_of, "/auth/keys": keys_of},
        answer={"user": user},
    )

    assert (provider.asked["response_mode"], provider.asked["scope"]) == ("form_post", "email name")
    assert "code_challenge" not in provider.asked
    assert browser.page.status_code == 200  # our own page, which posts it once more, with the cookie
    browser.address = "/oauth2/idpresponse"
    fields = {"code": "the-code", "state": provider.asked["state"], "user": user, "again": "1"}
    assert all(f'name="{name}"' in browser.text for name in fields)
    browser.page = browser.http.post("/oauth2/idpresponse", fields)

    assert browser.location.startswith(CALLBACK)
    told = attributes_of("SignInWithApple_Bob-1")
    assert (told["email"], told["name"], told["given_name"]) == ("bob@corp.example", "Bob Bee", "Bob")
    [(_, _, form)] = provider.requests_to("/auth/token")
    claims = jwt.decode(form["client_secret"], private.public_key(), ["ES256"], audience="https://appleid.apple.com")
    assert (claims["iss"], claims["sub"]) == ("TEAM", "id-1")
    assert jwt.get_unverified_header(form["client_secret"])["kid"] == "KEY"


def test_a_key_of_apples_that_cannot_be_read_is_told_of(signs_in, browser):  # noqa: F811
    details = {"client_id": "id-1", "team_id": "TEAM", "key_id": "KEY", "private_key": "none"}
    signs_in("SignInWithApple", details | {"authorize_scopes": "email"}, {"email": "email"}, {})
    assert "private key" in browser.query["error_description"]
