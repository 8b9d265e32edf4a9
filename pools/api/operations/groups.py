"""Groups on the wire."""

from typing import Any

from pools.actions import groups, users
from pools.api import members
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import user_type
from pools.models import Group, User

_SETTINGS = ("description", "role_arn", "precedence")


@operation("CreateGroup")
def create_group(call: Call) -> dict[str, Any]:
    settings = members.columns(call.input, _SETTINGS)
    return {"Group": _shape(groups.create_group(call.pool, call.input["GroupName"], caller=call.caller, **settings))}


@operation("GetGroup")
def get_group(call: Call) -> dict[str, Any]:
    return {"Group": _shape(_group(call))}


@operation("UpdateGroup")
def update_group(call: Call) -> dict[str, Any]:
    changes = members.columns(call.input, _SETTINGS)
    return {"Group": _shape(groups.update_group(_group(call), caller=call.caller, **changes))}


@operation("DeleteGroup")
def delete_group(call: Call) -> dict[str, Any]:
    groups.delete_group(_group(call), caller=call.caller)
    return {}


@operation("ListGroups")
def list_groups(call: Call) -> dict[str, Any]:
    page, more = groups.list_groups(call.pool, limit=call.input.get("Limit", 0), token=call.input.get("NextToken"))
    return {"Groups": [_shape(group) for group in page], "NextToken": more}


@operation("AdminAddUserToGroup")
def admin_add_user_to_group(call: Call) -> dict[str, Any]:
    groups.admin_add_user_to_group(_user(call), _group(call), caller=call.caller)
    return {}


@operation("AdminRemoveUserFromGroup")
def admin_remove_user_from_group(call: Call) -> dict[str, Any]:
    groups.admin_remove_user_from_group(_user(call), _group(call), caller=call.caller)
    return {}


@operation("AdminListGroupsForUser")
def admin_list_groups_for_user(call: Call) -> dict[str, Any]:
    page, more = groups.list_groups_of(_user(call), limit=call.input.get("Limit", 0), token=call.input.get("NextToken"))
    return {"Groups": [_shape(group) for group in page], "NextToken": more}


@operation("ListUsersInGroup")
def list_users_in_group(call: Call) -> dict[str, Any]:
    page, more = groups.list_users_in_group(
        _group(call), limit=call.input.get("Limit", 0), token=call.input.get("NextToken")
    )
    return {"Users": [user_type(user) for user in page], "NextToken": more}


def _group(call: Call) -> Group:
    return groups.get_group(call.pool, call.input["GroupName"])


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])


def _shape(group: Group) -> dict[str, Any]:
    """`GroupType`. What was not given is left out."""
    return {
        "GroupName": group.name,
        "UserPoolId": group.pool_id,
        "Description": group.description or None,
        "RoleArn": group.role_arn or None,
        "Precedence": group.precedence,
        "CreationDate": group.created_at,
        "LastModifiedDate": group.modified_at,
    }
