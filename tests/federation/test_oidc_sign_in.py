"""A browser that signs in by an OpenID provider, at the hosted UI."""

import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from django.utils import timezone

from federation.details.oidc import discover
from federation.models import FederatedAttempt, IdentityProvider, IdpIdentifier
from federation.protocols import keys
from notifications import outgoing
from pools.models import AuditEvent, User
from tests.federation.conftest import FOUND, ISSUER
from tests.federation.openid import LATE, RESET, OpenIdProvider, key
from tests.hostedui.conftest import CALLBACK, Browser, asks, browser, exchange  # noqa: F401 - fixtures
from tests.triggers.conftest import assign  # noqa: F401 - a fixture

pytestmark = pytest.mark.one_database

WELL_KNOWN = f"{ISSUER}/.well-known/openid-configuration"
HERE = "http://localhost:8000"


@pytest.fixture
def shop(app, corp):
    app.supported_identity_providers = ["COGNITO", "Corp"]
    app.save()
    return app


@pytest.fixture
def provider(shop, monkeypatch) -> OpenIdProvider:
    monkeypatch.setattr(keys, "_known", {})
    return OpenIdProvider(ISSUER).install(monkeypatch)


@pytest.fixture
def leaves(browser, asks, provider):  # noqa: F811
    """Goes to the provider; what it comes back with."""

    def leave(**changes) -> dict[str, str]:
        browser.get(asks(**{"identity_provider": "Corp"} | changes))
        return provider.sent(browser.location)

    return leave


@pytest.fixture
def comes_back(browser, leaves):  # noqa: F811
    """To the provider and back again; what the app is told."""

    def come_back(**changes) -> dict[str, str]:
        browser.get(f"/oauth2/idpresponse?{urlencode(leaves() | changes)}")
        return browser.query

    return come_back


@pytest.mark.spec("FED-90", "FED-100", "FED-175", "API-256", "API-262", "FED-140", "FED-101", "FED-167", "FED-189")
def test_naming_a_provider_leads_there_at_once(browser, leaves, provider, corp):  # noqa: F811
    leaves(login_hint="bob@corp.example", lang="de", prompt="login")

    assert browser.location.startswith(f"{ISSUER}/authorize?")
    expected = {
        "client_id": "poolhouse",
        "redirect_uri": f"{HERE}/oauth2/idpresponse",
        "response_type": "code",
        "scope": "openid email",
        "login_hint": "bob@corp.example",
        "ui_locales": "de",
        "prompt": "login",
        "code_challenge_method": "S256",
    }
    assert expected.items() <= provider.asked.items()
    assert {"state", "nonce", "code_challenge"} <= provider.asked.keys()
    cookie = browser.page.cookies["cognito-fl"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert provider.asked["state"] not in str(FederatedAttempt.objects.values().get())


@pytest.mark.spec("FED-139", "API-263", "FED-141")
def test_so_does_one_of_its_identifiers(browser, leaves):  # noqa: F811
    leaves(identity_provider=None, idp_identifier="corp.example")
    assert browser.location.startswith(f"{ISSUER}/authorize?")


@pytest.mark.spec("FED-43", "FED-84", "FED-86", "FED-89", "FED-92", "FED-168", "FED-170", "FED-171", "FED-217")
@pytest.mark.spec("API-42", "API-103", "API-250", "API-316", "SEC-08", "SEC-23", "SEC-87")
def test_somebody_whom_the_provider_knows_comes_home_with_tokens(comes_back, browser, provider, exchange, idp, pool):  # noqa: F811
    told = comes_back()
    assert browser.location.startswith(CALLBACK)
    assert told["state"] == "the state"

    tokens = exchange(told["code"]).json()
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert claims["cognito:username"] == "Corp_Bob-1"
    assert claims["cognito:groups"] == [f"{pool.id}_Corp"]
    assert (claims["email"], claims["email_verified"]) == ("bob@corp.example", False)
    assert claims["nonce"] == provider.asked["nonce"]
    assert {"at_hash", "origin_jti"} <= claims.keys()
    [identity] = claims["identities"]
    assert (identity["userId"], identity["providerName"], identity["primary"]) == ("Bob-1", "Corp", "true")
    access = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    assert access["username"] == "Corp_Bob-1"
    assert exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()["access_token"]

    [(_, headers, form)] = provider.requests_to("/token")
    assert headers["User-Agent"] == "Amazon/Cognito"
    assert "Authorization" not in headers
    assert (form["client_id"], form["client_secret"], form["code"]) == ("poolhouse", "corp-secret", "the-code")
    assert form["redirect_uri"] == f"{HERE}/oauth2/idpresponse"
    assert form["code_verifier"]
    [(method, headers, _)] = provider.requests_to("/userinfo")
    assert (method, headers["Authorization"]) == ("GET", "Bearer the-access-token")
    event = AuditEvent.objects.get(name="OAuth2Response_GET")
    assert (event.detail["provider"], event.error) == ("Corp", "")


@pytest.mark.spec("TRG-49", "TRG-68")
def test_a_function_has_its_say_on_the_tokens_of_each_sign_in(comes_back, browser, assign, exchange, shop):  # noqa: F811
    function = assign("PreTokenGeneration")
    for _each in ("the first", "a later one"):
        exchange(comes_back()["code"])

    assert function.sources == ["TokenGeneration_HostedAuth"] * 2


@pytest.mark.spec("FED-189", "FED-85")
def test_user_info_is_asked_for_by_post_where_it_is_so_set_up(comes_back, provider, corp):
    corp.details |= {"attributes_request_method": "POST"}
    corp.attribute_mapping = {"name": "name"}
    corp.save()
    comes_back()

    assert [method for method, _, _ in provider.requests_to("/userinfo")] == ["POST"]
    assert User.objects.get(username="Corp_Bob-1").attributes["name"] == "Bob"


def test_the_session_in_the_browser_is_the_pools(comes_back, browser, asks):  # noqa: F811
    comes_back()
    assert "code" in browser.get(asks()).headers["Location"]


def test_a_nonce_of_the_apps_own_is_the_one_it_gets(leaves, browser, exchange, provider):  # noqa: F811
    browser.get(f"/oauth2/idpresponse?{urlencode(leaves(nonce='of the app'))}")
    tokens = exchange(browser.query["code"]).json()
    assert provider.asked["nonce"] != "of the app"
    assert jwt.decode(tokens["id_token"], options={"verify_signature": False})["nonce"] == "of the app"


@pytest.mark.spec("FED-91")
def test_who_comes_too_late_is_told_so_on_the_sign_in_page(leaves, browser):  # noqa: F811
    answer = leaves()
    FederatedAttempt.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    browser.get(f"/oauth2/idpresponse?{urlencode(answer)}")

    assert urlsplit(browser.location).path == "/login"
    browser.follow()
    assert "Something went wrong" in browser.text
    assert "Continue with Corp" in browser.text


@pytest.mark.spec("FED-91")
def test_an_answer_serves_once_and_in_the_browser_that_asked_for_it(leaves, browser, provider):  # noqa: F811
    answer = urlencode(leaves())
    stranger = Browser()
    stranger.get(f"/oauth2/idpresponse?{answer}")
    assert stranger.page.status_code == 400
    assert "Something went wrong" in stranger.text
    assert provider.requests == []

    browser.get(f"/oauth2/idpresponse?{answer}")
    assert "code" in browser.query
    assert browser.get(f"/oauth2/idpresponse?{answer}").status_code == 400
    assert browser.get("/oauth2/idpresponse?state=%00&code=x").status_code == 400


def test_two_tabs_do_not_end_each_other(leaves, browser, provider):  # noqa: F811
    first, asked_first = leaves(), provider.asked
    browser.get(f"/oauth2/idpresponse?{urlencode(leaves())}")
    assert "code" in browser.query
    provider.asked = asked_first
    browser.get(f"/oauth2/idpresponse?{urlencode(first)}")
    assert "code" in browser.query


TOKEN, USERINFO, KEYS = "/token", "/userinfo", "/keys"


@pytest.mark.spec("API-281", "API-282", "API-283", "API-284", "API-286", "API-287")
@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        (TOKEN, LATE, "Timeout occurred in calling IdP token endpoint"),
        (KEYS, LATE, "error_description=Timeout in calling jwks uri"),
        (USERINFO, LATE, "Read timed out"),
        (TOKEN, RESET, "Connection reset"),
        (USERINFO, RESET, "Connection reset"),
        (TOKEN, (400, {"error": "invalid_grant"}), "Corp Error - 400 error getting token"),
        (TOKEN, (503, "<html>"), "Corp Error - 503 error getting token"),
        (TOKEN, (200, []), "Corp Error - 200 error getting token"),
        (TOKEN, (200, {"access_token": "a"}), "Bad id_token in response from IdP"),
        (TOKEN, (200, {"access_token": "a", "id_token": "x.y"}), "Bad id_token in response from IdP"),
        (USERINFO, (500, {}), "Corp Error - 500 error getting user info"),
        (USERINFO, (200, {"sub": "Eve"}), "User info of another subject in response from IdP"),
        (KEYS, (200, {"keys": "none"}), "The identity provider's jwks uri has no keys"),
        (KEYS, (200, {"keys": []}), "Unable to find the key of the id_token"),
    ],
    ids=range(14),
)
def test_a_provider_that_fails_is_told_of_to_the_app(comes_back, browser, provider, path, answer, words):  # noqa: F811
    provider.answers[path] = answer
    told = comes_back()

    assert browser.page.status_code == 302
    assert browser.location.startswith(CALLBACK)
    assert (told["error"], told["error_description"], told["state"]) == ("invalid_request", words, "the state")
    assert not User.objects.filter(username="Corp_Bob-1").exists()
    assert AuditEvent.objects.get(name="OAuth2Response_GET").error == "NotAuthorizedException"


@pytest.mark.spec("TRG-10", "TRG-278")
def test_the_app_is_told_what_a_function_has_against_the_user(comes_back, assign, shop):  # noqa: F811
    assign("PreSignUp").throws("Not from there")

    told = comes_back()

    assert told["error"] == "invalid_request"
    assert told["error_description"] == "PreSignUp failed with error Not from there."


@pytest.mark.spec("FED-174")
@pytest.mark.parametrize(
    "changes",
    [
        {"claims": {"iss": "https://login.other.example"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": ["poolhouse", "another"]}},
        {"claims": {"azp": "another"}},
        {"claims": {"exp": 1}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"claims": {"sub": ["Bob-1"]}},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"at_hash": "another"}},
        {"claims": {"iat": 4_000_000_000}},
        {"signing_key": "other"},
        {"algorithm": "PS256"},
        {"algorithm": "HS256", "signing_key": "another-secret"},
        {"algorithm": "none", "signing_key": None},
        {"header": {"kid": "key-2"}},
    ],
    ids=str,
)
def test_an_id_token_that_is_not_for_us_now_opens_nothing(comes_back, provider, changes):
    vars(provider).update(changes | ({"signing_key": key("other")} if changes.get("signing_key") == "other" else {}))
    told = comes_back()

    assert told["error"] == "invalid_request"
    assert "code" not in told
    assert not User.objects.filter(username="Corp_Bob-1").exists()


@pytest.mark.spec("FED-174")
def test_a_token_signed_with_our_secret_is_good(comes_back, provider):
    provider.algorithm, provider.signing_key = "HS256", "corp-secret"
    assert "code" in comes_back()


def test_a_new_key_is_looked_for_once_the_old_ones_do_not_fit(comes_back, provider, monkeypatch):
    monkeypatch.setitem(keys._known, f"{ISSUER}/keys", (0.0, [{"kid": "old", "kty": "RSA"}]))
    monkeypatch.setattr(keys.time, "monotonic", lambda: 60.0)
    assert "code" in comes_back()
    assert len(provider.requests_to("/keys")) == 1
    assert "code" in comes_back()
    assert len(provider.requests_to("/keys")) == 1


@pytest.mark.parametrize("issuer", ["https://login.other.example", ""])
def test_an_answer_of_another_provider_is_not_taken_for_this_ones(comes_back, provider, issuer):
    told = comes_back(iss=issuer)
    assert told["error_description"] == "The answer is of another identity provider"
    assert provider.requests == []


@pytest.mark.spec("API-281")
def test_what_the_provider_says_instead_of_a_code_is_passed_on(comes_back, provider):
    told = comes_back(error="access_denied", error_description="Bob said\r\nno")
    assert (told["error"], told["error_description"]) == ("invalid_request", "Bob saidno")
    assert provider.requests == []


def test_an_app_that_wants_no_page_shown_hears_that_one_is_needed(leaves, browser):  # noqa: F811
    answer = leaves(prompt="none") | {"error": "login_required"}
    browser.get(f"/oauth2/idpresponse?{urlencode(answer)}")
    assert browser.query["error"] == "login_required"


@pytest.mark.spec("API-262", "FED-94")
@pytest.mark.parametrize("names", [["COGNITO"], ["COGNITO", "Gone"]])
def test_a_provider_that_the_client_does_not_name_is_not_asked(shop, leaves, browser, asks, names):  # noqa: F811
    answer = leaves()
    shop.supported_identity_providers = names
    shop.save()
    browser.get(f"/oauth2/idpresponse?{urlencode(answer)}")
    assert browser.query["error_description"] == "The identity provider is not enabled for this client."
    browser.get(asks(identity_provider="Corp"))
    assert browser.query["error_description"] == "The identity provider is not enabled for this client."


def test_the_account_pages_are_reached_by_a_provider_too(shop, browser, provider):  # noqa: F811
    page = browser.get(f"/login?client_id={shop.client_id}&account=security").content.decode()
    [address] = [
        part.split('"')[0].replace("&amp;", "&") for part in page.split('href="') if "identity_provider" in part
    ]
    browser.get(address)
    browser.get(f"/oauth2/idpresponse?{urlencode(provider.sent(browser.location))}")

    assert urlsplit(browser.location).path == "/account/security"
    assert browser.follow().status_code == 200
    assert "New password" not in browser.text


def test_the_account_pages_sign_in_page_tells_of_a_refusal(shop, browser, provider):  # noqa: F811
    browser.get(f"/oauth2/authorize?client_id={shop.client_id}&account=security&identity_provider=Corp")
    answer = provider.sent(browser.location) | {"error": "access_denied"}
    browser.get(f"/oauth2/idpresponse?{urlencode(answer)}")
    assert urlsplit(browser.location).path == "/login"
    browser.follow()
    assert "Something went wrong at the identity provider" in browser.text


@pytest.mark.spec("API-325", "API-105", "FED-145")
def test_an_address_typed_in_leads_to_the_provider_of_its_domain(browser, asks, provider):  # noqa: F811
    browser.get(asks("/login"))
    browser.fill_in(username="bob@corp.example", password="x")
    assert parse_qs(urlsplit(browser.location).query)["identity_provider"] == ["Corp"]
    assert AuditEvent.objects.filter(name="CognitoAuthentication").count() == 0


def test_a_form_of_the_sign_in_page_may_lead_to_a_provider(browser, asks, provider, shop):  # noqa: F811
    shop.callback_urls = ["myapp://home"]
    shop.save()
    browser.get(asks("/login", redirect_uri="myapp://home"))
    assert "form-action 'self' myapp: https:" in browser.page.headers["Content-Security-Policy"]


def test_a_provider_that_always_names_itself_has_to(comes_back, provider, corp, outside, monkeypatch):
    outside.pages[WELL_KNOWN] = FOUND | {"authorization_response_iss_parameter_supported": True}
    with monkeypatch.context() as patch:
        patch.setattr(outgoing, "get", outside.get)
        corp.derived |= discover(ISSUER)
    corp.save()
    assert comes_back()["error_description"] == "The answer is of another identity provider"
    assert "code" in comes_back(iss=ISSUER)


@pytest.fixture
def companies(pool, shop):
    """Two SAML providers with a domain each, for a client without users of its own."""
    rows = [IdentityProvider(pool=pool, name=name, kind="SAML", sealed_secrets=b"") for name in ("Acme", "Bolt")]
    IdentityProvider.objects.bulk_create(rows)
    known = [IdpIdentifier(pool=pool, provider=row, identifier=f"{row.name.lower()}.example") for row in rows]
    IdpIdentifier.objects.bulk_create(known)
    shop.supported_identity_providers = ["Acme", "Bolt"]
    shop.save()
    return rows


@pytest.mark.spec("FED-143", "FED-145", "FED-141")
def test_where_each_saml_provider_has_a_domain_an_address_is_asked_for(browser, asks, companies):  # noqa: F811
    browser.get(asks("/login"))
    assert 'type="email"' in browser.text
    assert 'type="password"' not in browser.text
    assert "Continue with" not in browser.text

    browser.fill_in(username="bob@BOLT.example")
    assert parse_qs(urlsplit(browser.location).query)["identity_provider"] == ["Bolt"]
    browser.get(asks("/login"))
    browser.fill_in(username="bob@else.example")
    assert "We know no place to sign in for this address." in browser.text


@pytest.mark.spec("FED-142", "FED-144")
@pytest.mark.parametrize("names", [["Acme"], ["Acme", "Bolt"]])
def test_one_saml_provider_or_one_without_a_domain_has_buttons(browser, asks, companies, shop, names):  # noqa: F811
    IdpIdentifier.objects.filter(identifier="bolt.example").delete()
    shop.supported_identity_providers = names
    shop.save()
    browser.get(asks("/login"))
    assert browser.text.count("Continue with") == len(names)
    assert 'type="email"' not in browser.text


def test_who_types_an_address_need_not_type_a_password(browser, asks, provider):  # noqa: F811
    browser.get(asks("/login"))
    browser.fill_in(username="bob@corp.example", password="")
    assert parse_qs(urlsplit(browser.location).query)["identity_provider"] == ["Corp"]


def test_a_client_without_users_of_its_own_takes_no_password(browser, asks, provider, shop, alice):  # noqa: F811
    shop.supported_identity_providers = ["Corp"]
    shop.save()
    browser.get(asks("/login"))
    browser.http.enforce_csrf_checks = browser.http.handler.enforce_csrf_checks = False
    browser.page = browser.http.post(asks("/login"), {"username": "alice", "password": "Correct-Horse-1"})
    assert browser.page.status_code == 400


@pytest.mark.spec("FED-254")
@pytest.mark.parametrize(("acr", "level"), [("strong", 3), ("weak", 1), ("unheard-of", 1), (None, 1)])
def test_levels_are_translated_outward_and_inward(leaves, browser, provider, corp, exchange, acr, level):  # noqa: F811
    corp.acr_mapping = {"Level1": "weak", "Level3": "strong"}
    corp.save()
    provider.claims["acr"] = acr
    answer = leaves(acr_values="urn:cognito:loa:3 urn:cognito:loa:4")
    assert provider.asked["acr_values"] == "strong"
    browser.get(f"/oauth2/idpresponse?{urlencode(answer)}")

    claims = jwt.decode(exchange(browser.query["code"]).json()["id_token"], options={"verify_signature": False})
    assert claims["acr"] == f"urn:cognito:loa:{level}"
    assert not claims.get("amr")


@pytest.mark.spec("TRG-68", "TRG-69")
def test_the_tokens_function_is_asked_at_each_sign_in(comes_back, assign, exchange):  # noqa: F811
    asked = assign("PreTokenGeneration")
    exchange(comes_back()["code"])
    exchange(comes_back()["code"])
    assert asked.sources == ["TokenGeneration_HostedAuth"] * 2
    assert asked.events[0]["userName"] == "Corp_Bob-1"
