"""Signed calls by principals who may do some things: policies, boundaries, regions, temporary credentials."""

import datetime
import json

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pools.actions import policies, principals, temporary_credentials, user_pools
from pools.actions.administrators import create_access_key
from pools.models import Administrator
from tests.conftest import CALLER

ME = "arn:aws:iam::000000000000:user/carol"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonCognitoReadOnly"
POWER_USER = "arn:aws:iam::aws:policy/AmazonCognitoPowerUser"


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


@pytest.fixture
def carol(db) -> Administrator:
    return principals.create_principal("carol", caller=CALLER)


@pytest.fixture
def carols(carol, sdk):
    """The SDK, signed with a key of a machine user without rights."""
    key = create_access_key(carol, caller=CALLER)
    return sdk(access_key_id=key.access_key_id, secret=key.secret)


@pytest.fixture
def permit(carol):
    """Gives Carol an inline policy of these statements."""
    return lambda *statements: policies.put_inline_policy(carol, "own", document(*statements), caller=CALLER)


@pytest.mark.spec("API-07", "API-26", "APP-38")
def test_what_no_policy_allows_is_denied(carols, pool, refused):
    with refused("AccessDeniedException") as refusal:
        carols.describe_user_pool(UserPoolId=pool.id)

    assert refusal.message == (
        f"User: {ME} is not authorized to perform: cognito-idp:DescribeUserPool on resource: {pool.arn} "
        "because no identity-based policy allows the cognito-idp:DescribeUserPool action"
    )


@pytest.mark.spec("API-06", "API-15")
def test_an_inline_policy_allows_what_it_says_and_no_more(carols, permit, pool, refused):
    permit(allow("cognito-idp:Describe*", pool.arn))

    assert carols.describe_user_pool(UserPoolId=pool.id)["UserPool"]["Id"] == pool.id
    with refused("AccessDeniedException"):
        carols.delete_user_pool(UserPoolId=pool.id)


@pytest.mark.spec("API-16")
def test_a_list_is_allowed_on_everything_only(carols, permit, pool, refused):
    permit(allow("cognito-idp:*", "arn:aws:cognito-idp:*:*:userpool/*"))

    with refused("AccessDeniedException") as refusal:
        carols.list_user_pools(MaxResults=1)
    assert "on resource: * because" in refusal.message


@pytest.mark.spec("API-07", "API-26")
def test_an_explicit_deny_is_told_as_such(carols, permit, pool, refused):
    permit(allow("*"), allow("cognito-idp:DeleteUserPool") | {"Effect": "Deny"})

    with refused("AccessDeniedException") as refusal:
        carols.delete_user_pool(UserPoolId=pool.id)
    assert refusal.message.endswith(f"on resource: {pool.arn} with an explicit deny in an identity-based policy")


@pytest.mark.spec("API-40", "API-353")
def test_a_managed_policy_serves_who_it_is_attached_to(carols, carol, pool, refused):
    policies.attach_policy(carol, READ_ONLY, caller=CALLER)

    assert carols.list_user_pools(MaxResults=1)["UserPools"]
    with refused("AccessDeniedException"):
        carols.create_user_pool(PoolName="more")

    policies.detach_policy(carol, READ_ONLY, caller=CALLER)
    with refused("AccessDeniedException"):
        carols.list_user_pools(MaxResults=1)


@pytest.mark.spec("API-07")
def test_a_groups_policies_reach_its_members(carols, carol, pool, refused):
    team = principals.create_group("team", caller=CALLER)
    policies.attach_policy(team, READ_ONLY, caller=CALLER)
    policies.put_inline_policy(team, "more", document(allow("cognito-idp:CreateGroup")), caller=CALLER)
    with refused("AccessDeniedException"):
        carols.describe_user_pool(UserPoolId=pool.id)

    principals.add_user_to_group(carol, team, caller=CALLER)
    assert carols.describe_user_pool(UserPoolId=pool.id)
    assert carols.create_group(UserPoolId=pool.id, GroupName="g")

    principals.remove_user_from_group(carol, team, caller=CALLER)
    with refused("AccessDeniedException"):
        carols.describe_user_pool(UserPoolId=pool.id)


@pytest.mark.spec("API-10")
def test_a_boundary_bounds_what_policies_allow(carols, carol, permit, pool, refused):
    permit(allow("*"))
    policies.set_boundary(carol, READ_ONLY, caller=CALLER)

    assert carols.describe_user_pool(UserPoolId=pool.id)
    with refused("AccessDeniedException") as refusal:
        carols.delete_user_pool(UserPoolId=pool.id)
    assert refusal.message.endswith("because no permissions boundary allows the cognito-idp:DeleteUserPool action")


@pytest.mark.spec("API-11")
def test_only_pools_with_the_callers_name_on_them_are_changed(carols, permit, pool, refused):
    owned = {"StringEquals": {"aws:ResourceTag/owner": "${aws:username}"}}
    permit(allow("cognito-idp:SetUserPoolMfaConfig", Condition=owned))
    with refused("AccessDeniedException"):
        carols.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="OFF")

    pool.user_pool_tags = {"owner": "carol"}
    pool.save()
    assert carols.set_user_pool_mfa_config(UserPoolId=pool.id, MfaConfiguration="OFF")


@pytest.mark.spec("API-11")
def test_only_pools_with_certain_tags_are_created(carols, permit, quick_keys, refused):
    wanted = {"StringEquals": {"aws:RequestTag/stage": "dev"}, "ForAllValues:StringEquals": {"aws:TagKeys": ["stage"]}}
    permit(allow("cognito-idp:CreateUserPool", Condition=wanted))

    assert carols.create_user_pool(PoolName="a", UserPoolTags={"stage": "dev"})
    with refused("AccessDeniedException"):
        carols.create_user_pool(PoolName="b", UserPoolTags={"stage": "prod"})
    with refused("AccessDeniedException"):
        carols.create_user_pool(PoolName="c", UserPoolTags={"stage": "dev", "more": "x"})


@pytest.mark.spec("API-27")
def test_who_hands_over_a_role_must_be_allowed_to(carols, permit, pool, refused):
    role = "arn:aws:iam::000000000000:role/members"
    permit(allow("cognito-idp:CreateGroup"))
    with refused("AccessDeniedException") as refusal:
        carols.create_group(UserPoolId=pool.id, GroupName="g", RoleArn=role)
    assert refusal.message == (
        f"User: {ME} is not authorized to perform: iam:PassRole "
        "because no identity-based policy allows the iam:PassRole action"
    )

    to_cognito = {"StringEquals": {"iam:PassedToService": "cognito-idp.amazonaws.com"}}
    permit(allow("cognito-idp:CreateGroup"), allow("iam:PassRole", role, Condition=to_cognito))
    assert carols.create_group(UserPoolId=pool.id, GroupName="g", RoleArn=role)


@pytest.mark.spec("API-09", "API-22")
@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("IpAddress", "aws:SourceIp", "127.0.0.0/8"),
        ("StringEquals", "aws:username", "carol"),
        ("ArnEquals", "aws:PrincipalArn", ME),
        ("StringEquals", "aws:PrincipalAccount", "000000000000"),
        ("StringEquals", "aws:PrincipalType", "User"),
        ("StringLike", "aws:userid", "AIDA?????????????????"),
        ("StringLike", "aws:UserAgent", "Boto3/*"),
        ("StringEquals", "aws:RequestedRegion", "us-east-1"),
        ("Bool", "aws:SecureTransport", "false"),
        ("Bool", "aws:ViaAWSService", "false"),
        ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
        ("NumericGreaterThan", "aws:EpochTime", "1600000000"),
        ("Null", "aws:MultiFactorAuthPresent", "true"),
        ("StringEquals", "aws:PrincipalTag/team", "a"),
    ],
)
def test_conditions_know_the_request(carols, carol, permit, pool, refused, operator, key, value):
    principals.tag_principal(carol, {"team": "a"}, caller=CALLER)
    permit(allow("*"), allow("*", Condition={operator: {key: value}}) | {"Effect": "Deny"})
    with refused("AccessDeniedException"):
        carols.describe_user_pool(UserPoolId=pool.id)

    permit(allow("*", Condition={operator: {key: value}}))
    assert carols.describe_user_pool(UserPoolId=pool.id)


def test_policies_cost_two_queries(carols, idp, carol, permit, pool):
    policies.attach_policy(carol, READ_ONLY, caller=CALLER)
    with CaptureQueriesContext(connection) as of_root:
        idp.describe_user_pool(UserPoolId=pool.id)

    with CaptureQueriesContext(connection) as of_carol:
        carols.describe_user_pool(UserPoolId=pool.id)
    assert len(of_carol) == len(of_root) + 2


def test_a_pool_of_another_region_is_not_there(sdk, pool, refused):
    elsewhere = sdk(region_name="eu-west-1")

    with refused("ResourceNotFoundException") as refusal:
        elsewhere.describe_user_pool(UserPoolId=pool.id)
    assert refusal.message == f"User pool {pool.id} does not exist."


def test_a_pool_is_named_by_its_own_region(sdk, carol, carols, permit, pool, refused):
    permit(allow("*", pool.arn))
    key = create_access_key(carol, caller=CALLER)
    elsewhere = sdk(region_name="eu-west-1", access_key_id=key.access_key_id, secret=key.secret)

    with refused("ResourceNotFoundException"):
        elsewhere.describe_user_pool(UserPoolId=pool.id)
    with refused("AccessDeniedException") as refusal:
        elsewhere.describe_user_pool(UserPoolId="us-east-1_other")
    assert "on resource: arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_other" in refusal.message


def test_pools_are_made_and_listed_where_the_call_is_signed_for(sdk, pool, quick_keys):
    elsewhere = sdk(region_name="eu-west-1")
    made = elsewhere.create_user_pool(PoolName="there")["UserPool"]

    assert made["Id"].startswith("eu-west-1_")
    assert made["Arn"].startswith("arn:aws:cognito-idp:eu-west-1:")
    assert [each["Id"] for each in elsewhere.list_user_pools(MaxResults=9)["UserPools"]] == [made["Id"]]


def test_unsigned_calls_reach_pools_of_any_region(idp, quick_keys, refused):
    far = user_pools.create_user_pool("far", region="eu-west-1", caller=CALLER)
    client = far.app_clients.create(client_name="x", client_id="farfarfarfarfarfarfarfarfa")

    with refused("InvalidPasswordException"):
        idp.sign_up(ClientId=client.client_id, Username="alice", Password="short1")


@pytest.fixture
def temporary(sdk):
    """The SDK, signed with these temporary credentials."""
    return lambda issued, service="cognito-idp", **changes: sdk(
        service,
        access_key_id=issued.access_key_id,
        secret=issued.secret_access_key,
        session_token=changes.get("token", issued.session_token),
    )


@pytest.mark.spec("API-05", "API-352", "APP-23")
def test_a_role_session_may_do_what_its_role_may(temporary, pool, refused):
    issued = temporary_credentials.issue(
        role_arn="arn:aws:iam::000000000000:role/app",
        session_name="web",
        policies=[document(allow("cognito-idp:DescribeUserPool"))],
        caller=CALLER,
    )
    client = temporary(issued)

    assert client.describe_user_pool(UserPoolId=pool.id)
    with refused("AccessDeniedException") as refusal:
        client.delete_user_pool(UserPoolId=pool.id)
    assert refusal.message.startswith("User: arn:aws:sts::000000000000:assumed-role/app/web is not authorized")


@pytest.mark.spec("API-10")
def test_a_session_policy_bounds_even_root(temporary, root_key, pool, refused):
    bound = document(allow("cognito-idp:DescribeUserPool"))
    client = temporary(temporary_credentials.issue(owner=root_key.owner, session_policies=[bound], caller=CALLER))

    assert client.describe_user_pool(UserPoolId=pool.id)
    with refused("AccessDeniedException") as refusal:
        client.delete_user_pool(UserPoolId=pool.id)
    assert refusal.message.endswith("because no session policy allows the cognito-idp:DeleteUserPool action")


def test_a_users_credentials_follow_the_users_policies(temporary, carol, permit, pool, refused):
    client = temporary(temporary_credentials.issue(owner=carol, caller=CALLER))
    with refused("AccessDeniedException"):
        client.describe_user_pool(UserPoolId=pool.id)

    permit(allow("*"))
    assert client.describe_user_pool(UserPoolId=pool.id)


def test_credentials_end_when_they_say(temporary, root_key, pool, refused):
    issued = temporary_credentials.issue(owner=root_key.owner, caller=CALLER)

    later = issued.expires_at + datetime.timedelta(seconds=1)
    with time_machine.travel(later), refused("ExpiredTokenException"):
        temporary(issued).describe_user_pool(UserPoolId=pool.id)


@pytest.mark.parametrize("token", ["", "made-up", None])
def test_a_temporary_key_is_nothing_without_its_token(temporary, root_key, pool, refused, token):
    issued = temporary_credentials.issue(owner=root_key.owner, caller=CALLER)

    with refused("UnrecognizedClientException"):
        temporary(issued, token=token).describe_user_pool(UserPoolId=pool.id)


def test_the_token_of_another_key_is_refused(temporary, root_key, pool, refused):
    issued = temporary_credentials.issue(owner=root_key.owner, caller=CALLER)
    other = temporary_credentials.issue(owner=root_key.owner, caller=CALLER)

    with refused("UnrecognizedClientException"):
        temporary(issued, token=other.session_token).describe_user_pool(UserPoolId=pool.id)


def test_revoked_credentials_end_at_once(temporary, root_key, pool, refused):
    issued = temporary_credentials.issue(owner=root_key.owner, caller=CALLER)
    temporary_credentials.revoke(issued.access_key_id, caller=CALLER)

    with refused("UnrecognizedClientException"):
        temporary(issued).describe_user_pool(UserPoolId=pool.id)
