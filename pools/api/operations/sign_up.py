"""Sign-up on the wire."""

from typing import Any

from pools.actions import sign_in, sign_up, users
from pools.actions.app_clients import check_secret_hash
from pools.api import user_context
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import delivery_details, given_attributes, validation_data
from pools.models import User


@operation("SignUp")
def sign_up_operation(call: Call) -> dict[str, Any]:
    username = _checked_username(call)
    new = sign_up.sign_up(
        call.client,
        username,
        call.input.get("Password"),
        given_attributes(call),
        caller=user_context.caller_of(call),
        client_metadata=call.input.get("ClientMetadata"),
        validation_data=validation_data(call),
    )
    return {
        "UserConfirmed": new.user.status == User.Status.CONFIRMED,
        "UserSub": str(new.user.sub),
        "CodeDeliveryDetails": delivery_details(new.sent_to) if new.sent_to else None,
        "Session": sign_in.session_after_sign_up(call.client, new.user),
    }


@operation("ConfirmSignUp")
def confirm_sign_up(call: Call) -> dict[str, Any]:
    username, session = _checked_username(call), call.input.get("Session")
    if session:
        sign_in.check_session(call.client, username, session)
    user = sign_up.confirm_sign_up(
        call.client,
        username,
        call.input["ConfirmationCode"],
        force_alias_creation=call.input.get("ForceAliasCreation", False),
        caller=user_context.caller_of(call),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {"Session": sign_in.session_after_confirmation(call.client, user) if session else None}


@operation("ResendConfirmationCode")
def resend_confirmation_code(call: Call) -> dict[str, Any]:
    contact = sign_up.resend_confirmation_code(
        call.client,
        _checked_username(call),
        caller=user_context.caller_of(call),
        client_metadata=call.input.get("ClientMetadata"),
    )
    return {"CodeDeliveryDetails": delivery_details(contact)}


@operation("AdminConfirmSignUp")
def admin_confirm_sign_up(call: Call) -> dict[str, Any]:
    user = users.get_user(call.pool, call.input["Username"])
    sign_up.admin_confirm_sign_up(user, caller=call.caller, client_metadata=call.input.get("ClientMetadata"))
    return {}


def _checked_username(call: Call) -> str:
    """The user name, once the caller has proven to know the client's secret."""
    check_secret_hash(call.client, call.input["Username"], call.input.get("SecretHash"))
    return call.input["Username"]
