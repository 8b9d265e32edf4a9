"""What an app client's settings mean on the hosted pages."""

import base64
import json

import pytest

from pools.actions import domains
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import CALLBACK, Browser
from tests.pools.signing_in import by_password

pytestmark = pytest.mark.one_database


@pytest.fixture
def update(idp, app):
    def change(**settings):
        given = {
            "CallbackURLs": [CALLBACK],
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid", "email"],
            "SupportedIdentityProviders": ["COGNITO"],
        } | settings
        return idp.update_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id, **given)

    return change


@pytest.mark.spec("APP-157", "CON-192")
def test_a_change_is_there_at_once(browser, asks, update):
    other = "https://other.example/callback"
    assert browser.get(asks("/login", redirect_uri=other)).status_code == 400
    update(CallbackURLs=[other])
    assert browser.get(asks("/login", redirect_uri=other)).status_code == 200
    assert browser.get(asks("/login")).status_code == 400


@pytest.mark.spec("APP-133", "APP-165")
def test_a_bare_scheme_of_an_app_is_led_back_to(browser, asks, alice, update):
    update(CallbackURLs=["myapp://"])
    browser.sign_in("alice", asks("/login", redirect_uri="myapp://"))
    assert browser.location.startswith("myapp://?")
    assert browser.query["code"]


@pytest.mark.spec("APP-134", "CON-180", "FED-38")
@pytest.mark.parametrize(("response_type", "part"), [("code", "query"), ("token", "fragment")])
def test_of_both_grants_the_request_chooses_one(browser, asks, alice, update, response_type, part):
    update(AllowedOAuthFlows=["code", "implicit"])
    browser.sign_in("alice", asks("/authorize", response_type=response_type).replace("/authorize", "/login"))
    assert {"query": "code", "fragment": "access_token"}[part] in getattr(browser, part)


@pytest.mark.spec("FED-38")
@pytest.mark.parametrize("separator", ["+", "%20"])
def test_scopes_are_separated_by_spaces_of_either_spelling(browser, app, alice, exchange, separator):
    scopes = separator.join(["aws.cognito.signin.user.admin", "email", "openid", "profile"])
    where = f"client_id={app.client_id}&response_type=code&redirect_uri=https%3A%2F%2Fshop.example%2Fcallback"
    browser.get(f"/authorize?{where}&scope={scopes}")
    browser.follow()
    browser.fill_in(username="alice", password=PASSWORD)
    payload = exchange(browser.query["code"]).json()["access_token"].split(".")[1]
    granted = json.loads(base64.urlsafe_b64decode(payload + "=="))["scope"]
    assert set(granted.split()) == {"aws.cognito.signin.user.admin", "email", "openid", "profile"}


@pytest.mark.spec("APP-155", "API-73", "FED-42")
def test_custom_challenges_never_start_on_the_pages(browser, asks, pool, alice, update):
    update(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    pool.lambda_config = {"DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:none"}
    pool.save()
    browser.sign_in("alice", asks("/login"))
    assert browser.query["code"]


@pytest.mark.spec("APP-212", "APP-202")
@pytest.mark.parametrize("name", ["auth.shop.example", "login.shop.example"])
def test_a_custom_domain_has_the_sign_in_page(asks, pool, name):
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/of-the-proxy"
    domains.create_domain(pool, name, custom_domain_config={"CertificateArn": arn}, caller=CALLER)
    browser = Browser(name)
    browser.get(asks("/login"))
    assert browser.page.status_code == 200
    assert 'type="password"' in browser.text


@pytest.mark.spec("APP-282")
def test_passkeys_are_bound_to_the_custom_domain_once_there_is_one(idp, pool, app, alice):
    pool.policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    pool.save()
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/of-the-proxy"
    domains.create_domain(pool, "my-shop", caller=CALLER)
    domains.create_domain(pool, "auth.shop.example", custom_domain_config={"CertificateArn": arn}, caller=CALLER)
    token = by_password(idp, app)["AuthenticationResult"]["AccessToken"]
    options = idp.start_web_authn_registration(AccessToken=token)["CredentialCreationOptions"]
    assert options["rp"]["id"] == "auth.shop.example"


@pytest.mark.spec("APP-254")
def test_a_page_offers_no_choice_of_tenants(browser, asks, app, idp, quick_keys):
    idp.create_user_pool(PoolName="another tenant")
    browser.get(asks("/login"))
    assert "another tenant" not in browser.text
    assert "<select" not in browser.text
