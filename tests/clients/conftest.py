"""The running product and the real clients that talk to it. Nothing here touches the database: it is not ours."""

import contextlib
import dataclasses
import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from playwright.sync_api import Browser, Page

from tests import product
from tests.clients.inbox import Inbox
from tests.clients.mail import Postbox
from tests.clients.people import Person, make_person
from tests.machine import install_packages, need

NODE_FOLDER = Path(__file__).with_name("node")
PASSWORD = "Correct-Horse-1"
REGION = "us-east-1"
CALLBACK = "http://localhost:9/callback"  # nobody listens there; the browser's address bar is what is read
LOGOUT = "http://localhost:9/bye"


@dataclasses.dataclass(frozen=True)
class Shop:
    """A pool with an app client and Alice in it, made over the wire."""

    pool_id: str
    client_id: str
    username: str = "alice"
    password: str = PASSWORD
    email: str = "alice@example.com"


@pytest.fixture(scope="session")
def server(tmp_path_factory) -> Iterator[product.Product]:
    """The product, as `make run` starts it, in an empty data folder. It may post to apps on this machine."""
    settings = {"OUTGOING_NETWORKS": "127.0.0.0/8,::1/128"}
    with product.Product(tmp_path_factory.mktemp("server") / "data", **settings) as running:
        yield running


@pytest.fixture(scope="session")
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        yield box


@pytest.fixture(scope="session")
def mailing_server(tmp_path_factory, postbox) -> Iterator[product.Product]:
    """The product, sending its mail to `postbox`. What a lost worker held is due again after 24 seconds."""
    settings = {"EMAIL_URL": postbox.url, "SENDER_TIMEOUT_SECONDS": "2"}
    with product.Product(tmp_path_factory.mktemp("mailing") / "data", **settings) as running:
        yield running


@pytest.fixture
def aws(server):
    """Runs `aws cognito-idp ...` and gives the JSON that it prints; None where it prints nothing."""

    def run(*arguments: str):
        command = [Path(sys.executable).with_name("aws"), "--endpoint-url", server.url, "cognito-idp", *arguments]
        environment = os.environ | aws_environment(server)
        answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
        return json.loads(answer.stdout or "null")

    return run


@pytest.mark.spec("APP-25", "API-05")
def test_the_cli_is_told_who_it_is(server):
    command = [Path(sys.executable).with_name("aws"), "--endpoint-url", server.url, "sts", "get-caller-identity"]
    environment = os.environ | aws_environment(server)

    answer = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)

    assert json.loads(answer.stdout)["Arn"] == "arn:aws:iam::000000000000:user/admin"


@pytest.fixture(scope="session")
def idp_at() -> Callable[[product.Product], Any]:
    """Makes the SDK's client for a running product, signed with its root access key."""

    def client(running: product.Product) -> Any:
        return boto3.client(
            "cognito-idp",
            endpoint_url=running.url,
            region_name=REGION,
            aws_access_key_id=product.ACCESS_KEY_ID,
            aws_secret_access_key=product.SECRET_ACCESS_KEY,
            config=Config(retries={"total_max_attempts": 1}),
        )

    return client


@pytest.fixture(scope="session")
def remote_idp(server, idp_at) -> Any:
    """boto3 over HTTP."""
    return idp_at(server)


@pytest.fixture(scope="session")
def shop(remote_idp) -> Shop:
    return make_shop(remote_idp)


@pytest.fixture(scope="session")
def factor_shop(remote_idp) -> Shop:
    """Its users may set up second factors."""
    return make_factor_shop(remote_idp, "OPTIONAL")


@pytest.fixture(scope="session")
def people(remote_idp, factor_shop) -> Callable[..., Person]:
    """Makes users of `factor_shop`, each for one story."""
    return functools.partial(make_person, remote_idp, factor_shop.pool_id)


@pytest.fixture(scope="session")
def inbox(server) -> Iterator[Inbox]:
    """What the users of the running product are sent."""
    with Inbox(server) as inbox:
        yield inbox


@pytest.fixture(scope="session")
def node(server) -> Callable[..., Any]:
    """Runs a script of tests/clients/node and gives the JSON that it prints."""
    need(shutil.which("node") and shutil.which("npm"), "Node.js and npm are not installed: apt-get install nodejs npm")
    install_packages(NODE_FOLDER)

    def run(script: str, *arguments: str) -> Any:
        command = ["node", script, *arguments]
        environment = os.environ | aws_environment(server)
        answer = subprocess.run(command, cwd=NODE_FOLDER, env=environment, check=True, capture_output=True, text=True)
        return json.loads(answer.stdout)

    return run


@pytest.fixture(scope="session")
def browser(chromium) -> Browser:
    return chromium


@pytest.fixture
def page(browser) -> Iterator[Page]:
    with new_page(browser) as page:
        yield page


@contextlib.contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """A browser window of its own, with no cookies."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def make_shop(idp: Any, **settings: Any) -> Shop:
    pool = idp.create_user_pool(PoolName="people", AutoVerifiedAttributes=["email"], **settings)["UserPool"]
    client = idp.create_user_pool_client(
        UserPoolId=pool["Id"],
        ClientName="shop",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile", "aws.cognito.signin.user.admin"],
        CallbackURLs=[CALLBACK],
        LogoutURLs=[LOGOUT],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    shop = Shop(pool["Id"], client["ClientId"])
    alice = {"UserPoolId": shop.pool_id, "Username": shop.username}
    attributes = [{"Name": "email", "Value": shop.email}, {"Name": "email_verified", "Value": "true"}]
    idp.admin_create_user(**alice, UserAttributes=attributes, MessageAction="SUPPRESS")
    idp.admin_set_user_password(**alice, Password=shop.password, Permanent=True)
    return shop


def make_factor_shop(idp: Any, mfa_configuration: str, **settings: Any) -> Shop:
    shop = make_shop(idp, **settings)
    idp.set_user_pool_mfa_config(
        UserPoolId=shop.pool_id,
        MfaConfiguration=mfa_configuration,
        SmsMfaConfiguration={"SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}},
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    return shop


def aws_environment(running: product.Product) -> dict[str, str]:
    """What the AWS tools read to find the product and to sign for it."""
    return {
        "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": running.url,
        "AWS_ACCESS_KEY_ID": product.ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": product.SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
