"""SAML providers as browsers come from them: sign-ins that begin there, sign-outs, and what is told of the pool."""

import base64
import dataclasses
import re
import zlib
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from lxml import etree

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from hostedui.models import BrowserSession, ProviderSession
from pools.actions import saml_certificates
from pools.models import User
from tests.conftest import CALLER
from tests.federation import saml_metadata
from tests.federation.saml_idp import Answer, posted, sign
from tests.federation.test_saml_logout import answer as logout_answer
from tests.federation.test_saml_logout import redirected
from tests.hostedui.conftest import CALLBACK, Browser

pytestmark = pytest.mark.one_database

HERE = "http://localhost:8000"
BYE = "https://shop.example/bye"
LATER = "Invalid samlResponse or relayState from identity provider"


@pytest.fixture
def provider(pool, app):
    app.supported_identity_providers = ["COGNITO", "Corp"]
    app.save()
    details = {"MetadataFile": saml_metadata.simple(), "IDPInit": "true", "IDPSignout": "true"}
    settings = Settings(details, {"email": "email"})
    return identity_providers.create_identity_provider(pool, "Corp", "SAML", settings, caller=CALLER)


@pytest.fixture
def answer(pool):
    return Answer(None, f"{HERE}/saml2/idpresponse", f"urn:amazon:cognito:sp:{pool.id}")


@pytest.fixture
def state(app):
    """What a provider's administrator enters as `RelayState`; keywords replace or, with None, take away."""

    def make(**changes) -> str:
        wanted = {
            "identity_provider": "Corp",
            "client_id": app.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid email",
        } | changes
        return urlencode({name: value for name, value in wanted.items() if value is not None})

    return make


@pytest.fixture
def comes(browser, provider, answer, state):
    """Posts an answer of the provider's, as a browser that comes from its site."""

    def post(relay_state=None, message=None):
        fields = {
            "SAMLResponse": message or answer.signed(),
            "RelayState": state() if relay_state is None else relay_state,
        }
        browser.page = browser.http.post("/saml2/idpresponse", fields)
        return browser

    return post


def sent(location):
    """The parameters of an address, and the SAML message in it."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    return query, etree.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"]), -15))


@pytest.mark.spec("FED-133", "FED-245", "API-251", "FED-132", "API-104", "API-130")
def test_a_sign_in_that_begins_at_the_provider_ends_at_the_app(comes, exchange, trail):
    browser = comes()
    browser.follow()

    claims = jwt.decode(exchange(browser.query["code"]).json()["id_token"], options={"verify_signature": False})
    assert (claims["cognito:username"], claims["email"]) == ("Corp_Carlos@example.com", "carlos@example.com")
    assert claims["identities"][0]["issuer"] == "https://idp.example.com/metadata"
    [event] = trail(name="SAML2Response_POST")
    assert event.sub == claims["sub"]


@pytest.mark.parametrize(
    "changes", [{"identity_provider": None}, {"identity_provider": None, "idp_identifier": "corp"}]
)
@pytest.mark.spec("FED-139")
def test_the_provider_is_known_by_its_own_name_or_an_identifier_too(comes, provider, state, changes):
    identity_providers.update_identity_provider(provider, Settings(identifiers=["corp"]), caller=CALLER)

    browser = comes(state(**changes))
    browser.follow()

    assert "code" in browser.query


def test_an_assertion_serves_once(comes, answer):
    message = answer.signed()
    comes(message=message)

    assert comes(message=message).query["error_description"] == "The SAML assertion was used before."


@pytest.mark.spec("FED-133", "API-281")
def test_where_the_provider_may_not_begin_the_app_is_told(comes, provider):
    details = {"MetadataFile": saml_metadata.simple()}
    identity_providers.update_identity_provider(provider, Settings(details), caller=CALLER)

    query = comes().query

    assert (query["error"], query["error_description"]) == (
        "invalid_request",
        "The identity provider may not begin a sign-in.",
    )
    assert not User.objects.filter(username__startswith="Corp_").exists()


def test_an_answer_that_is_refused_signs_nobody_in(comes, answer):
    query = comes(message=answer.signed(by="other")).query

    assert query["error_description"] == "Response signature is invalid."
    assert not BrowserSession.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "unknown"},
        {"client_id": None},
        {"identity_provider": "Other"},
        {"identity_provider": "COGNITO"},
        {"identity_provider": None, "idp_identifier": "unknown"},
    ],
    ids=range(5),
)
def test_a_state_that_names_no_app_or_provider_leads_to_an_error_page(comes, state, changes):
    browser = comes(state(**changes))

    assert browser.page.status_code == 400
    assert LATER in browser.text


@pytest.mark.parametrize("relay_state", ["", "x" * 10_000, "https://evil.example/", "%00", "k" * 44])
def test_a_state_that_says_nothing_leads_to_an_error_page(comes, relay_state):
    assert comes(relay_state).page.status_code == 400


def test_nothing_leads_to_an_address_that_is_not_registered(comes, answer, state):
    evil = state(redirect_uri="https://evil.example/")

    assert comes(evil).follow().status_code == 400
    assert comes(evil, message=answer.signed(by="other")).page.status_code == 400


@pytest.mark.spec("FED-121", "FED-123", "FED-124", "API-116")
def test_a_sign_out_ends_the_provider_s_session_too(comes, app, trail):
    browser = comes()
    browser.get(f"/logout?client_id={app.client_id}&logout_uri={BYE}")
    assert browser.location.startswith("https://idp.example.com/slo?")
    assert not BrowserSession.objects.exists()
    query, request = sent(browser.location)
    assert request.xpath("string(//*[local-name()='SessionIndex'])") == "_session"

    message = posted(sign(logout_answer(request.get("ID"), f"{HERE}/saml2/logout"), ""))
    browser.page = browser.http.post("/saml2/logout", {"SAMLResponse": message, "RelayState": query["RelayState"]})

    assert browser.follow()["Location"] == BYE
    assert not ProviderSession.objects.exists()
    assert trail(name="SAML2Logout_POST")
    again = browser.http.post("/saml2/logout", {"SAMLResponse": message, "RelayState": query["RelayState"]})
    assert again.status_code == 400


@pytest.mark.spec("FED-123")
def test_an_answer_in_the_address_ends_the_sign_out_as_well(comes, app):
    browser = comes()
    browser.get(f"/logout?client_id={app.client_id}")
    query, request = sent(browser.location)

    encoded = redirected(logout_answer(request.get("ID"), f"{HERE}/saml2/logout"), relay_state=query["RelayState"])
    browser.get(f"/saml2/logout?{encoded}")

    browser.follow()
    assert "You are signed out" in browser.text


@pytest.mark.parametrize("by", ["other", "idp"])
def test_an_answer_of_somebody_else_ends_nothing(comes, app, by):
    browser = comes()
    browser.get(f"/logout?client_id={app.client_id}")
    query, request = sent(browser.location)

    tree = sign(logout_answer(request.get("ID") * (by == "other") or "_other", f"{HERE}/saml2/logout"), "", by=by)
    fields = {"SAMLResponse": posted(tree), "RelayState": query["RelayState"]}
    assert browser.http.post("/saml2/logout", fields).status_code == 400
    assert ProviderSession.objects.exists()


@pytest.mark.spec("FED-124")
def test_without_the_option_a_sign_out_is_ours_alone(comes, app, provider):
    details = {"MetadataFile": saml_metadata.simple(), "IDPInit": "true"}
    identity_providers.update_identity_provider(provider, Settings(details), caller=CALLER)
    browser = comes()

    browser.get(f"/logout?client_id={app.client_id}&logout_uri={BYE}")

    assert browser.location == BYE


@pytest.mark.spec("FED-122")
def test_a_provider_s_administrator_imports_the_pool_s_metadata(browser, pool):
    answer = browser.http.get(f"/saml2/metadata?user_pool_id={pool.id}")

    assert answer["Content-Type"] == "application/samlmetadata+xml"
    text = answer.content.decode()
    assert f"{HERE}/saml2/idpresponse" in text
    assert saml_certificates.get_signing_certificate(pool).certificate[:64] in text
    assert browser.http.get("/saml2/metadata").status_code == 404


def test_the_answer_to_a_request_is_posted_once_more_by_a_page_of_our_own(comes, answer):
    request = dataclasses.replace(answer, request_id="_request")

    browser = comes("k" * 43, request.signed())

    assert browser.page.status_code == 200
    assert 'action="/saml2/idpresponse"' in browser.text
    assert 'name="again" value="1"' in browser.text
    assert "form-action" not in browser.page["Content-Security-Policy"]  # an app's address may be `myapp://`


@pytest.fixture
def sent_out(browser, provider, asks):
    """A browser that the app has sent to the provider, with the request and the state that it carries there."""
    browser.get(asks(identity_provider="Corp"))
    fields = dict(re.findall(r'name="(SAMLRequest|RelayState)" value="([^"]+)"', browser.text))
    request = etree.fromstring(base64.b64decode(fields["SAMLRequest"]))
    return browser, request.get("ID"), fields["RelayState"]


def comes_back(browser, message, key):
    fields = {"SAMLResponse": message, "RelayState": key, "again": "1"}
    browser.page = browser.http.post("/saml2/idpresponse", fields)
    return browser


@pytest.mark.spec("FED-116", "FED-120", "FED-125", "FED-126", "FED-132", "FED-140", "FED-167", "FED-168", "FED-169")
def test_who_was_sent_to_the_provider_comes_back_to_the_app(sent_out, answer, exchange):
    browser, request_id, key = sent_out
    assert "https://idp.example.com/sso" in browser.text

    comes_back(browser, dataclasses.replace(answer, request_id=request_id).signed(), key)

    assert browser.query["state"] == "the state"
    claims = jwt.decode(exchange(browser.query["code"]).json()["id_token"], options={"verify_signature": False})
    assert claims["email"] == "carlos@example.com"
    assert ProviderSession.objects.exists()


@pytest.mark.spec("FED-127")
def test_a_name_in_other_case_is_somebody_else(sent_out, answer, pool, asks):
    browser, request_id, key = sent_out
    answer.request_id = request_id
    comes_back(browser, answer.signed(), key)
    browser.http.cookies.clear()
    browser.get(asks(identity_provider="Corp"))
    fields = dict(re.findall(r'name="(SAMLRequest|RelayState)" value="([^"]+)"', browser.text))
    answer.request_id = etree.fromstring(base64.b64decode(fields["SAMLRequest"])).get("ID")
    answer.name_id = "carlos@example.com"
    comes_back(browser, answer.signed(), fields["RelayState"])

    names = User.objects.filter(pool=pool).values_list("username", flat=True)
    assert sorted(names) == ["Corp_Carlos@example.com", "Corp_carlos@example.com"]


@pytest.mark.spec("API-281", "FED-130", "FED-131")
def test_what_the_provider_says_wrong_is_told_to_the_app(sent_out, answer):
    browser, request_id, key = sent_out
    emoji = {"email": "carlos@example.com", "nick": "\N{GRINNING FACE}"}

    comes_back(browser, dataclasses.replace(answer, request_id=request_id, attributes=emoji).signed(), key)

    assert browser.location.startswith(CALLBACK)
    assert browser.query["error"] == "invalid_request"
    assert "emoji" in browser.query["error_description"]


def test_an_answer_serves_once_and_in_the_browser_that_was_sent(sent_out, answer):
    browser, request_id, key = sent_out
    message = dataclasses.replace(answer, request_id=request_id).signed()

    assert comes_back(Browser(), message, key).page.status_code == 400
    assert "code" in comes_back(browser, message, key).query
    assert comes_back(browser, message, key).page.status_code == 400
