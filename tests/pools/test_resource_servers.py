"""Resource servers, and which clients and tokens may carry their scopes."""

import pytest

from pools.actions import resource_servers
from pools.models import AuditEvent, ResourceServer, UserPool
from tests.conftest import CALLER, REGION
from tests.pools.signing_in import claims

READ = {"ScopeName": "read", "ScopeDescription": "Look at pictures"}
WRITE = {"ScopeName": "write", "ScopeDescription": "Change pictures"}
PHOTOS = "com.example.photos"


@pytest.fixture
def photos(pool) -> ResourceServer:
    return resource_servers.create_resource_server(pool, PHOTOS, "Photos", [READ, WRITE], caller=CALLER)


@pytest.fixture
def create(idp, pool):
    def create(identifier=PHOTOS, **more):
        given = {"Name": "Photos", "Scopes": [READ]} | more
        return idp.create_resource_server(UserPoolId=pool.id, Identifier=identifier, **given)["ResourceServer"]

    return create


@pytest.fixture
def allow(idp, pool):
    """Makes an app client that is allowed these scopes."""

    def allow(*scopes, **more):
        given = {
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "CallbackURLs": ["https://shop.example/callback"],
        } | more
        answer = idp.create_user_pool_client(
            UserPoolId=pool.id, ClientName="viewer", AllowedOAuthScopes=list(scopes), **given
        )
        return answer["UserPoolClient"]

    return allow


# Keeping them


@pytest.mark.spec("FED-60", "FED-74", "FED-234", "CON-270")
def test_a_resource_server_is_made_and_read(idp, pool, create):
    made = create(Scopes=[READ, WRITE])
    read = idp.describe_resource_server(UserPoolId=pool.id, Identifier=PHOTOS)["ResourceServer"]

    assert made == read
    assert read == {"UserPoolId": pool.id, "Identifier": PHOTOS, "Name": "Photos", "Scopes": [READ, WRITE]}


@pytest.mark.spec("FED-61", "FED-63")
@pytest.mark.parametrize("identifier", ["https://my-weather-api.example.com", "urn:a:b/c", "plain", "x" * 256])
def test_an_identifier_may_be_an_address_or_a_name(identifier, create):
    assert create(identifier)["Identifier"] == identifier


@pytest.mark.spec("FED-231")
def test_scopes_are_optional(idp, pool):
    made = idp.create_resource_server(UserPoolId=pool.id, Identifier="bare", Name="Bare")

    assert made["ResourceServer"]["Scopes"] == []


@pytest.mark.spec("FED-61", "FED-235")
def test_an_identifier_is_one_resource_server_s(create, refused, pool):
    create()
    with refused("InvalidParameterException") as refusal:
        create()

    assert refusal.message == f"{PHOTOS} already exists in user pool {pool.id}."


def test_but_another_pool_may_have_it_too(create, pool, idp, photos):
    other = UserPool.objects.create(id=f"{REGION}_Other0000", name="other", region=REGION)
    idp.create_resource_server(UserPoolId=other.id, Identifier=PHOTOS, Name="Photos")

    assert ResourceServer.objects.filter(identifier=PHOTOS).count() == 2


@pytest.mark.spec("FED-231")
@pytest.mark.parametrize(
    "wrong",
    [
        {"identifier": ""},
        {"identifier": "a b"},
        {"identifier": 'a"b'},
        {"identifier": "x" * 257},
        {"Name": ""},
        {"Name": "a/b"},
        {"Scopes": [{"ScopeName": "a/b", "ScopeDescription": "x"}]},
        {"Scopes": [{"ScopeName": "a", "ScopeDescription": ""}]},
        {"Scopes": [{"ScopeName": "a"}]},
        {"Scopes": [READ, READ]},
        {"Scopes": [READ | {"ScopeName": str(number)} for number in range(101)]},
    ],
)
def test_what_it_may_not_be(wrong, create, refused):
    with refused("InvalidParameterException"):
        create(**wrong)


@pytest.mark.spec("API-211")
def test_a_hundred_scopes_are_kept(create):
    assert len(create(Scopes=[READ | {"ScopeName": str(number)} for number in range(100)])["Scopes"]) == 100


@pytest.mark.spec("API-195")
def test_a_pool_has_room_for_twenty_five(pool, create, refused):
    ResourceServer.objects.bulk_create(ResourceServer(pool=pool, identifier=f"s{n}", name="s") for n in range(25))
    with refused("LimitExceededException"):
        create()


@pytest.mark.spec("FED-232")
def test_an_update_replaces_name_and_scopes(idp, pool, photos):
    changed = idp.update_resource_server(UserPoolId=pool.id, Identifier=PHOTOS, Name="Pictures", Scopes=[WRITE])

    assert (changed["ResourceServer"]["Name"], changed["ResourceServer"]["Scopes"]) == ("Pictures", [WRITE])


@pytest.mark.spec("FED-232")
def test_an_update_without_scopes_empties_them(idp, pool, photos):
    assert idp.update_resource_server(UserPoolId=pool.id, Identifier=PHOTOS, Name="P")["ResourceServer"]["Scopes"] == []


@pytest.mark.spec("FED-233")
def test_a_deleted_one_is_gone(idp, pool, photos, refused):
    idp.delete_resource_server(UserPoolId=pool.id, Identifier=PHOTOS)
    with refused("ResourceNotFoundException"):
        idp.describe_resource_server(UserPoolId=pool.id, Identifier=PHOTOS)


@pytest.mark.parametrize("operation", ["describe_resource_server", "delete_resource_server", "update_resource_server"])
def test_one_that_does_not_exist_is_not_found(idp, pool, refused, operation):
    more = {"update_resource_server": {"Name": "x"}}.get(operation, {})
    with refused("ResourceNotFoundException") as refusal:
        getattr(idp, operation)(UserPoolId=pool.id, Identifier="missing", **more)

    assert refusal.message == "Resource server does not exist."


@pytest.mark.spec("FED-234")
def test_they_are_listed_page_by_page(idp, pool):
    for name in ("a", "b", "c"):
        resource_servers.create_resource_server(pool, name, name, caller=CALLER)
    first = idp.list_resource_servers(UserPoolId=pool.id, MaxResults=2)
    rest = idp.list_resource_servers(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])

    assert [server["Identifier"] for server in first["ResourceServers"] + rest["ResourceServers"]] == ["a", "b", "c"]
    assert "NextToken" not in rest


def test_a_made_up_token_is_refused(idp, pool, refused):
    with refused("InvalidParameterException"):
        idp.list_resource_servers(UserPoolId=pool.id, NextToken="made-up")


def test_every_change_is_in_the_audit_trail(idp, pool, create):
    create()
    idp.update_resource_server(UserPoolId=pool.id, Identifier=PHOTOS, Name="P")
    idp.delete_resource_server(UserPoolId=pool.id, Identifier=PHOTOS)
    written = AuditEvent.objects.filter(name__endswith="ResourceServer").order_by("created_at")

    assert [event.name for event in written] == [f"{verb}ResourceServer" for verb in ("Create", "Update", "Delete")]


# App clients


@pytest.mark.spec("FED-64", "CON-196", "APP-174")
def test_a_client_may_be_allowed_a_scope_that_exists(photos, allow):
    assert allow("openid", f"{PHOTOS}/read")["AllowedOAuthScopes"] == ["openid", f"{PHOTOS}/read"]


@pytest.mark.spec("FED-235", "FED-63")
@pytest.mark.parametrize("scope", [f"{PHOTOS}/delete", "read", "photos/read", "/read", f"{PHOTOS}/", "a/b/c"])
def test_but_none_that_does_not(scope, photos, allow, refused):
    with refused("ScopeDoesNotExistException"):
        allow(scope)


@pytest.mark.spec("FED-63")
def test_the_last_slash_ends_the_identifier(create, allow):
    create("https://api.example.com/v1")

    assert allow("https://api.example.com/v1/read")["AllowedOAuthScopes"] == ["https://api.example.com/v1/read"]


@pytest.mark.spec("FED-235")
def test_a_scope_of_another_pool_is_unknown(idp, allow, refused):
    other = UserPool.objects.create(id=f"{REGION}_Other0000", name="other", region=REGION)
    resource_servers.create_resource_server(other, PHOTOS, "Photos", [READ], caller=CALLER)
    with refused("ScopeDoesNotExistException"):
        allow(f"{PHOTOS}/read")


@pytest.mark.spec("FED-68")
def test_a_client_keeps_its_scope_when_that_is_deleted_and_when_it_is_updated(idp, pool, photos, allow):
    client = allow("openid", f"{PHOTOS}/read")
    resource_servers.delete_resource_server(photos, caller=CALLER)
    same = {name: client[name] for name in ("AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs")}
    idp.update_user_pool_client(
        UserPoolId=pool.id, ClientId=client["ClientId"], AllowedOAuthFlowsUserPoolClient=True, **same
    )
    read = idp.describe_user_pool_client(UserPoolId=pool.id, ClientId=client["ClientId"])["UserPoolClient"]

    assert read["AllowedOAuthScopes"] == ["openid", f"{PHOTOS}/read"]


@pytest.mark.spec("APP-168", "CON-154", "CON-181", "API-296")
@pytest.mark.parametrize(
    ("more", "scope"),
    [
        ({"AllowedOAuthFlows": ["client_credentials"]}, f"{PHOTOS}/read"),
        ({"AllowedOAuthFlows": ["client_credentials", "code"], "GenerateSecret": True}, f"{PHOTOS}/read"),
        ({"AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": True}, "openid"),
    ],
)
def test_a_machine_needs_a_secret_no_other_flow_and_custom_scopes(more, scope, photos, allow, refused):
    with refused("InvalidOAuthFlowException"):
        allow(scope, **more)


# Tokens of GetClientToken


@pytest.mark.spec("FED-233", "API-368")
def test_a_client_token_carries_only_scopes_that_exist_now(idp, pool, photos):
    client = idp.create_user_pool_client(
        UserPoolId=pool.id,
        ClientName="robot",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_CLIENT_TOKEN_AUTH"],
        AllowedOAuthScopes=[f"{PHOTOS}/read", f"{PHOTOS}/write"],
    )["UserPoolClient"]
    resource_servers.update_resource_server(photos, "Photos", [WRITE], caller=CALLER)
    answer = idp.get_client_token(ClientId=client["ClientId"], Secret=client["ClientSecret"])

    assert claims(answer["ClientAuthenticationResult"]["AccessToken"])["scope"] == f"{PHOTOS}/write"
