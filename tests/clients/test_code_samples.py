"""The code that the console writes for an app client, run as it stands against the product that wrote it."""

import html
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import product
from tests.clients.conftest import CALLBACK, NODE_FOLDER, PASSWORD
from tests.clients.visitor import Visitor

pytestmark = [pytest.mark.server, pytest.mark.one_database]

SCRIPTS = ["aws-cli", "curl"]
NODE = ["amplify", "amazon-cognito-identity-js", "oidc-client-ts", "openid-client"]


@pytest.fixture(scope="module")
def code(server, tmp_path_factory):
    """Copies the files of a sample out of the console's page into a folder, and says which."""
    console = Visitor(server.url)
    console.open(f"{server.url}/admin/")
    console.submit(username="admin", password=product.ADMIN_PASSWORD)
    folder = tmp_path_factory.mktemp("samples")
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "node_modules").symlink_to(NODE_FOLDER / "node_modules")

    def copy(shop, name):
        console.open(f"{server.url}/admin/user-pools/{shop.pool_id}/app-clients/{shop.client_id}/code/?for={name}")
        (folder / name).mkdir(exist_ok=True)
        for file, text in re.findall(
            r'<pre[^>]*aria-label="([^"]+)"><code>(.*?)</code></pre>', console.text, re.DOTALL
        ):
            (folder / name / file).write_text(html.unescape(text))
        return folder / name

    return copy


@pytest.fixture(scope="module")
def secret_shop(remote_idp, shop):
    """The same pool, by an app client with a secret; and the secret."""
    made = remote_idp.create_user_pool_client(
        UserPoolId=shop.pool_id,
        ClientName="server",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    return type(shop)(shop.pool_id, made["ClientId"]), made["ClientSecret"]


@pytest.fixture(params=["public", "confidential"])
def who(request, shop, secret_shop, monkeypatch):
    """An app client of each kind; what is secret stands in the environment."""
    monkeypatch.setenv("COGNITO_CLIENT_SECRET", secret_shop[1])
    monkeypatch.setenv("FLASK_SECRET_KEY", "of this test")
    return {"public": shop, "confidential": secret_shop[0]}[request.param]


def come_back(server, url, shop) -> str:
    """Where the hosted pages send who signs in there."""
    visitor = Visitor(server.url)
    visitor.open(url)
    visitor.submit(username=shop.username, password=shop.password)
    return visitor.address


def test_boto3_signs_in_and_reads(code, who):
    sample = runpy.run_path(str(code(who, "boto3") / "auth.py"))
    tokens = sample["sign_in"](who.username, who.password)

    assert sample["attributes"](tokens["AccessToken"])["email"] == who.email


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_sign_in(name, code, who):
    own = {"USERNAME": who.username, "PASSWORD": PASSWORD, "AWS_CONFIG_FILE": os.devnull}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    script = code(who, name) / "sign-in.sh"
    answer = subprocess.run(
        ["/bin/sh", script], env=os.environ | own | {"PATH": path}, check=True, capture_output=True, text=True
    )

    assert json.loads(answer.stdout)["AuthenticationResult"]["IdToken"]


def test_authlib_signs_in_by_the_hosted_pages(code, who, server):
    app = runpy.run_path(str(code(who, "authlib") / "app.py"))["app"].test_client()
    back = urlsplit(come_back(server, app.get("/login").location, who))
    app.get(f"{back.path}?{back.query}")

    assert app.get("/").json["email"] == who.email


@pytest.mark.node
def test_node_signs_in_by_the_api_and_by_the_hosted_pages(code, node, server, shop):
    folder, *_ = [code(shop, name).parent for name in NODE]
    told = node("samples.js", str(folder), "sign-in", shop.username, shop.password)
    pending = told["openid"]
    claims = node("samples.js", str(folder), "come-back", come_back(server, pending["url"], shop), json.dumps(pending))

    assert (told["amplify"], told["identity"], claims["email"]) == (shop.email, 3, shop.email)
    assert come_back(server, told["oidc"], shop).startswith(f"{CALLBACK}?code=")
