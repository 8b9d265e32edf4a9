"""`/oauth2/register` (RFC 7591), and what is asked before an app that came in by it is answered."""

import json

import pytest
from django.test import Client

from pools.actions import client_registration, domains, limits, resource_servers, user_pools
from pools.models import AppClient
from tests.conftest import CALLER, PASSWORD
from tests.hostedui.conftest import CALLBACK, CHALLENGE, VERIFIER

SECRET = "the-secret-of-the-registrar-long-enough"
REGISTER = "aws.cognito/dcr/register"
NOTES = {"client_name": "Notes", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"}

pytestmark = pytest.mark.one_database


@pytest.fixture
def configure(idp, pool):
    def update(**configuration):
        idp.update_user_pool(UserPoolId=pool.id, DcrConfiguration=configuration)
        pool.refresh_from_db()

    return update


@pytest.fixture
def register(pool):
    def post(metadata=NOTES, token="", address=f"/oauth2/register?user_pool_id={pool.id}", **headers):
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        body = metadata if isinstance(metadata, bytes) else json.dumps(metadata)
        return Client(headers={"Host": "localhost:8000"}).post(address, body, "application/json", headers=headers)

    return post


@pytest.fixture
def token(configure, idp, pool):
    """An access token that lets its bearer register apps, and nothing else."""
    configure(AllowedScopes=["photos/read"])
    resource_servers.create_resource_server(
        pool, "photos", "Photos", [{"ScopeName": "read", "ScopeDescription": "Look"}], caller=CALLER
    )
    registrar = idp.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="registrar",
        ClientSecret=SECRET.replace("-", "_"),
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[REGISTER],
    )["UserPoolClient"]
    form = {"grant_type": "client_credentials", "client_id": registrar["ClientId"]}
    answer = Client().post("/oauth2/token", form | {"client_secret": SECRET.replace("-", "_"), "scope": REGISTER})
    return answer.json()["access_token"]


@pytest.fixture
def notes(configure, register):
    """What an app was told that registered without a token."""
    configure(OpenDcrEnabled=True)
    return register().json()


@pytest.fixture
def asks_as_notes(notes, asks):
    def make(path="/oauth2/authorize", **changes):
        challenge = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
        return asks(path, client_id=notes["client_id"], **challenge | changes)

    return make


@pytest.mark.spec("API-380", "APP-277", "CON-264")
def test_an_app_registers_with_a_token_of_the_scope(token, register, idp, pool, app):
    answer = register(NOTES | {"token_endpoint_auth_method": "client_secret_post"}, token)
    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert (told["client_name"], told["redirect_uris"]) == ("Notes", [CALLBACK])
    assert (told["grant_types"], told["response_types"]) == (["authorization_code", "refresh_token"], ["code"])
    assert told["scope"] == "openid email phone profile photos/read"
    assert told["client_secret_expires_at"] == 0
    client = idp.describe_user_pool_client(UserPoolId=pool.id, ClientId=told["client_id"])["UserPoolClient"]
    assert (client["ClientType"], client["ClientSecret"]) == ("DCR", told["client_secret"])
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]

    of_type = idp.list_user_pool_clients(UserPoolId=pool.id, ClientType="DCR")["UserPoolClients"]
    others = idp.list_user_pool_clients(UserPoolId=pool.id, ClientType="REGULAR")["UserPoolClients"]
    assert [each["ClientId"] for each in of_type] == [told["client_id"]]
    assert app.client_id in [each["ClientId"] for each in others]
    assert len(idp.list_user_pool_clients(UserPoolId=pool.id)["UserPoolClients"]) == len(others) + 1


def test_a_machine_registers_for_the_custom_scopes(token, register):
    told = register({"grant_types": ["client_credentials"]}, token).json()
    assert (told["scope"], told["response_types"], told["client_name"]) == ("photos/read", [], "Registered app")
    form = {"grant_type": "client_credentials", "client_id": told["client_id"], "client_secret": told["client_secret"]}
    assert Client().post("/oauth2/token", form).status_code == 200


def test_the_token_says_which_pool_is_meant(token, register, pool):
    assert register(token=token, address="/oauth2/register").status_code == 201


def test_on_a_pools_domain_it_is_the_pool_of_the_domain(configure, register, pool):
    configure(OpenDcrEnabled=True)
    domains.create_domain(pool, "my-shop", caller=CALLER)
    assert register(address="/oauth2/register", Host="my-shop.auth.localhost:8000").status_code == 201
    assert register(address="/oauth2/register").status_code == 404
    told = Client().get(f"/{pool.id}/.well-known/openid-configuration").json()
    assert told["registration_endpoint"] == "http://my-shop.auth.localhost:8000/oauth2/register"


@pytest.mark.spec("API-380", "APP-261")
def test_without_a_token_there_is_the_code_grant_alone(notes, register):
    assert notes["grant_types"] == ["authorization_code", "refresh_token"]
    assert "client_secret" not in notes
    assert AppClient.objects.get(pk=notes["client_id"]).require_pkce
    answer = register({"grant_types": ["client_credentials"]})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client_metadata")


@pytest.mark.spec("API-380")
@pytest.mark.parametrize(
    ("configuration", "status", "error"),
    [
        ({"EnableStatus": "Disabled", "OpenDcrEnabled": True}, 404, "invalid_request"),
        ({}, 401, "invalid_token"),
        ({"OpenDcrEnabled": True, "OpenDcrGrantTypes": []}, 400, "invalid_client_metadata"),
        ({"OpenDcrEnabled": True, "OpenDcrGrantTypes": ["implicit"]}, 400, "invalid_client_metadata"),
    ],
    ids=str,
)
def test_what_the_pool_does_not_permit_is_refused(configure, register, configuration, status, error):
    configure(**configuration)
    answer = register()
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert AppClient.objects.count() == 0


@pytest.mark.spec("API-380")
def test_a_token_without_the_scope_registers_nothing(configure, register, exchange, code_of_alice):
    configure(OpenDcrEnabled=True)
    answer = register(token=exchange(code_of_alice).json()["access_token"])
    assert (answer.status_code, answer.json()["error"]) == (403, "insufficient_scope")
    assert "insufficient_scope" in answer["WWW-Authenticate"]
    assert register(token="nonsense").status_code == 401


def test_a_token_of_another_pool_registers_nothing(token, register, quick_keys):
    other = user_pools.create_user_pool(
        "others", region="us-east-1", caller=CALLER, dcr_configuration={"EnableStatus": "Enabled"}
    )
    assert register(token=token, address=f"/oauth2/register?user_pool_id={other.id}").status_code == 401


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": ["http://shop.example/callback"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [CALLBACK + "#part"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://shop.example/" + "x" * 1024]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"post_logout_redirect_uris": ["nowhere"]}, "invalid_redirect_uri"),
        ({"redirect_uris": CALLBACK}, "invalid_client_metadata"),
        ({"redirect_uris": [1]}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"grant_types": ["authorization_code", "client_credentials"]}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "tls_client_auth"}, "invalid_client_metadata"),
        ({"scope": 1}, "invalid_client_metadata"),
        ({"scope": REGISTER}, "invalid_client_metadata"),
        ({"scope": "nonsense"}, "invalid_client_metadata"),
    ],
    ids=str,
)
def test_metadata_that_cannot_be_are_refused(configure, register, changes, error):
    """RFC 7591 section 3.2.2."""
    configure(OpenDcrEnabled=True, AllowedScopes=[REGISTER])
    answer = register(NOTES | changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert AppClient.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b"\xff", b'{"client_name": "\\u0000"}', b"[" * 9999])
def test_what_is_no_metadata_is_refused(configure, register, body):
    configure(OpenDcrEnabled=True)
    assert register(body).json()["error"] in ("invalid_client_metadata", "invalid_redirect_uri")


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Notes (beta) <b>", "Notes beta b"), ("x" * 200, "x" * 128), ({}, "Registered app"), ("()", "Registered app")],
    ids=["signs", "long", "no text", "nothing"],
)
def test_a_name_keeps_what_a_name_may_hold(configure, register, name, kept):
    configure(OpenDcrEnabled=True)
    assert register(NOTES | {"client_name": name, "logo_uri": "https://x.example"}).json()["client_name"] == kept


def test_an_address_does_not_fill_up_the_pool(configure, register, monkeypatch):
    configure(OpenDcrEnabled=True)
    monkeypatch.setattr(client_registration, "_OPEN", limits.Limit("open client registration", 1))
    assert (register().status_code, register().status_code) == (201, 429)


@pytest.mark.spec("APP-277", "APP-260")
def test_a_registered_app_has_no_secret_operations_and_never_the_scope(token, register, idp, pool, refused):
    told = register(NOTES | {"token_endpoint_auth_method": "client_secret_basic"}, token).json()
    named = {"UserPoolId": pool.id, "ClientId": told["client_id"]}
    with refused("InvalidParameterException"):
        idp.add_user_pool_client_secret(**named)
    with refused("InvalidParameterException"):
        idp.delete_user_pool_client_secret(**named, ClientSecretId="x")
    with refused("InvalidParameterException"):
        idp.update_user_pool_client(
            **named,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["code"],
            CallbackURLs=[CALLBACK],
            AllowedOAuthScopes=["openid", REGISTER],
        )


def test_the_scope_exists_while_apps_may_register(idp, pool, configure, refused):
    given = {
        "UserPoolId": pool.id,
        "ClientName": "registrar",
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "CallbackURLs": [CALLBACK],
        "AllowedOAuthScopes": [REGISTER],
    }
    with refused("ScopeDoesNotExistException"):
        idp.create_user_pool_client(**given)
    configure(EnableStatus="Enabled")
    assert idp.create_user_pool_client(**given)["UserPoolClient"]["AllowedOAuthScopes"] == [REGISTER]


def test_a_person_who_signs_in_is_asked_first(browser, asks_as_notes, alice, exchange, notes):
    browser.sign_in("alice", asks_as_notes("/login"))
    browser.follow()
    assert "Notes wants to sign in as alice." in browser.text
    assert "shop.example" in browser.text
    browser.fill_in(decision="allow")
    assert browser.query["state"] == "the state"
    told = exchange(browser.query["code"], client_id=notes["client_id"], code_verifier=VERIFIER)
    assert told.status_code == 200


def test_who_is_signed_in_already_is_asked_too(in_a_hosted_session, asks_as_notes):
    """RFC 7591 section 5: otherwise any site could take the tokens of who comes along."""
    answer = in_a_hosted_session.get(asks_as_notes())
    assert answer["Location"].startswith("/consent?")
    silent = in_a_hosted_session.get(asks_as_notes(prompt="none"))
    assert "error=consent_required" in silent["Location"]


def test_who_says_no_is_taken_back_without_a_code(browser, asks_as_notes, alice):
    browser.sign_in("alice", asks_as_notes("/login"))
    browser.follow()
    browser.fill_in(decision="deny")
    assert (browser.query["error"], browser.query["state"]) == ("access_denied", "the state")
    assert "code" not in browser.query


def test_nobody_allows_without_being_signed_in(browser, asks_as_notes):
    browser.get(asks_as_notes("/login"))
    browser.fill_in(to=asks_as_notes("/consent"), decision="allow")
    assert browser.location.startswith("/login?")


def test_another_site_cannot_allow(in_a_hosted_session, asks_as_notes):
    in_a_hosted_session.handler.enforce_csrf_checks = True
    answer = in_a_hosted_session.post(asks_as_notes("/consent"), {"decision": "allow"})
    assert answer.status_code == 403


@pytest.mark.spec("API-248")
def test_discovery_tells_where_apps_register(configure, pool):
    address = f"/{pool.id}/.well-known/openid-configuration"
    assert "registration_endpoint" not in Client().get(address).json()
    configure(EnableStatus="Enabled")
    expected = f"http://localhost:8000/oauth2/register?user_pool_id={pool.id}"
    assert Client().get(address).json()["registration_endpoint"] == expected


def test_an_app_of_the_pool_itself_is_not_asked_about(in_a_hosted_session, asks):
    assert "code=" in in_a_hosted_session.get(asks())["Location"]


def test_the_registration_is_in_the_trail(notes, trail):
    [event] = trail(name="RegisterClient_POST")
    assert (event.client_id, event.error) == (notes["client_id"], "")
    assert PASSWORD not in str(event.request_parameters)
