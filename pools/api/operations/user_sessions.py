"""Sessions on the wire: listing and ending them one by one, and how a pool and its clients handle them."""

from typing import Any

from pools.actions import session_settings, user_sessions, users
from pools.actions.user_sessions import Listed
from pools.api.call import Call
from pools.api.registry import operation
from pools.api.user_shapes import as_bearer
from pools.models import AppClient, User, UserPool


@operation("ListUserSessions")
def list_user_sessions(call: Call) -> dict[str, Any]:
    found = user_sessions.list_user_sessions(call.bearer.user, current=call.bearer.session)
    return {"Sessions": [_session(each) for each in found]}


@operation("AdminListUserSessions")
def admin_list_user_sessions(call: Call) -> dict[str, Any]:
    return {"Sessions": [_session(each) for each in user_sessions.list_user_sessions(_user(call))]}


@operation("RevokeUserSession")
def revoke_user_session(call: Call) -> dict[str, Any]:
    bearer, linked = call.bearer, _is_linked(call)
    user_sessions.revoke_user_session(
        bearer.user, call.input["SessionId"], current=bearer.session, linked=linked, caller=as_bearer(call)
    )
    return {}


@operation("AdminRevokeUserSession")
def admin_revoke_user_session(call: Call) -> dict[str, Any]:
    event, linked = "AdminRevokeUserSession", _is_linked(call)
    user_sessions.revoke_user_session(
        _user(call), call.input["SessionId"], linked=linked, caller=call.caller, event=event
    )
    return {}


@operation("SetUserPoolSessionConfiguration")
def set_user_pool_session_configuration(call: Call) -> dict[str, Any]:
    session_settings.set_pool_configuration(
        call.pool,
        tracking=call.input["UserSessionTracking"],
        token_session=call.input["TokenSession"],
        caller=call.caller,
    )
    return _of_pool(call.pool)


@operation("GetUserPoolSessionConfiguration")
def get_user_pool_session_configuration(call: Call) -> dict[str, Any]:
    return _of_pool(call.pool)


@operation("SetUserPoolClientSessionConfiguration")
def set_user_pool_client_session_configuration(call: Call) -> dict[str, Any]:
    sso_session = call.input["SSOSession"]
    session_settings.set_client_configuration(call.client, sso_session=sso_session, caller=call.caller)
    return _of_client(call.client)


@operation("GetUserPoolClientSessionConfiguration")
def get_user_pool_client_session_configuration(call: Call) -> dict[str, Any]:
    return _of_client(call.client)


def _user(call: Call) -> User:
    return users.get_user(call.pool, call.input["Username"])


def _is_linked(call: Call) -> bool:
    return call.input.get("RevokeAssociatedSessions") == "LINKED"


def _session(listed: Listed) -> dict[str, Any]:
    """`SessionDescriptionType`. Where an address is on the map, nobody here knows."""
    return {
        "SessionId": listed.id,
        "SessionType": "TOKEN" if listed.is_token_session else "SSO",
        "ClientId": listed.client_id,
        "CreateDate": listed.created_at,
        "LastActiveDate": listed.last_active_at,
        "DeviceType": user_sessions.device_type(listed.user_agent),
        "LastIPAddress": listed.ip_address or None,
        "OriginSessionId": listed.origin_id,
        "IsCurrentSession": listed.is_current,
    }


def _of_pool(pool: UserPool) -> dict[str, Any]:
    return {
        "UserPoolId": pool.id,
        "UserSessionTracking": "ENABLED" if pool.tracks_sessions else "DISABLED",
        "TokenSession": {"MaxPerUser": pool.max_sessions_per_user},
    }


def _of_client(client: AppClient) -> dict[str, Any]:
    minutes = client.session_configuration.get("SSOSession", {}).get("MaxValidityMinutes", 60)
    return {
        "UserPoolId": client.pool_id,
        "ClientId": client.client_id,
        "SSOSession": {"MaxValidityMinutes": minutes},
    }
