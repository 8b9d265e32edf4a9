"""CreateUserPoolClient and its siblings, through the SDK."""

import pytest

from pools.actions import app_clients
from pools.errors import NotAuthorizedException
from pools.models import AppClient
from tests.conftest import CALLER

EVERYTHING = {
    "ClientName": "shop",
    "RefreshTokenValidity": 60,
    "AccessTokenValidity": 5,
    "IdTokenValidity": 1,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "days", "RefreshToken": "minutes"},
    "ReadAttributes": ["email", "name"],
    "WriteAttributes": ["name"],
    "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://shop.example/callback", "myapp://example"],
    "LogoutURLs": ["https://shop.example/bye"],
    "DefaultRedirectURI": "https://shop.example/callback",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 15,
    "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
}
SECRET_HASH_OF_ALICE = "o/4U9z0k5MP3d9YhBv1EoyrQumScZblJQGF8ccX3wVA="
CODE = {"AllowedOAuthFlowsUserPoolClient": True, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"]}


@pytest.fixture
def create(idp, pool):
    def make(**settings):
        return idp.create_user_pool_client(UserPoolId=pool.id, **{"ClientName": "shop"} | settings)["UserPoolClient"]

    return make


@pytest.mark.spec("APP-265", "APP-266", "APP-273", "SEC-266", "SEC-276", "API-365", "APP-117", "APP-176", "APP-180")
@pytest.mark.spec("APP-274", "APP-268", "CON-156", "CON-263", "CON-79")
def test_what_is_left_out_has_the_documented_default(create):
    made = create()

    assert made["RefreshTokenValidity"] == 30
    assert made["TokenValidityUnits"] == {}
    assert made["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]
    assert made["PreventUserExistenceErrors"] == "LEGACY"
    assert made["EnableTokenRevocation"] is True
    assert made["AllowedOAuthFlowsUserPoolClient"] is False
    assert made["AuthSessionValidity"] == 3
    assert {"ClientSecret", "ReadAttributes", "WriteAttributes", "CallbackURLs"}.isdisjoint(made)


def test_an_id_and_a_secret_look_as_cognitos(create):
    made = create(GenerateSecret=True)

    assert len(made["ClientId"]) == 26
    assert len(made["ClientSecret"]) == 52


@pytest.mark.spec("APP-272")
def test_a_client_may_bring_its_own_secret(create):
    assert create(ClientSecret="a" * 24)["ClientSecret"] == "a" * 24


@pytest.mark.spec("SEC-58", "API-49", "APP-175", "APP-182", "APP-268", "CON-165", "CON-264")
def test_everything_is_described_as_it_was_made(idp, create):
    made = create(GenerateSecret=True, **EVERYTHING)
    shown = idp.describe_user_pool_client(UserPoolId=made["UserPoolId"], ClientId=made["ClientId"])["UserPoolClient"]

    assert {name: shown[name] for name in EVERYTHING} == EVERYTHING
    assert shown["ClientSecret"] == made["ClientSecret"]


@pytest.mark.spec("SEC-58", "API-49", "APP-263", "APP-175", "APP-93", "CON-155")
def test_update_returns_what_is_left_out_to_its_default(idp, create):
    made = create(GenerateSecret=True, **EVERYTHING)
    shown = idp.update_user_pool_client(UserPoolId=made["UserPoolId"], ClientId=made["ClientId"])["UserPoolClient"]

    fresh = create()
    assert shown["ClientName"] == "shop"
    assert shown["ClientSecret"] == made["ClientSecret"]
    assert {name: shown.get(name) for name in EVERYTHING} == {name: fresh.get(name) for name in EVERYTHING}


@pytest.mark.spec("SEC-05", "SEC-06", "SEC-07", "APP-119", "APP-120", "APP-264", "APP-117", "APP-118", "CON-156")
@pytest.mark.spec("CON-157", "CON-158")
@pytest.mark.parametrize(
    ("number", "unit", "token"),
    [
        (4, "minutes", "Access"),
        (299, "seconds", "Id"),
        (25, "hours", "Id"),
        (2, "days", "Access"),
        (86_400, "days", "Access"),
        (59, "minutes", "Refresh"),
        (3651, "days", "Refresh"),
        (315_360_000, "days", "Refresh"),
    ],
)
def test_a_lifetime_out_of_range_is_refused(create, refused, number, unit, token):
    with refused("InvalidParameterException"):
        create(**{f"{token}TokenValidity": number, "TokenValidityUnits": {f"{token}Token": unit}})


@pytest.mark.spec("SEC-07", "APP-120", "APP-117", "APP-118", "CON-156", "CON-157", "CON-158")
@pytest.mark.parametrize(
    ("number", "unit", "token"),
    [
        (5, "minutes", "Access"),
        (300, "seconds", "Id"),
        (24, "hours", "Id"),
        (1, "days", "Access"),
        (60, "minutes", "Refresh"),
        (3650, "days", "Refresh"),
        (315_360_000, "seconds", "Refresh"),
    ],
)
def test_the_bounds_of_a_lifetime_belong_to_it(create, number, unit, token):
    assert create(**{f"{token}TokenValidity": number, "TokenValidityUnits": {f"{token}Token": unit}})


@pytest.mark.spec("SEC-266")
def test_a_refresh_lifetime_of_zero_is_thirty_days(create):
    made = create(RefreshTokenValidity=0, TokenValidityUnits={"RefreshToken": "seconds"})

    assert AppClient.objects.get(client_id=made["ClientId"]).refresh_token_lifetime.days == 30


@pytest.mark.spec("APP-160", "APP-135", "APP-168", "APP-181", "APP-275", "CON-267")
@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (CODE, "CallbackUrls can not be empty when code flow or implicit flow is selected"),
        (
            {"AllowedOAuthFlowsUserPoolClient": True},
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.",
        ),
        (
            CODE | {"AllowedOAuthFlows": ["code", "client_credentials"], "CallbackURLs": ["myapp://x"]},
            "client_credentials flow can not be selected along with code flow or implicit flow",
        ),
        (
            CODE | {"AllowedOAuthFlows": ["client_credentials"]},
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            CODE | {"AllowedOAuthFlows": ["client_credentials"], "GenerateSecret": True},
            "client_credentials flow can not be used with system scopes",
        ),
    ],
)
def test_flows_that_cannot_be_are_refused(create, refused, settings, message):
    with refused("InvalidOAuthFlowException") as refusal:
        create(**settings)
    assert refusal.message == message


@pytest.mark.spec("APP-275", "CON-267")
def test_a_scope_must_exist(create, refused):
    with refused("ScopeDoesNotExistException"):
        create(**CODE | {"AllowedOAuthScopes": ["cars/drive"], "CallbackURLs": ["myapp://x"]})


@pytest.mark.spec("APP-161", "APP-163", "APP-164", "CON-267", "APP-132")
@pytest.mark.parametrize("member", ["CallbackURLs", "LogoutURLs"])
@pytest.mark.parametrize(
    "url",
    [
        "/callback",
        "shop.example/callback",
        "//shop.example/callback",
        "https://shop.example/#top",
        "https://shop.example/#",
        "https:///callback",
        "http://shop.example/callback",
        "http://localhost.example/callback",
        "https://[::1/callback",
        "myapp:",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_an_unfit_redirect_address_is_refused(create, refused, member, url):
    with refused("InvalidParameterException"):
        create(**{member: [url]})


@pytest.mark.spec("APP-164", "APP-165", "CON-267", "APP-132", "APP-133", "APP-271")
@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/callback?a=b",
        "http://localhost:3000/callback",
        "http://127.0.0.1:3000",
        "http://[::1]:3000/",
        "myapp://example",
        "myapp://",
        "com.example.app:/callback",
        "https://shop.example/" + "x" * 1003,
    ],
)
def test_a_fit_redirect_address_is_taken(create, url):
    assert create(CallbackURLs=[url])["CallbackURLs"] == [url]


@pytest.mark.spec("APP-267", "APP-269", "APP-270", "API-365", "API-366", "CON-84", "APP-272", "APP-126", "APP-268")
@pytest.mark.parametrize(
    "settings",
    [
        {"EnablePropagateAdditionalUserContextData": True},
        {"DefaultRedirectURI": "https://other.example", "CallbackURLs": ["https://shop.example"]},
        {"SupportedIdentityProviders": ["Moon"]},
        {"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH", "USER_PASSWORD_AUTH"]},
        {"RefreshTokenRotation": {"Feature": "ENABLED"}, "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"]},
        {"ReadAttributes": ["custom:nowhere"]},
        {"WriteAttributes": ["sub"]},
        {"WriteAttributes": ["email_verified"]},
        {"GenerateSecret": True, "ClientSecret": "a" * 30},
    ],
)
def test_settings_that_do_not_go_together_are_refused(create, refused, settings):
    with refused("InvalidParameterException"):
        create(**settings)

    assert not AppClient.objects.exists()


@pytest.mark.spec("API-363", "APP-275")
def test_the_lowest_tier_leaves_users_no_choice(create, pool, refused):
    pool.user_pool_tier = "LITE"
    pool.save()

    with refused("FeatureUnavailableInTierException"):
        create(ExplicitAuthFlows=["ALLOW_USER_AUTH"])


@pytest.mark.spec("CON-83", "CON-84")
def test_a_required_attribute_must_stay_writable(create, pool, refused):
    pool.schema = [{"Name": "email", "Required": True}]
    pool.save()

    with refused("InvalidParameterException"):
        create(WriteAttributes=["name"])


def test_a_client_is_found_in_its_own_pool_only(idp, app, quick_keys, refused):
    other = idp.create_user_pool(PoolName="others")["UserPool"]["Id"]

    with refused("ResourceNotFoundException") as refusal:
        idp.describe_user_pool_client(UserPoolId=other, ClientId=app.client_id)
    assert refusal.message == f"User pool client {app.client_id} does not exist."


@pytest.mark.spec("APP-184", "APP-175")
def test_a_deleted_client_is_gone(idp, app, refused):
    idp.delete_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id)

    with refused("ResourceNotFoundException"):
        idp.describe_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id)


@pytest.mark.spec("APP-183", "APP-175", "CON-151")
def test_clients_are_listed_in_pages(idp, pool, create):
    made = {create(ClientName=f"client {number}")["ClientId"] for number in range(3)}

    first = idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=2)
    second = idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=2, NextToken=first["NextToken"])

    assert {client["ClientId"] for client in first["UserPoolClients"] + second["UserPoolClients"]} == made
    assert "NextToken" not in second


@pytest.mark.spec("APP-277")
def test_clients_are_of_the_regular_type(idp, app):
    shown = idp.describe_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id)["UserPoolClient"]

    assert shown["ClientType"] == "REGULAR"
    assert idp.list_user_pool_clients(UserPoolId=app.pool_id, ClientType="DCR")["UserPoolClients"] == []
    assert len(idp.list_user_pool_clients(UserPoolId=app.pool_id, ClientType="REGULAR")["UserPoolClients"]) == 1


def test_a_page_token_is_good_for_its_own_list_only(idp, pool, create, refused):
    create()
    create()
    token = idp.list_user_pool_clients(UserPoolId=pool.id, MaxResults=1)["NextToken"]

    with refused("InvalidParameterException"):
        idp.list_user_pools(MaxResults=1, NextToken=token)


@pytest.mark.spec("APP-271", "CON-263", "API-209", "API-210", "API-212")
@pytest.mark.parametrize(
    "settings",
    [
        {"ClientName": "x" * 129},
        {"ClientName": "shop!"},
        {"CallbackURLs": [f"https://shop.example/{number}" for number in range(101)]},
        {"LogoutURLs": [f"https://shop.example/{number}" for number in range(101)]},
        {"CallbackURLs": ["https://shop.example/" + "x" * 1004]},
        {"AllowedOAuthScopes": [f"photos/{number}" for number in range(51)]},
        {"AllowedOAuthScopes": ["x" * 257]},
        {"AllowedOAuthFlows": ["code", "code", "code", "code"]},
        {"AuthSessionValidity": 16},
        {"RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 61}},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_more_than_a_client_may_have_is_refused(create, refused, settings):
    with refused("InvalidParameterException"):
        create(**settings)


@pytest.mark.spec("APP-177", "APP-178", "APP-179")
def test_an_update_tells_of_the_whole_client(idp, app):
    shown = idp.update_user_pool_client(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code", "implicit"],
        AllowedOAuthScopes=["openid"],
        CallbackURLs=["https://shop.example"],
        SupportedIdentityProviders=["COGNITO"],
    )
    told = shown["UserPoolClient"]
    app.refresh_from_db()
    assert (told["AllowedOAuthFlows"], told["CallbackURLs"]) == (["code", "implicit"], ["https://shop.example"])
    assert (told["RefreshTokenValidity"], told["AuthSessionValidity"]) == (30, 3)
    assert told["LastModifiedDate"].timestamp() == pytest.approx(app.modified_at.timestamp(), abs=0.001)


@pytest.fixture
def keeper(pool):
    """A client with a secret known to the test."""
    return app_clients.create_app_client(pool, "keeper", caller=CALLER, client_secret="s" * 30, client_id="keeper")


@pytest.mark.spec("USR-42", "CON-150")
def test_the_right_secret_hash_passes(keeper):
    # printf 'alicekeeper' | openssl dgst -sha256 -hmac ssssssssssssssssssssssssssssss -binary | base64
    app_clients.check_secret_hash(keeper, "alice", SECRET_HASH_OF_ALICE)


@pytest.mark.spec("USR-43")
@pytest.mark.parametrize("given", ["", "wrong", "é"])
def test_a_wrong_secret_hash_is_refused(keeper, given):
    with pytest.raises(NotAuthorizedException):
        app_clients.check_secret_hash(keeper, "alice", given)


def test_a_secret_hash_for_a_client_without_secret_is_refused(app):
    with pytest.raises(NotAuthorizedException):
        app_clients.check_secret_hash(app, "alice", "x")


def test_a_client_without_secret_has_no_right_secret(app, keeper):
    assert not app_clients.is_client_secret(app, "")
    assert app_clients.is_client_secret(keeper, "s" * 30)
    assert not app_clients.is_client_secret(keeper, "s" * 29)
