"""What the bearer of a token asks for: who am I, sign me out, forget this token."""

from typing import Any

from pools.actions import app_clients, sessions, users
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer, attribute_list, mfa_members
from pools.errors import UnauthorizedException


@operation("GetUser")
def get_user(call: Call) -> dict[str, Any]:
    user, client = call.bearer.user, call.bearer.client
    attributes = attribute_list(user, client.can_read)
    return {"Username": user.username, "UserAttributes": attributes, **mfa_members(user)}


@operation("GlobalSignOut")
def global_sign_out(call: Call) -> dict[str, Any]:
    sessions.global_sign_out(call.bearer.user, caller=as_bearer(call))
    return {}


@operation("AdminUserGlobalSignOut")
def admin_user_global_sign_out(call: Call) -> dict[str, Any]:
    user = users.get_user(call.pool, call.input["Username"])
    sessions.global_sign_out(user, caller=call.caller, event="AdminUserGlobalSignOut")
    return {}


@operation("RevokeToken")
def revoke_token(call: Call) -> dict[str, Any]:
    client = app_clients.find_app_client(call.input["ClientId"])
    secret = call.input.get("ClientSecret", "")
    if client is None or (client.has_secret and not app_clients.is_client_secret(client, secret)):
        raise UnauthorizedException
    sessions.revoke_token(client, call.input["Token"], caller=call.caller)
    return {}
