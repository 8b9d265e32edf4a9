"""Groups: kept by administrators, told in tokens."""

import pytest

from pools.actions import groups
from pools.actions.quotas import values
from pools.models import AuditEvent, GroupMembership, User
from tests.conftest import CALLER
from tests.pools.signing_in import claims, refreshed, tokens

ROLE = "arn:aws:iam::000000000000:role/reader"
OTHER_ROLE = "arn:aws:iam::000000000000:role/writer"


@pytest.fixture
def make(pool):
    """Makes a group, and puts people into it."""

    def make(name, *people, role_arn="", precedence=None):
        group = groups.create_group(pool, name, caller=CALLER, role_arn=role_arn, precedence=precedence)
        for person in people:
            groups.admin_add_user_to_group(person, group, caller=CALLER)
        return group

    return make


def names(answer):
    return [group["GroupName"] for group in answer["Groups"]]


# Keeping


@pytest.mark.spec("USR-100", "USR-101", "USR-104", "USR-266")
def test_a_group_is_made_read_and_changed(idp, pool):
    made = idp.create_group(
        UserPoolId=pool.id, GroupName="admin", Description="Those who may", RoleArn=ROLE, Precedence=0
    )["Group"]
    idp.update_group(UserPoolId=pool.id, GroupName="admin", Precedence=7)
    read = idp.get_group(UserPoolId=pool.id, GroupName="admin")["Group"]

    assert set(made) == {
        *("GroupName", "UserPoolId", "Description", "RoleArn", "Precedence", "CreationDate", "LastModifiedDate")
    }
    assert (read["Precedence"], read["RoleArn"], read["Description"]) == (7, ROLE, "Those who may")


@pytest.mark.spec("USR-104")
def test_precedence_is_null_by_default(idp, pool):
    assert set(idp.create_group(UserPoolId=pool.id, GroupName="plain")["Group"]) == {
        *("GroupName", "UserPoolId", "CreationDate", "LastModifiedDate")
    }


@pytest.mark.spec("USR-266")
def test_a_name_is_one_group_s(idp, pool, make, refused):
    make("admin")
    with refused("GroupExistsException"):
        idp.create_group(UserPoolId=pool.id, GroupName="admin")

    assert idp.create_group(UserPoolId=pool.id, GroupName="Admin")["Group"]["GroupName"] == "Admin"


@pytest.mark.parametrize("operation", ["get_group", "update_group", "delete_group", "list_users_in_group"])
def test_a_group_that_does_not_exist_is_named(idp, pool, refused, operation):
    with refused("ResourceNotFoundException") as refusal:
        getattr(idp, operation)(UserPoolId=pool.id, GroupName="missing")

    assert refusal.message == "Group not found."


@pytest.mark.spec("USR-266")
@pytest.mark.parametrize(
    "wrong", [{"Precedence": -1}, {"Precedence": 2**31}, {"GroupName": "a b"}, {"GroupName": ""}, {"RoleArn": "x"}]
)
def test_bad_settings_are_refused(idp, pool, refused, wrong):
    with pytest.raises(idp.exceptions.ClientError) as refusal:
        idp.create_group(**({"UserPoolId": pool.id, "GroupName": "admin"} | wrong))

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.spec("USR-114", "USR-266")
def test_groups_are_listed_by_name_in_pages(idp, pool, make):
    make("c")
    make("a")
    make("b")
    first = idp.list_groups(UserPoolId=pool.id, Limit=2)
    second = idp.list_groups(UserPoolId=pool.id, Limit=2, NextToken=first["NextToken"])

    assert (names(first), names(second)) == (["a", "b"], ["c"])
    assert "NextToken" not in second
    assert names(idp.list_groups(UserPoolId=pool.id, Limit=0)) == ["a", "b", "c"]


@pytest.mark.spec("API-215")
def test_a_pool_has_so_many_groups_and_no_more(idp, pool, make, refused):
    values.set_quota(pool, "Groups", 1, caller=CALLER)
    make("only")
    with refused("LimitExceededException"):
        idp.create_group(UserPoolId=pool.id, GroupName="second")


@pytest.mark.spec("USR-115")
def test_a_group_is_deleted_with_its_memberships(idp, pool, make, alice, bob, monkeypatch):
    monkeypatch.setattr(groups, "_FREED_AT_ONCE", 1)
    make("admin", alice, bob)
    idp.delete_group(UserPoolId=pool.id, GroupName="admin")

    assert not GroupMembership.objects.exists()
    assert User.objects.count() == 2
    assert AuditEvent.objects.get(name="DeleteGroup").detail == {"group": "admin"}


# Members


@pytest.mark.spec("USR-100", "USR-103", "USR-113")
def test_members_come_and_go(idp, pool, make, alice, bob):
    make("admin")
    idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName="admin", Username="alice")
    idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName="admin", Username="alice")
    idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName="admin", Username="bob")
    idp.admin_remove_user_from_group(UserPoolId=pool.id, GroupName="admin", Username="bob")
    idp.admin_remove_user_from_group(UserPoolId=pool.id, GroupName="admin", Username="bob")

    members = idp.list_users_in_group(UserPoolId=pool.id, GroupName="admin")["Users"]
    assert [member["Username"] for member in members] == ["alice"]


def test_members_are_listed_in_pages(idp, pool, make, alice, bob):
    make("admin", alice, bob)
    first = idp.list_users_in_group(UserPoolId=pool.id, GroupName="admin", Limit=1)
    second = idp.list_users_in_group(UserPoolId=pool.id, GroupName="admin", Limit=1, NextToken=first["NextToken"])

    assert {first["Users"][0]["Username"], second["Users"][0]["Username"]} == {"alice", "bob"}
    assert "NextToken" not in second


def test_a_user_s_groups_are_listed_in_pages(idp, pool, make, alice, bob):
    make("a", alice)
    make("b", alice, bob)
    make("c", bob)
    first = idp.admin_list_groups_for_user(UserPoolId=pool.id, Username="alice", Limit=1)
    second = idp.admin_list_groups_for_user(UserPoolId=pool.id, Username="alice", Limit=1, NextToken=first["NextToken"])

    assert (names(first), names(second)) == (["a"], ["b"])


@pytest.mark.parametrize("operation", ["admin_add_user_to_group", "admin_remove_user_from_group"])
def test_a_user_who_does_not_exist_is_in_no_group(idp, pool, make, refused, operation):
    make("admin")
    with refused("UserNotFoundException"):
        getattr(idp, operation)(UserPoolId=pool.id, GroupName="admin", Username="nobody")


@pytest.mark.spec("API-214")
def test_a_user_is_in_so_many_groups_and_no_more(idp, pool, make, alice, refused):
    values.set_quota(pool, "GroupsPerUser", 1, caller=CALLER)
    make("first", alice)
    make("second")
    with refused("LimitExceededException"):
        idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName="second", Username="alice")

    idp.admin_add_user_to_group(UserPoolId=pool.id, GroupName="first", Username="alice")


# Tokens


@pytest.mark.spec("SEC-28", "SEC-32", "SEC-36", "USR-105", "USR-106", "USR-107", "USR-111")
def test_tokens_tell_the_groups_and_id_tokens_the_roles(idp, app, make, alice):
    make("readers", alice, role_arn=ROLE, precedence=5)
    make("writers", alice, role_arn=OTHER_ROLE, precedence=1)
    make("guests", alice)
    result = tokens(idp, app)
    in_access, in_id = claims(result["AccessToken"]), claims(result["IdToken"])

    assert in_access["cognito:groups"] == in_id["cognito:groups"] == ["writers", "readers", "guests"]
    assert in_id["cognito:roles"] == [OTHER_ROLE, ROLE]
    assert in_id["cognito:preferred_role"] == OTHER_ROLE
    assert not {"cognito:roles", "cognito:preferred_role"} & in_access.keys()


@pytest.mark.spec("USR-107", "USR-108", "USR-109", "USR-265", "IDP-111")
@pytest.mark.parametrize(
    ("first", "second", "preferred"),
    [
        ((ROLE, 1), (OTHER_ROLE, 2), ROLE),
        ((ROLE, None), (OTHER_ROLE, 2**31 - 1), OTHER_ROLE),
        ((ROLE, 1), (ROLE, 1), ROLE),
        ((ROLE, 1), (OTHER_ROLE, 1), None),
        ((ROLE, None), (OTHER_ROLE, None), None),
        ((ROLE, None), (ROLE, None), ROLE),
        (("", 0), (ROLE, 5), ROLE),
        (("", 0), ("", 1), None),
    ],
)
def test_the_preferred_role_is_the_one_that_weighs_most(make, alice, first, second, preferred):
    make("first", alice, role_arn=first[0], precedence=first[1])
    make("second", alice, role_arn=second[0], precedence=second[1])
    alice.refresh_from_db()

    assert groups.claims_of(alice).preferred_role == (preferred or "")


@pytest.mark.spec("SEC-36")
def test_a_refresh_tells_the_groups_of_now(idp, app, make, alice):
    before = tokens(idp, app)
    make("admin", alice)
    after = refreshed(idp, app, before["RefreshToken"])["AuthenticationResult"]

    assert "cognito:groups" not in claims(before["AccessToken"])
    assert claims(after["AccessToken"])["cognito:groups"] == ["admin"]


def test_who_left_all_groups_has_none_in_tokens(idp, app, make, alice):
    group = make("admin", alice)
    groups.admin_remove_user_from_group(alice, group, caller=CALLER)
    make("guests", alice).delete()

    assert not [name for name in claims(tokens(idp, app)["IdToken"]) if name.startswith("cognito:groups")]


def test_groups_cost_one_query_however_many(idp, app, make, alice, django_assert_num_queries):
    refresh_token = tokens(idp, app)["RefreshToken"]
    make("a", alice)
    make("b", alice)
    make("c", alice)
    with django_assert_num_queries(2):
        refreshed(idp, app, refresh_token)
