"""PreTokenGeneration: what each version of the event may change in the tokens, and at which doors it is asked."""

import pytest

from pools.actions import app_clients, groups, resource_servers
from pools.models import Session
from tests.conftest import CALLER, PASSWORD
from tests.pools.device_client import DeviceClient
from tests.pools.signing_in import by_password, claims, refreshed

pytestmark = pytest.mark.one_database

METADATA = {"tenant": "acme"}
ROLE = "arn:aws:iam::000000000000:role/"


@pytest.fixture
def generate(app, assign):
    """Assigns a function of a version, with what it says."""

    def put(version="V1_0", **response):
        asked = assign("PreTokenGeneration")
        if response:
            asked.says(**response)
        arn = app.pool.lambda_config["PreTokenGeneration"]
        app.pool.lambda_config["PreTokenGenerationConfig"] = {"LambdaVersion": version, "LambdaArn": arn}
        app.pool.save()
        return asked

    return put


@pytest.fixture
def staff(pool, alice):
    for name, precedence in (("staff", 1), ("guests", 2)):
        group = groups.create_group(pool, name, caller=CALLER, precedence=precedence, role_arn=f"{ROLE}{name}")
        groups.admin_add_user_to_group(alice, group, caller=CALLER)


@pytest.fixture
def machine(pool):
    scopes = [{"ScopeName": "read", "ScopeDescription": "Look"}]
    resource_servers.create_resource_server(pool, "shop", "Shop", scopes, caller=CALLER)
    named = {"client_id": "1robot3456789abcdefghijklm", "client_secret": "s" * 40}
    flows = {"explicit_auth_flows": ["ALLOW_CLIENT_TOKEN_AUTH"], "allowed_o_auth_scopes": ["shop/read"]}
    grants = {"allowed_o_auth_flows_user_pool_client": True, "allowed_o_auth_flows": ["client_credentials"]}
    return app_clients.create_app_client(pool, "robot", caller=CALLER, **named, **flows, **grants)


def both(result):
    result = result.get("AuthenticationResult", result)
    return claims(result["IdToken"]), claims(result["AccessToken"])


@pytest.mark.spec("TRG-50", "TRG-147", "TRG-150", "TRG-151", "TRG-152", "TRG-153", "TRG-154", "TRG-252")
def test_the_event_tells_of_groups_and_their_roles(idp, app, alice, staff, generate):
    asked = generate()

    idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
        ClientMetadata=METADATA,
    )

    [event] = asked.events
    assert (event["version"], event["triggerSource"]) == ("1", "TokenGeneration_Authentication")
    assert event["response"] == {"claimsOverrideDetails": None}
    assert event["request"] == {
        "userAttributes": {"sub": str(alice.pk), "cognito:user_status": "CONFIRMED"} | alice.attributes,
        "groupConfiguration": {
            "groupsToOverride": ["staff", "guests"],
            "iamRolesToOverride": [f"{ROLE}staff", f"{ROLE}guests"],
            "preferredRole": f"{ROLE}staff",
        },
    }


@pytest.mark.spec("TRG-156", "TRG-157", "TRG-158", "TRG-162", "TRG-164", "TRG-165")
def test_the_guide_s_function_adds_claims_and_leaves_one_out(idp, app, alice, staff, generate):
    added = {"attribute_key": "attribute_value", "attribute_key2": "attribute_value2"}
    generate(claimsOverrideDetails={"claimsToAddOrOverride": added, "claimsToSuppress": ["email"]})

    id_token, access_token = both(by_password(idp, app))

    assert added.items() <= id_token.items()
    assert "email" not in id_token
    assert "attribute_key" not in access_token
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["staff", "guests"]


@pytest.mark.spec("TRG-160", "TRG-163", "TRG-166")
def test_the_guide_s_function_replaces_groups_in_both_tokens(idp, app, alice, staff, generate):
    wanted = ["group-A", "group-B", "group-C"]
    roles = [f"{ROLE}sns_caller{letter}" for letter in "ABC"]
    details = {"groupsToOverride": wanted, "iamRolesToOverride": roles, "preferredRole": f"{ROLE}sns_caller"}
    generate(claimsOverrideDetails={"groupOverrideDetails": details})

    id_token, access_token = both(by_password(idp, app))

    assert id_token["cognito:groups"] == access_token["cognito:groups"] == wanted
    assert id_token["cognito:roles"] == roles
    assert id_token["cognito:preferred_role"] == f"{ROLE}sns_caller"


@pytest.mark.spec("TRG-161")
@pytest.mark.parametrize("details", [None, {}], ids=["null", "empty"])
def test_groups_can_be_left_out(idp, app, alice, staff, generate, details):
    generate(claimsOverrideDetails={"groupOverrideDetails": details})

    id_token, access_token = both(by_password(idp, app))
    names = {"cognito:groups", "cognito:roles", "cognito:preferred_role"}
    assert not names & {*id_token, *access_token}


@pytest.mark.spec("TRG-149", "TRG-159")
@pytest.mark.parametrize("version", ["V1_0", "V2_0"])
def test_some_claims_are_fixed_and_leaving_out_wins(idp, app, alice, generate, version):
    fixed = [
        "acr",
        "amr",
        "aud",
        "at_hash",
        "auth_time",
        "azp",
        "cognito:username",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
    ]
    changes = {
        "claimsToAddOrOverride": dict.fromkeys([*fixed, "cognito:groups"], "forged") | {"kept": "no", "email": "x"},
        "claimsToSuppress": ["kept", "email", *fixed],
    }
    later = {"idTokenGeneration": changes, "accessTokenGeneration": changes}
    generate(version, claimsOverrideDetails=changes, claimsAndScopeOverrideDetails=later)

    id_token, access_token = both(by_password(idp, app))

    assert "forged" not in [*id_token.values(), *access_token.values()]
    assert {"sub", "iss", "aud", "exp", "iat", "token_use", "origin_jti", "jti"} <= id_token.keys()
    assert {
        "sub",
        "iss",
        "exp",
        "iat",
        "token_use",
        "origin_jti",
        "jti",
        "client_id",
        "username",
    } <= access_token.keys()
    assert not {"kept", "email"} & id_token.keys()


@pytest.mark.spec("TRG-297", "TRG-298")
def test_the_second_version_changes_access_tokens_and_scopes(idp, app, alice, generate):
    generation = {
        "claimsToAddOrOverride": {"tenant": {"id": 7, "tags": ["a", "b"], "paid": True}, "client_id": "forged"},
        "claimsToSuppress": ["event_id", "username", "nothing"],
        "scopesToAdd": ["shop/write", "aws.cognito.signin.user.admin.more"],
        "scopesToSuppress": ["aws.cognito.signin.user.admin"],
    }
    details = {
        "idTokenGeneration": {"claimsToAddOrOverride": {"age": 42}},
        "accessTokenGeneration": generation,
        "groupOverrideDetails": {"groupsToOverride": ["new"]},
    }
    asked = generate("V2_0", claimsAndScopeOverrideDetails=details)

    result = by_password(idp, app)["AuthenticationResult"]
    id_token, access_token = both(result)

    assert asked.events[0]["version"] == "2"
    assert asked.request["scopes"] == ["aws.cognito.signin.user.admin"]
    assert access_token["tenant"] == {"id": 7, "tags": ["a", "b"], "paid": True}
    assert access_token["client_id"] == app.client_id
    assert access_token["username"] == "alice"
    assert access_token["scope"] == "shop/write"
    assert id_token["age"] == 42
    assert id_token["cognito:groups"] == access_token["cognito:groups"] == ["new"]
    with pytest.raises(idp.exceptions.NotAuthorizedException):
        idp.get_user(AccessToken=result["AccessToken"])


@pytest.mark.spec("TRG-276")
@pytest.mark.parametrize(
    ("version", "details"),
    [
        ("V1_0", {"claimsToAddOrOverride": {"list": ["a"]}}),
        ("V1_0", {"claimsToAddOrOverride": "a"}),
        ("V1_0", {"claimsToSuppress": "email"}),
        ("V1_0", {"groupOverrideDetails": []}),
        ("V1_0", {"groupOverrideDetails": {"groupsToOverride": [1]}}),
        ("V2_0", {"accessTokenGeneration": {"scopesToAdd": ["two words"]}}),
        ("V2_0", {"idTokenGeneration": []}),
    ],
    ids=str,
)
def test_what_no_token_can_hold_is_refused(idp, app, alice, generate, refused, version, details):
    generate(version, claimsOverrideDetails=details, claimsAndScopeOverrideDetails=details)

    with refused("InvalidLambdaResponseException") as refusal:
        by_password(idp, app)

    assert refusal.message == "Unrecognizable lambda output"
    assert not Session.objects.exists()


@pytest.mark.spec("TRG-51", "TRG-155", "TRG-253")
def test_a_new_password_s_tokens_are_asked_about_as_such(idp, app, generate):
    asked = generate()
    idp.admin_create_user(
        UserPoolId=app.pool_id, Username="carol", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS"
    )
    challenge = by_password(idp, app, "carol")

    idp.respond_to_auth_challenge(
        ClientId=app.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        ChallengeResponses={"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse-2"},
        Session=challenge["Session"],
        ClientMetadata=METADATA,
    )

    assert asked.sources == ["TokenGeneration_NewPasswordChallenge"]
    assert asked.request["clientMetadata"] == METADATA


@pytest.mark.spec("TRG-52")
def test_a_device_s_tokens_are_asked_about_as_such(idp, app, alice, generate):
    app.pool.device_configuration = {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}
    asked = generate()
    result = by_password(idp, app)["AuthenticationResult"]
    device = DeviceClient(result["NewDeviceMetadata"])
    device.confirm(idp, result["AccessToken"])

    challenge = by_password(idp, app, DEVICE_KEY=device.key)
    device.prove(idp, app, challenge["Session"])

    assert asked.sources == ["TokenGeneration_Authentication", "TokenGeneration_AuthenticateDevice"]


@pytest.mark.spec("TRG-53", "TRG-148", "TRG-302")
def test_refreshed_tokens_are_asked_about_anew(idp, app, alice, generate):
    asked = generate(claimsOverrideDetails={"claimsToAddOrOverride": {"turn": "1"}})
    refresh_token = by_password(idp, app)["AuthenticationResult"]["RefreshToken"]
    asked.answers = []
    asked.says(claimsOverrideDetails={"claimsToAddOrOverride": {"turn": "2"}})

    by_auth = refreshed(idp, app, refresh_token)["AuthenticationResult"]
    given = {"ClientId": app.client_id, "RefreshToken": refresh_token, "ClientMetadata": METADATA}
    by_operation = idp.get_tokens_from_refresh_token(**given)["AuthenticationResult"]

    assert asked.sources[1:] == ["TokenGeneration_RefreshTokens"] * 2
    assert claims(by_auth["IdToken"])["turn"] == claims(by_operation["IdToken"])["turn"] == "2"
    assert asked.request["clientMetadata"] == METADATA


def test_a_refusal_spends_no_refresh_token(idp, app, alice, generate, refused):
    app.refresh_token_rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    app.save()
    asked = generate()
    given = {"ClientId": app.client_id, "RefreshToken": by_password(idp, app)["AuthenticationResult"]["RefreshToken"]}

    asked.throws("later")
    with refused("UserLambdaValidationException"):
        idp.get_tokens_from_refresh_token(**given)
    asked.answers = []

    assert idp.get_tokens_from_refresh_token(**given)["AuthenticationResult"]["AccessToken"]


@pytest.mark.spec("TRG-49")
def test_the_hosted_ui_s_tokens_are_asked_about_at_the_exchange(app, alice, generate, browser, asks, exchange):
    asked = generate("V2_0", claimsAndScopeOverrideDetails={"accessTokenGeneration": {"scopesToAdd": ["shop/read"]}})

    code = browser.sign_in("alice", asks("/login")).query["code"]
    tokens = exchange(code).json()

    assert asked.sources == ["TokenGeneration_HostedAuth"]
    assert asked.request["scopes"] == ["openid", "email"]
    assert claims(tokens["access_token"])["scope"] == "openid email shop/read"


def test_a_refusal_at_the_exchange_spends_no_code(code_row, generate, exchange):
    asked = generate().throws("later")

    refusal = exchange("the code")
    asked.answers = []

    assert (refusal.status_code, refusal.json()) == (400, {"error": "invalid_request"})
    assert exchange("the code").status_code == 200


@pytest.mark.spec("TRG-288", "TRG-298", "TRG-302")
@pytest.mark.parametrize(("version", "times"), [("V1_0", 0), ("V2_0", 0), ("V3_0", 2)])
def test_the_third_version_is_asked_about_machines_too(idp, machine, generate, exchange, version, times):
    added = {"accessTokenGeneration": {"claimsToAddOrOverride": {"plan": "gold"}}}
    asked = generate(version, claimsAndScopeOverrideDetails=added)
    given = {"ClientId": machine.client_id, "Secret": "s" * 40, "ClientMetadata": METADATA}

    by_operation = idp.get_client_token(**given)["ClientAuthenticationResult"]["AccessToken"]
    body = {"grant_type": "client_credentials", "client_id": machine.client_id, "client_secret": "s" * 40}
    by_grant = exchange(**body, redirect_uri=None).json()["access_token"]

    assert asked.sources == ["TokenGeneration_ClientCredentials"] * times
    assert [claims(token).get("plan") for token in (by_operation, by_grant)] == [{0: None, 2: "gold"}[times]] * 2
    assert [event["request"].get("clientMetadata") for event in asked.events] == [METADATA, None][:times]


@pytest.mark.spec("TRG-285", "TRG-298")
def test_later_versions_need_a_tier(idp, app, refused):
    arn = "arn:aws:lambda:us-east-1:000000000000:function:claims"
    config = {"PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": arn}}

    idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig=config)
    shown = idp.describe_user_pool(UserPoolId=app.pool_id)["UserPool"]["LambdaConfig"]
    with refused("FeatureUnavailableInTierException"):
        idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig=config, UserPoolTier="LITE")
    with refused("InvalidParameterException"):
        idp.update_user_pool(UserPoolId=app.pool_id, LambdaConfig=config | {"PreTokenGeneration": f"{arn}2"})

    assert shown["PreTokenGeneration"] == arn
