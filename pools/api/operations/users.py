"""Users on the wire, as administrators keep them; and their own leave."""

from typing import Any

from pools.actions import users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer, described_user, given_attributes, user_type, validation_data
from pools.models import User


@operation("AdminCreateUser")
def admin_create_user(call: Call) -> dict[str, Any]:
    user = users.admin_create_user(
        call.pool,
        call.input["Username"],
        attributes=given_attributes(call),
        temporary_password=call.input.get("TemporaryPassword"),
        message_action=call.input.get("MessageAction"),
        desired_delivery_mediums=call.input.get("DesiredDeliveryMediums", []),
        force_alias_creation=call.input.get("ForceAliasCreation", False),
        caller=call.caller,
        client_metadata=call.input.get("ClientMetadata"),
        validation_data=validation_data(call),
    )
    return {"User": user_type(user)}


@operation("AdminGetUser")
def admin_get_user(call: Call) -> dict[str, Any]:
    return described_user(_user(call))


@operation("AdminSetUserPassword")
def admin_set_user_password(call: Call) -> dict[str, Any]:
    users.admin_set_user_password(
        _user(call), call.input["Password"], permanent=call.input.get("Permanent", False), caller=call.caller
    )
    return {}


@operation("AdminResetUserPassword")
def admin_reset_user_password(call: Call) -> dict[str, Any]:
    users.admin_reset_user_password(_user(call), caller=call.caller, client_metadata=call.input.get("ClientMetadata"))
    return {}


@operation("AdminEnableUser")
def admin_enable_user(call: Call) -> dict[str, Any]:
    users.admin_enable_user(_user(call), caller=call.caller)
    return {}


@operation("AdminDisableUser")
def admin_disable_user(call: Call) -> dict[str, Any]:
    users.admin_disable_user(_user(call), caller=call.caller)
    return {}


@operation("AdminDeleteUser")
def admin_delete_user(call: Call) -> dict[str, Any]:
    users.admin_delete_user(_user(call), caller=call.caller)
    return {}


@operation("DeleteUser")
def delete_user(call: Call) -> dict[str, Any]:
    users.delete_user(call.bearer.user, caller=as_bearer(call))
    return {}


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])
