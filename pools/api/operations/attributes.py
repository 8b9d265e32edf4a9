"""Changing and verifying attributes on the wire."""

from typing import Any

from pools.actions import attribute_changes, users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer, delivery_details, given_attributes
from pools.models import User


@operation("AdminUpdateUserAttributes")
def admin_update_user_attributes(call: Call) -> dict[str, Any]:
    attribute_changes.admin_update_user_attributes(
        _user(call), given_attributes(call), caller=call.caller, client_metadata=call.input.get("ClientMetadata")
    )
    return {}


@operation("AdminDeleteUserAttributes")
def admin_delete_user_attributes(call: Call) -> dict[str, Any]:
    attribute_changes.admin_delete_user_attributes(_user(call), call.input["UserAttributeNames"], caller=call.caller)
    return {}


@operation("UpdateUserAttributes")
def update_user_attributes(call: Call) -> dict[str, Any]:
    sent_to = attribute_changes.update_user_attributes(
        call.bearer.user,
        given_attributes(call),
        client=call.bearer.client,
        caller=as_bearer(call),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {"CodeDeliveryDetailsList": [delivery_details(contact) for contact in sent_to]}


@operation("DeleteUserAttributes")
def delete_user_attributes(call: Call) -> dict[str, Any]:
    attribute_changes.delete_user_attributes(
        call.bearer.user, call.input["UserAttributeNames"], client=call.bearer.client, caller=as_bearer(call)
    )
    return {}


@operation("GetUserAttributeVerificationCode")
def get_user_attribute_verification_code(call: Call) -> dict[str, Any]:
    contact = attribute_changes.send_attribute_code(
        call.bearer.user,
        call.input["AttributeName"],
        client=call.bearer.client,
        caller=as_bearer(call),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {"CodeDeliveryDetails": delivery_details(contact)}


@operation("VerifyUserAttribute")
def verify_user_attribute(call: Call) -> dict[str, Any]:
    attribute_changes.verify_user_attribute(
        call.bearer.user, call.input["AttributeName"], call.input["Code"], caller=as_bearer(call)
    )
    return {}


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])
