"""Forgotten and changed passwords on the wire."""

from typing import Any

from pools.actions import recovery
from pools.actions.app_clients import check_secret_hash
from pools.api import user_context
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer, delivery_details


@operation("ForgotPassword")
def forgot_password(call: Call) -> dict[str, Any]:
    username = call.input["Username"]
    check_secret_hash(call.client, username, call.input.get("SecretHash"))
    contact = recovery.forgot_password(
        call.client, username, caller=user_context.caller_of(call), client_metadata=call.input.get("ClientMetadata")
    )
    return {"CodeDeliveryDetails": delivery_details(contact)}


@operation("ConfirmForgotPassword")
def confirm_forgot_password(call: Call) -> dict[str, Any]:
    username = call.input["Username"]
    check_secret_hash(call.client, username, call.input.get("SecretHash"))
    recovery.confirm_forgot_password(
        call.client,
        username,
        call.input["ConfirmationCode"],
        call.input["Password"],
        caller=user_context.caller_of(call),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {}


@operation("ChangePassword")
def change_password(call: Call) -> dict[str, Any]:
    recovery.change_password(
        call.bearer.user,
        call.input.get("PreviousPassword"),
        call.input["ProposedPassword"],
        caller=as_bearer(call),
        client=call.bearer.client,
    )
    return {}
