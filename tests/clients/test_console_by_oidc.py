"""Administrators, and users of a pool, who come by an OpenID provider: one that we did not write, and, for the console,
a pool of a running Poolhouse.

The console is asked within this process, by Django's test client; the providers are asked over HTTP.
"""

import ipaddress
import subprocess
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from django.test import Client

from pools.actions import administrator_factors, principals, roles
from pools.caller import Caller
from pools.console import oidc_provider
from pools.models import Administrator, AdministratorIdentity, AdministratorSession
from pools.policies.roles import Role
from tests import product
from tests.clients.conftest import NODE_FOLDER, PASSWORD
from tests.clients.visitor import Visitor
from tests.hostedui.conftest import exchange  # noqa: F401 - a fixture
from tests.machine import install_packages

pytestmark = [pytest.mark.server, pytest.mark.node]

HOST = "localhost:8000"
CALLBACK = f"http://{HOST}/admin/oidc/callback/"
CALLBACK_OF_POOL = f"http://{HOST}/oauth2/idpresponse"


@pytest.fixture(scope="module")
def provider() -> str:
    """The address of a running oidc-provider."""
    install_packages(NODE_FOLDER)
    port = product.free_port()
    url = f"http://localhost:{port}"
    with subprocess.Popen(["node", "provider.js", str(port), CALLBACK, CALLBACK_OF_POOL], cwd=NODE_FOLDER) as process:
        product.wait_until_answering(f"{url}/.well-known/openid-configuration", process, 30)
        yield url
        process.terminate()


@pytest.fixture
def console(provider, settings, db) -> Client:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.OIDC_ISSUER = provider
    settings.OIDC_CLIENT_ID = "console"
    settings.OIDC_CLIENT_SECRET = "a-secret-of-the-tests-alone"
    settings.OIDC_ROLE_CLAIM = "groups"
    settings.OIDC_ROLES = {"identity-owners": "owner", "identity-help": "help-desk"}
    settings.OIDC_CREATE = "with-role"
    return Client(HTTP_HOST=HOST)


def vouched_for(console: Client, provider: str, name: str, start: str = "/admin/oidc/start/?next=/admin/inbox/") -> str:
    """The address that the provider sends the browser back to, once somebody of this name signed in there."""
    visitor = Visitor(provider)
    visitor.open(console.get(start).url)
    visitor.submit(login=name, password="any")
    visitor.submit(prompt="consent")
    assert visitor.address.startswith(CALLBACK), visitor.address
    return visitor.address.removeprefix(f"http://{HOST}")


def told(console: Client) -> str:
    return console.get("/admin/login/").content.decode()


def test_whoever_has_a_role_there_is_made_and_signed_in_here(console, provider):
    assert "Sign in with single sign-on" in told(console)

    answer = console.get(vouched_for(console, provider, "rita"))

    assert answer.url == "/admin/inbox/"
    rita = Administrator.objects.get(username="rita")
    assert (rita.is_staff, rita.is_superuser, rita.has_usable_password()) == (True, False, False)
    assert roles.roles_of([rita])[rita.pk] == roles.Held(Role.HELP_DESK)
    assert AdministratorSession.objects.get(owner=rita).method == "oidc"
    identity = AdministratorIdentity.objects.get()
    assert (identity.issuer, identity.subject) == (provider, "rita")


def test_the_role_is_what_the_provider_says_each_time(console, provider, settings):
    console.get(vouched_for(console, provider, "rita"))
    settings.OIDC_ROLES = {"staff": "auditor"}
    again = Client(HTTP_HOST=HOST)
    again.get(vouched_for(again, provider, "rita"))

    [held] = roles.roles_of(Administrator.objects.all()).values()
    assert held.role == Role.AUDITOR


def test_who_has_no_role_there_is_not_let_in(console, provider):
    console.get(vouched_for(console, provider, "otto"))

    assert not Administrator.objects.exists()
    assert "opens nothing here" in told(console)


def test_nobody_becomes_somebody_by_a_name_or_an_address(console, provider):
    root = principals.create_principal(
        "root", password=PASSWORD, is_superuser=True, email="root@example.com", caller=Caller()
    )
    console.get(vouched_for(console, provider, "root"))

    made = AdministratorIdentity.objects.get().owner
    assert (made.username, made.is_superuser) == ("root-2", False)
    assert root.last_login is None


def test_an_identity_is_linked_on_the_account_page_and_signs_in_from_then_on(console, provider, settings):
    settings.OIDC_CREATE = "nobody"
    dana = principals.create_principal("dana", password=PASSWORD, is_superuser=True, caller=Caller())
    console.post("/admin/login/", {"username": "dana", "password": PASSWORD})
    console.post("/admin/account/identities/link/")
    console.get(vouched_for(console, provider, "otto", "/admin/oidc/start/"))
    assert "otto" in console.get("/admin/account/").content.decode()

    other = Client(HTTP_HOST=HOST)
    other.get(vouched_for(other, provider, "otto"))
    assert other.get("/admin/").wsgi_request.user == dana

    other.post(f"/admin/account/identities/{dana.identities.get().pk}/unlink/")
    assert not dana.identities.exists()


def test_the_second_factor_that_somebody_has_here_is_asked_for(console, provider):
    console.get(vouched_for(console, provider, "rita"))
    rita = Administrator.objects.get(username="rita")
    other = Client(HTTP_HOST=HOST)
    back = vouched_for(other, provider, "rita")
    rita.passkeys.create(credential_id="x", public_key=b"", name="Passkey")
    assert administrator_factors.factors_of(rita).is_any

    assert other.get(back).url == "/admin/login/second-factor/"
    assert other.get("/admin/").status_code == 302


def test_an_answer_serves_once_and_in_one_browser(console, provider):
    back = vouched_for(console, provider, "rita")
    stranger = Client(HTTP_HOST=HOST)
    assert stranger.get(back).url == "/admin/login/"
    assert stranger.get("/admin/").status_code == 302

    console.get(back)
    console.post("/admin/logout/")
    assert console.get(back).url == "/admin/login/"
    assert console.get("/admin/").status_code == 302


@pytest.mark.parametrize("changed", [{"OIDC_CLIENT_ID": "another"}, {"OIDC_ISSUER": "http://localhost:9"}])
def test_a_token_for_somebody_else_is_refused(changed, console, provider, settings):
    back = vouched_for(console, provider, "rita")
    known = oidc_provider.metadata()
    for_now = {"http://localhost:9": (float("inf"), known)}
    oidc_provider._known.update(for_now)
    settings.OIDC_ISSUER = changed.get("OIDC_ISSUER", provider)
    settings.OIDC_CLIENT_ID = changed.get("OIDC_CLIENT_ID", "console")

    console.get(back)

    assert not Administrator.objects.exists()


def test_what_needs_confirming_is_confirmed_at_the_provider(console, provider):
    console.get(vouched_for(console, provider, "root"))
    session = console.session
    session["confirmed_at"] = 0
    session.save()
    assert "/admin/oidc/start/?again=1" in console.get("/admin/policies/create/").content.decode()

    back = vouched_for(console, provider, "root", "/admin/oidc/start/?again=1&next=/admin/policies/create/")

    assert console.get(back).url == "/admin/policies/create/"
    assert "Policy document" in console.get("/admin/policies/create/").content.decode()


def test_a_provider_that_does_not_answer_is_told_of(console, settings):
    settings.OIDC_ISSUER = "http://localhost:1"

    assert console.get("/admin/oidc/start/").url == "/admin/login/"
    assert "does not answer" in told(console)


def test_whoever_changes_his_mind_is_back_at_the_sign_in_page(console, provider):
    console.get("/admin/oidc/start/")

    assert console.get("/admin/oidc/callback/?error=access_denied&state=x").url == "/admin/login/"
    assert console.get("/admin/oidc/callback/?code=x&state=y").url == "/admin/login/"


def test_without_a_provider_there_are_no_such_pages(db):
    stranger = Client(HTTP_HOST=HOST)

    assert stranger.get("/admin/oidc/start/").status_code == 404
    assert stranger.get("/admin/oidc/callback/?code=x&state=y").status_code == 404


def test_users_of_a_pool_may_administer(console, server, remote_idp, shop, settings):
    client = remote_idp.create_user_pool_client(
        UserPoolId=shop.pool_id,
        ClientName="console",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        CallbackURLs=[CALLBACK],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    remote_idp.create_group(UserPoolId=shop.pool_id, GroupName="operators")
    remote_idp.admin_add_user_to_group(UserPoolId=shop.pool_id, Username="alice", GroupName="operators")
    settings.OIDC_ISSUER = f"{server.url}/{shop.pool_id}"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = client["ClientId"], client["ClientSecret"]
    settings.OIDC_ROLE_CLAIM, settings.OIDC_ROLES = "cognito:groups", {"operators": "operator"}
    visitor = Visitor(server.url)
    visitor.open(console.get("/admin/oidc/start/?next=/admin/user-pools/").url)
    visitor.submit(username="alice", password=shop.password)

    answer = console.get(visitor.address.removeprefix(f"http://{HOST}"))

    assert answer.url == "/admin/user-pools/"
    [held] = roles.roles_of(Administrator.objects.all()).values()
    assert held.role == Role.OPERATOR
    assert AdministratorIdentity.objects.get().issuer == settings.OIDC_ISSUER


@pytest.mark.spec("FED-189", "FED-84", "FED-187", "FED-170", "API-42")
def test_a_user_of_a_pool_signs_in_by_the_provider_and_gets_tokens(provider, settings, idp, pool, app, exchange):  # noqa: F811
    settings.OUTGOING_NETWORKS = [ipaddress.ip_network(network) for network in ("127.0.0.0/8", "::1/128")]
    details = {
        "client_id": "pool",
        "client_secret": "a-secret-of-the-tests-alone",
        "authorize_scopes": "openid email profile",
        "attributes_request_method": "GET",
        "oidc_issuer": provider,
    }
    idp.create_identity_provider(
        UserPoolId=pool.id,
        ProviderName="Corp",
        ProviderType="OIDC",
        ProviderDetails=details,
        AttributeMapping={"email": "email", "email_verified": "email_verified"},
    )
    app.supported_identity_providers = ["Corp"]
    app.save()
    browser = Client(HTTP_HOST=HOST)
    asked = {"client_id": app.client_id, "response_type": "code", "redirect_uri": "https://shop.example/callback"}
    address = browser.get("/oauth2/authorize", asked | {"identity_provider": "Corp", "scope": "openid email"}).url

    visitor = Visitor(provider)
    visitor.open(address)
    visitor.submit(login="rita", password="any")
    visitor.submit(prompt="consent")
    code = parse_qs(urlsplit(browser.get(visitor.address.removeprefix(f"http://{HOST}")).url).query)["code"][0]

    claims = jwt.decode(exchange(code).json()["id_token"], options={"verify_signature": False})
    assert (claims["cognito:username"], claims["email"], claims["email_verified"]) == (
        "Corp_rita",
        "root@example.com",
        True,
    )
    assert claims["identities"][0]["providerName"] == "Corp"
