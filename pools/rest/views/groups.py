"""Groups."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import groups
from pools.models import Group as GroupRow
from pools.rest.call import Call
from pools.rest.fields import ShapeField, answer, body, page_of, settings_of
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route
from pools.rest.user_answers import UserPage, listed_user

TAG = "Groups"
_SETTINGS = ("description", "role_arn", "precedence")

NewGroup = body(
    "NewGroup",
    {
        "name": ShapeField("GroupNameType", wire_name="GroupName"),
        **settings_of("CreateGroupRequest", _SETTINGS, required=False),
    },
)
GroupSettings = body("GroupSettings", settings_of("UpdateGroupRequest", _SETTINGS, required=False))
Group = answer(
    "Group",
    {
        "name": ShapeField("GroupNameType"),
        "pool_id": serializers.CharField(),
        "description": serializers.CharField(),
        "role_arn": serializers.CharField(),
        "precedence": serializers.IntegerField(allow_null=True),
        "created_at": serializers.DateTimeField(),
        "modified_at": serializers.DateTimeField(),
    },
)
GroupPage = page_of(Group)


@route("pools/<str:pool_id>/groups", tag=TAG)
class Groups(Resource):
    @operation("ListGroups", query=PageQuery, answers=GroupPage)
    def get(self, call: Call) -> dict[str, Any]:
        """List the groups of a user pool."""
        found, token = groups.list_groups(call.pool, **page_asked_for(call))
        return call.page([described_group(group) for group in found], token)

    @operation("CreateGroup", body=NewGroup, answers=Group, status=HTTPStatus.CREATED, can_conflict=True)
    def post(self, call: Call) -> dict[str, Any]:
        """Create a group."""
        return described_group(groups.create_group(call.pool, caller=call.caller, **call.body))


@route("pools/<str:pool_id>/groups/<path:group_name>/users", tag=TAG)
class Members(Resource):
    @operation("ListUsersInGroup", query=PageQuery, answers=UserPage)
    def get(self, call: Call) -> dict[str, Any]:
        """List the members of a group."""
        found, token = groups.list_users_in_group(call.group, **page_asked_for(call))
        return call.page([listed_user(user) for user in found], token)


@route("pools/<str:pool_id>/groups/<path:group_name>", tag=TAG)
class OneGroup(Resource):
    @operation("GetGroup", answers=Group)
    def get(self, call: Call) -> dict[str, Any]:
        """Read a group."""
        return described_group(call.group)

    @operation("UpdateGroup", body=GroupSettings, answers=Group)
    def patch(self, call: Call) -> dict[str, Any]:
        """Change a group.

        What is left out stays as it is.
        """
        return described_group(groups.update_group(call.group, caller=call.caller, **call.body))

    @operation("DeleteGroup")
    def delete(self, call: Call) -> None:
        """Delete a group.

        Its members stay users of the pool.
        """
        groups.delete_group(call.group, caller=call.caller)


def page_asked_for(call: Call) -> dict[str, Any]:
    return {"limit": call.query.get("limit", LARGEST_PAGE), "token": call.query.get("cursor")}


def described_group(group: GroupRow) -> dict[str, Any]:
    return {
        "name": group.name,
        "pool_id": group.pool_id,
        "description": group.description,
        "role_arn": group.role_arn,
        "precedence": group.precedence,
        "created_at": group.created_at,
        "modified_at": group.modified_at,
    }
