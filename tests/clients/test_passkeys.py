"""Passkeys in a real browser, with Chromium's virtual authenticator in the place of a finger on a sensor."""

import json

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from playwright.sync_api import Page

from tests.clients.conftest import REGION, make_shop

pytestmark = [pytest.mark.server, pytest.mark.browser]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
CREATE = """async options => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({publicKey})).toJSON();
}"""
GET = """async options => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({publicKey})).toJSON();
}"""


@pytest.fixture
def shop(remote_idp):
    """A shop whose customers may sign in with passkeys, where Alice has signed in with her password."""
    shop = make_shop(remote_idp)
    policies = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
    remote_idp.update_user_pool(UserPoolId=shop.pool_id, Policies=policies, AutoVerifiedAttributes=["email"])
    remote_idp.update_user_pool_client(
        UserPoolId=shop.pool_id, ClientId=shop.client_id, ExplicitAuthFlows=["ALLOW_USER_AUTH"]
    )
    return shop


@pytest.fixture
def app(server):
    """The SDK without a key of its own, as apps have it."""
    config = Config(signature_version=UNSIGNED)
    return boto3.client("cognito-idp", endpoint_url=server.url, region_name=REGION, config=config)


@pytest.fixture
def authenticator(page: Page, server):
    """A page of the product in a browser that has an authenticator; gives the browser's session and the id of it."""
    page.goto(server.url)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return devtools, {"authenticatorId": added["authenticatorId"]}


@pytest.fixture
def access_token(app, shop):
    parameters = {"USERNAME": shop.username, "PREFERRED_CHALLENGE": "PASSWORD", "PASSWORD": shop.password}
    return _start(app, shop, parameters)["AuthenticationResult"]["AccessToken"]


@pytest.fixture
def registered(app, page, authenticator, access_token):
    started = app.start_web_authn_registration(AccessToken=access_token)
    credential = page.evaluate(CREATE, started["CredentialCreationOptions"])
    app.complete_web_authn_registration(AccessToken=access_token, Credential=credential)
    return credential


def _start(app, shop, parameters):
    return app.initiate_auth(ClientId=shop.client_id, AuthFlow="USER_AUTH", AuthParameters=parameters)


def _ask(app, shop):
    return _start(app, shop, {"USERNAME": shop.username, "PREFERRED_CHALLENGE": "WEB_AUTHN"})


def _answer(app, shop, challenge, credential):
    return app.respond_to_auth_challenge(
        ClientId=shop.client_id,
        ChallengeName="WEB_AUTHN",
        ChallengeResponses={"USERNAME": shop.username, "CREDENTIAL": json.dumps(credential)},
        Session=challenge["Session"],
    )


def _options(challenge):
    return json.loads(challenge["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"])


@pytest.mark.spec("API-354", "API-361", "API-363")
def test_a_browser_registers_a_passkey_and_signs_in_with_it(app, shop, page, registered):
    challenge = _ask(app, shop)
    credential = page.evaluate(GET, _options(challenge))
    tokens = _answer(app, shop, challenge, credential)["AuthenticationResult"]

    assert app.get_user(AccessToken=tokens["AccessToken"])["Username"] == shop.username


def test_the_browser_keeps_the_passkey_under_the_users_name(authenticator, registered, shop):
    devtools, which = authenticator
    kept = devtools.send("WebAuthn.getCredentials", which)["credentials"]

    assert [(each["rpId"], each["userName"]) for each in kept] == [("localhost", shop.username)]


def test_the_passkey_is_listed_and_counts_its_uses(app, shop, page, registered, access_token):
    challenge = _ask(app, shop)
    _answer(app, shop, challenge, page.evaluate(GET, _options(challenge)))
    listed = app.list_web_authn_credentials(AccessToken=access_token)["Credentials"]

    assert [each["CredentialId"] for each in listed] == [registered["id"]]
    assert listed[0]["AuthenticatorTransports"] == ["internal"]
    assert app.get_user_auth_factors(AccessToken=access_token)["ConfiguredUserAuthFactors"] == ["PASSWORD", "WEB_AUTHN"]


def test_a_registered_authenticator_is_not_registered_twice(app, page, registered, access_token):
    started = app.start_web_authn_registration(AccessToken=access_token)
    with pytest.raises(Exception, match="InvalidStateError"):
        page.evaluate(CREATE, started["CredentialCreationOptions"])


def test_a_deleted_passkey_signs_nobody_in(app, shop, page, registered, access_token):
    challenge = _ask(app, shop)
    credential = page.evaluate(GET, _options(challenge))
    app.delete_web_authn_credential(AccessToken=access_token, CredentialId=registered["id"])
    with pytest.raises(app.exceptions.NotAuthorizedException):
        _answer(app, shop, challenge, credential)

    assert _ask(app, shop)["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]
