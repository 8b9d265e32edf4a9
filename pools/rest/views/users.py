"""Users: found, made, read, changed, ended."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from pools.actions import attribute_changes, brought_users, list_users, users
from pools.errors import InvalidParameterException
from pools.models import User as UserRow
from pools.rest.call import Call
from pools.rest.fields import AttributesField, ShapeField, body, settings_of, text
from pools.rest.operations import PageQuery, Resource, operation
from pools.rest.routes import route
from pools.rest.user_answers import User, UserPage, described_user, listed_user

TAG = "Users"
_CREATED = (
    "username",
    "temporary_password",
    "message_action",
    "desired_delivery_mediums",
    "force_alias_creation",
)
_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SEARCHED = ("email", "phone_number", "name", "given_name", "family_name", "preferred_username", "username")

NewUser = body(
    "NewUser",
    {
        **settings_of("AdminCreateUserRequest", _CREATED),
        "attributes": AttributesField(required=False),
        "sub": text(36, pattern=_UUID, required=False, help_text="The `sub` that the user has had elsewhere."),
        "password": ShapeField("PasswordType", required=False, help_text="A password for good, with no invitation."),
        "password_hash": text(
            512, required=False, help_text="The hash of a password in a format of Django's, such as `bcrypt$...`."
        ),
    },
)
AttributeChanges = body("AttributeChanges", {"attributes": AttributesField()})


_EXACT = {name: text(256, required=False, help_text=f"Users whose `{name}` this is.") for name in _SEARCHED}
UserQuery = type(
    "UserQuery",
    (PageQuery,),
    {
        "filter": text(
            256, required=False, help_text='Cognito\'s filter: `email = "a@b.com"`, or `name ^= "Al"` for a start.'
        ),
        **_EXACT,
        "status": text(32, required=False, values=UserRow.Status.values, help_text="Users who are in this state."),
        "enabled": text(5, required=False, values=("true", "false"), help_text="Users who may sign in, or may not."),
    },
)
_FILTERS = {"status": "cognito:user_status", "enabled": "status"}  # as Cognito's filters have them
_ENABLED = {"true": "Enabled", "false": "Disabled"}


@route("pools/<str:pool_id>/users", tag=TAG)
class Users(Resource):
    @operation("ListUsers", query=UserQuery, answers=UserPage)
    def get(self, call: Call) -> dict[str, Any]:
        """List or search the users of a user pool.

        One search at a time: by `filter`, or by one of the other parameters.
        """
        page = list_users.list_users(
            call.pool,
            filter_text=_filter(call.query),
            limit=call.query.get("limit"),
            pagination_token=call.query.get("cursor"),
        )
        return call.page([listed_user(user) for user in page.users], page.next_token)

    @operation("AdminCreateUser", body=NewUser, answers=User, status=HTTPStatus.CREATED, can_conflict=True)
    def post(self, call: Call) -> dict[str, Any]:
        """Create a user.

        He is invited with a temporary password, unless he brings along a password, its hash, or a `sub`: then he is
        confirmed and told nothing. With a `sub` alone he has to reset his password.
        """
        given = dict(call.body)
        sub = UUID(given.pop("sub")) if "sub" in given else None
        attributes = given.pop("attributes", {})
        user = brought_users.create_user(
            call.pool, given.pop("username"), given=attributes, sub=sub, caller=call.caller, **given
        )
        return described_user(user)


@route("pools/<str:pool_id>/users/<str:user>", tag=TAG)
class OneUser(Resource):
    @operation("AdminGetUser", answers=User)
    def get(self, call: Call) -> dict[str, Any]:
        """Read a user."""
        return described_user(call.user)

    @operation("AdminUpdateUserAttributes", body=AttributeChanges, answers=User, can_conflict=True)
    def patch(self, call: Call) -> dict[str, Any]:
        """Change attributes of a user.

        What is left out stays as it is.
        """
        attribute_changes.admin_update_user_attributes(call.user, call.body["attributes"], caller=call.caller)
        return described_user(call.reread_user())

    @operation("AdminDeleteUser")
    def delete(self, call: Call) -> None:
        """Delete a user."""
        users.admin_delete_user(call.user, caller=call.caller)


def _filter(query: dict[str, Any]) -> str:
    searches = {name: value for name, value in query.items() if name not in ("limit", "cursor")}
    if not searches:
        return ""
    if len(searches) > 1:
        raise InvalidParameterException(f"One search at a time, not by {', '.join(searches)} at once.")
    ((name, value),) = searches.items()
    if name == "filter":
        return value
    if name == "enabled":
        value = _ENABLED[value]
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{_FILTERS.get(name, name)} = "{escaped}"'
