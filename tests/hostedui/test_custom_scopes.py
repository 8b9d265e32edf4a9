"""Custom scopes at the OAuth endpoints, and app clients that sign in as themselves."""

import base64

import jwt
import pytest
from django.test import Client

from pools.actions import app_clients, resource_servers
from pools.models import Session
from tests.conftest import CALLER
from tests.pools.signing_in import tokens as api_tokens

pytestmark = pytest.mark.one_database

SECRET = "secret" * 8
READ, WRITE = "https://photos.example/read", "https://photos.example/write"


@pytest.fixture
def photos(pool):
    return resource_servers.create_resource_server(
        pool, "https://photos.example", "Photos", described("read", "write", "delete"), caller=CALLER
    )


@pytest.fixture
def robot(pool, photos):
    return app_clients.create_app_client(
        pool,
        "robot",
        caller=CALLER,
        client_secret=SECRET,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["client_credentials"],
        allowed_o_auth_scopes=[READ, WRITE],
    )


@pytest.fixture
def shop(app, photos):
    """The shop, which may read photos too."""
    app.allowed_o_auth_scopes = [*app.allowed_o_auth_scopes, READ]
    app.save()
    return app


@pytest.fixture
def ask(robot):
    """Asks for a token as the robot does."""

    def ask(**changes):
        body = {"grant_type": "client_credentials", "client_id": robot.client_id, "client_secret": SECRET} | changes
        given = {name: value for name, value in body.items() if value is not None}
        return Client().post("/oauth2/token", given, headers={"Host": "localhost:8000"})

    return ask


def described(*names):
    return [{"ScopeName": name, "ScopeDescription": name} for name in names]


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


# Client credentials


@pytest.mark.spec("API-292", "API-295", "API-296", "API-302", "FED-65", "FED-66", "APP-61", "APP-138")
def test_a_machine_gets_an_access_token_with_all_its_scopes_and_nothing_else(ask, robot):
    answer = ask()
    told = claims(answer.json()["access_token"])

    assert answer.status_code == 200
    assert {**answer.json(), "access_token": ""} == {"access_token": "", "expires_in": 3600, "token_type": "Bearer"}
    assert (told["sub"], told["client_id"], told["token_use"]) == (robot.client_id, robot.client_id, "access")
    assert (told["scope"], told["iss"], told["version"]) == (f"{READ} {WRITE}", robot.pool.issuer, 2)
    assert not Session.objects.exists()


@pytest.mark.spec("API-106", "API-132")
def test_the_audit_trail_has_it(ask, robot, trail):
    ask()

    [event] = trail(name="Token_POST")
    assert (event.client_id, event.pool_id, event.read_only) == (robot.client_id, robot.pool_id, False)
    assert event.request_parameters["client_secret"] == ["HIDDEN_DUE_TO_SECURITY_REASONS"]


def test_a_token_costs_two_queries_and_writes_nothing(ask, django_assert_num_queries):
    ask()  # which looks up the pool's keys
    with django_assert_num_queries(2) as asked:  # client, resource server
        ask(scope=READ)

    assert all(query["sql"].startswith("SELECT") for query in asked)


@pytest.mark.spec("API-290")
def test_the_secret_may_come_in_the_basic_header(robot):
    known = base64.b64encode(f"{robot.client_id}:{SECRET}".encode()).decode()
    headers = {"Host": "localhost:8000", "Authorization": f"Basic {known}"}

    assert Client().post("/oauth2/token", {"grant_type": "client_credentials"}, headers=headers).status_code == 200


@pytest.mark.spec("API-295", "API-266")
@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        (READ, READ),
        (f"{WRITE} {READ} {WRITE}", f"{WRITE} {READ}"),
        (f"{READ} https://photos.example/delete", READ),
        (f"{READ} openid", READ),
    ],
)
def test_it_may_ask_for_less_and_never_gets_more(ask, asked, granted):
    assert claims(ask(scope=asked).json()["access_token"])["scope"] == granted


@pytest.mark.spec("FED-72", "FED-63")
@pytest.mark.parametrize("scope", ["read", "openid", "https://photos.example/none", "https://photos.example/delete"])
def test_what_cannot_be_granted_is_an_invalid_scope(ask, scope):
    answer = ask(scope=scope)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_scope"})


@pytest.mark.spec("API-305", "CON-154")
@pytest.mark.parametrize("changes", [{"client_secret": "wrong" * 8}, {"client_secret": None}, {"client_id": "nobody"}])
def test_who_does_not_know_the_secret_is_no_client(ask, changes):
    answer = ask(**changes)

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


@pytest.mark.spec("API-305")
def test_a_public_client_has_no_credentials(ask, shop):
    assert ask(client_id=shop.client_id).json() == {"error": "invalid_client"}


@pytest.mark.spec("API-309", "API-381")
@pytest.mark.parametrize(
    "change",
    [
        {"allowed_o_auth_flows": ["code"]},
        {"allowed_o_auth_flows": []},
        {"allowed_o_auth_flows_user_pool_client": False},
    ],
)
def test_the_grant_must_be_allowed(ask, robot, change):
    type(robot).objects.filter(pk=robot.pk).update(**change)

    assert ask().json() == {"error": "unauthorized_client"}


@pytest.mark.spec("API-309")
def test_a_machine_may_not_exchange_codes(ask):
    assert ask(grant_type="authorization_code", code="x", redirect_uri="https://a.example").json()["error"] in (
        "unauthorized_client",
        "invalid_grant",
    )


@pytest.mark.spec("FED-68", "FED-69", "FED-70")
def test_a_deleted_scope_is_dropped_and_comes_back(ask, photos):
    resource_servers.update_resource_server(photos, "Photos", described("write"), caller=CALLER)
    without = claims(ask(scope=f"{READ} {WRITE}").json()["access_token"])["scope"]
    resource_servers.update_resource_server(photos, "Photos", described("read", "write"), caller=CALLER)

    assert (without, claims(ask().json()["access_token"])["scope"]) == (WRITE, f"{READ} {WRITE}")


@pytest.mark.spec("FED-233")
def test_with_the_resource_server_its_tokens_end(ask, photos):
    resource_servers.delete_resource_server(photos, caller=CALLER)

    assert ask().json() == {"error": "invalid_scope"}


@pytest.mark.spec("APP-168")
def test_the_token_opens_nothing_that_is_a_user_s(ask, idp, refused):
    token = ask().json()["access_token"]
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=token)

    answer = Client().get("/oauth2/userInfo", headers={"Host": "localhost:8000", "Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


# Users


@pytest.mark.spec("FED-64", "FED-65", "FED-66", "FED-62")
def test_a_user_s_access_token_carries_the_scope_that_was_asked_for(browser, asks, alice, shop, exchange):
    browser.sign_in("alice", asks("/login", scope=f"openid {READ}"))

    assert claims(exchange(browser.query["code"]).json()["access_token"])["scope"] == f"openid {READ}"


@pytest.mark.spec("FED-65")
def test_the_implicit_grant_gives_it_too(browser, asks, alice, shop):
    shop.allowed_o_auth_flows = ["implicit"]
    shop.save()
    browser.sign_in("alice", asks("/login", response_type="token", scope=READ))

    assert claims(browser.fragment["access_token"])["scope"] == READ


@pytest.mark.spec("API-266", "FED-72")
def test_a_known_scope_of_others_is_dropped_at_authorize(browser, asks, alice, shop, exchange):
    browser.sign_in("alice", asks("/login", scope=f"openid {WRITE}"))

    assert claims(exchange(browser.query["code"]).json()["access_token"])["scope"] == "openid"


@pytest.mark.spec("API-279")
def test_an_unknown_scope_is_refused_at_authorize(browser, asks, shop):
    browser.get(asks(scope="openid https://photos.example/none"))

    assert browser.query["error"] == "invalid_scope"


@pytest.mark.spec("FED-67")
def test_a_sign_in_by_the_api_carries_no_custom_scope(idp, shop, alice):
    assert claims(api_tokens(idp, shop)["AccessToken"])["scope"] == "aws.cognito.signin.user.admin"


@pytest.mark.spec("FED-69", "FED-70", "FED-71", "FED-233")
def test_a_refresh_drops_the_scope_while_it_is_deleted(browser, asks, alice, shop, exchange, photos):
    browser.sign_in("alice", asks("/login", scope=f"openid {READ}"))
    tokens = exchange(browser.query["code"]).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "redirect_uri": None}
    resource_servers.update_resource_server(photos, "Photos", described("write"), caller=CALLER)
    without = exchange(**refresh).json()["access_token"]
    resource_servers.update_resource_server(photos, "Photos", described("read"), caller=CALLER)

    assert claims(without)["scope"] == "openid"
    assert claims(exchange(**refresh).json()["access_token"])["scope"] == f"openid {READ}"


@pytest.mark.spec("FED-69")
def test_who_lost_the_only_scope_does_not_gain_the_api_s(browser, asks, alice, shop, exchange, photos, idp, refused):
    browser.sign_in("alice", asks("/login", scope=READ))
    tokens = exchange(browser.query["code"]).json()
    resource_servers.delete_resource_server(photos, caller=CALLER)
    again = exchange(grant_type="refresh_token", refresh_token=tokens["refresh_token"], redirect_uri=None).json()

    assert claims(again["access_token"])["scope"] == ""
    assert "id_token" not in again
    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=again["access_token"])


def test_a_grant_type_in_an_authorization_request_decides_nothing(browser, asks, alice, shop):
    shop.allowed_o_auth_flows = ["implicit"]
    shop.save()
    browser.sign_in("alice", asks("/login", response_type="token", scope="openid", grant_type="client_credentials"))

    assert claims(browser.fragment["access_token"])["sub"] == str(alice.sub)
