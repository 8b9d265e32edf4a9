"""Groups."""

from pools.actions import groups
from tests.operations.cases import refuses, works

NO_GROUP = "Group not found."


@works("CreateGroup")
def a_group_is_made(pool):
    answer = yield {"UserPoolId": pool.id, "GroupName": "staff", "Precedence": 3}
    assert (answer["Group"]["GroupName"], answer["Group"]["Precedence"]) == ("staff", 3)


@works("GetGroup")
def a_group_is_read(pool, staff):
    answer = yield {"UserPoolId": pool.id, "GroupName": "staff"}
    assert answer["Group"]["GroupName"] == "staff"


@works("UpdateGroup")
def a_group_is_changed(pool, staff):
    answer = yield {"UserPoolId": pool.id, "GroupName": "staff", "Description": "All of us"}
    assert answer["Group"]["Description"] == "All of us"


@works("DeleteGroup")
def a_group_is_deleted(pool, staff):
    yield {"UserPoolId": pool.id, "GroupName": "staff"}
    assert not pool.groups.exists()


@works("ListGroups")
def groups_are_listed(pool, staff):
    answer = yield {"UserPoolId": pool.id}
    assert [group["GroupName"] for group in answer["Groups"]] == ["staff"]


@works("AdminAddUserToGroup")
def a_user_joins(pool, alice, staff):
    yield {"UserPoolId": pool.id, "Username": "alice", "GroupName": "staff"}
    assert groups.list_groups_of(alice, limit=0, token=None)[0] == [staff]


@works("AdminRemoveUserFromGroup")
def a_user_leaves(pool, alice_in_staff):
    yield {"UserPoolId": pool.id, "Username": "alice", "GroupName": "staff"}
    assert groups.list_groups_of(alice_in_staff, limit=0, token=None)[0] == []


@works("AdminListGroupsForUser")
def a_user_s_groups_are_listed(pool, alice_in_staff):
    answer = yield {"UserPoolId": pool.id, "Username": "alice"}
    assert [group["GroupName"] for group in answer["Groups"]] == ["staff"]


@works("ListUsersInGroup")
def members_are_listed(pool, alice_in_staff):
    answer = yield {"UserPoolId": pool.id, "GroupName": "staff"}
    assert [user["Username"] for user in answer["Users"]] == ["alice"]


@refuses("CreateGroup", "GroupExistsException", "A group with the name already exists.")
def the_name_is_taken(pool, staff):
    return {"UserPoolId": pool.id, "GroupName": "staff"}


@refuses("GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup", "ResourceNotFoundException", NO_GROUP)
def there_is_no_such_group(pool):
    return {"UserPoolId": pool.id, "GroupName": "nobody"}


@refuses("AdminAddUserToGroup", "AdminRemoveUserFromGroup", "ResourceNotFoundException", NO_GROUP)
def there_is_no_such_group_to_join(pool, alice):
    return {"UserPoolId": pool.id, "Username": "alice", "GroupName": "nobody"}
