"""A SAML provider that we did not write, with everything signed that can be and its assertions encrypted."""

import os
import subprocess
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests

from tests import product
from tests.clients.conftest import NODE_FOLDER
from tests.federation.signing import pair
from tests.machine import install_packages

pytestmark = [pytest.mark.server, pytest.mark.node, pytest.mark.browser, pytest.mark.one_database]

EMAIL = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


@pytest.fixture
def provider(server, shop):
    """The address of a running samlp, which has read what the pool is."""
    install_packages(NODE_FOLDER)
    port = product.free_port()
    url, environment = (
        f"http://localhost:{port}",
        os.environ
        | {
            "IDP_KEY": pair("idp").key_pem,
            "IDP_CERTIFICATE": pair("idp").certificate_pem,
        },
    )
    command = ["node", "saml_provider.js", str(port), f"{server.url}/saml2/metadata?user_pool_id={shop.pool_id}"]
    with subprocess.Popen(command, cwd=NODE_FOLDER, env=environment) as process:
        product.wait_until_answering(f"{url}/metadata", process, 30)
        yield url
        process.terminate()


@pytest.mark.spec("FED-116", "FED-120", "FED-121", "FED-122", "FED-123", "FED-124", "FED-125", "FED-132", "FED-140")
@pytest.mark.spec("FED-157", "FED-158", "FED-167", "FED-168", "FED-245", "API-251")
def test_a_person_signs_in_at_the_provider_and_out_of_both(server, provider, shop, remote_idp, page):
    callback, bye = f"{provider}/app/callback", f"{provider}/app/bye"  # pages that are not found will do
    remote_idp.create_identity_provider(
        UserPoolId=shop.pool_id,
        ProviderName="Corp",
        ProviderType="SAML",
        ProviderDetails={
            "MetadataURL": f"{provider}/metadata",
            "IDPSignout": "true",
            "EncryptedResponses": "true",
            "RequestSigningAlgorithm": "rsa-sha256",
        },
        AttributeMapping={"email": EMAIL},
    )
    client = remote_idp.create_user_pool_client(
        UserPoolId=shop.pool_id,
        ClientName="corporate",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[callback],
        LogoutURLs=[bye],
        SupportedIdentityProviders=["COGNITO", "Corp"],
    )["UserPoolClient"]
    asked = {"client_id": client["ClientId"], "redirect_uri": callback, "response_type": "code", "state": "mine"}

    page.goto(f"{server.url}/oauth2/authorize?{urlencode(asked | {'identity_provider': 'Corp'})}")
    page.wait_for_url(f"{provider}/sso")
    page.fill("[name=who]", "Carlos")
    page.click("text=Sign in")
    page.wait_for_url(f"{callback}**")

    told = parse_qs(urlsplit(page.url).query)
    assert told["state"] == ["mine"]
    body = {"grant_type": "authorization_code", "code": told["code"][0]} | asked
    tokens = requests.post(f"{server.url}/oauth2/token", data=body).json()
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (claims["cognito:username"], claims["email"]) == ("Corp_Carlos", "carlos@corp.example")
    assert claims["identities"][0]["providerType"] == "SAML"

    page.goto(f"{server.url}/logout?{urlencode({'client_id': client['ClientId'], 'logout_uri': bye})}")
    page.wait_for_url(bye)
    page.goto(f"{server.url}/oauth2/authorize?{urlencode(asked)}")
    assert urlsplit(page.url).path == "/login"
