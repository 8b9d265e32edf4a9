"""CreateUserPoolClient and its siblings."""

from typing import Any

from pools.actions import app_clients, client_settings
from pools.api import members
from pools.api.call import Call
from pools.api.registry import USER_POOLS, operation
from pools.contract import service_model
from pools.models import AppClient

_MOST = 60
_CREATED = (*client_settings.REPLACEABLE, "generate_secret", "client_secret")
_ALWAYS_SHOWN = ("TokenValidityUnits", "ExplicitAuthFlows")


@operation("CreateUserPoolClient")
def create_user_pool_client(call: Call) -> dict[str, Any]:
    given = members.columns(call.input, _CREATED)
    client = app_clients.create_app_client(call.pool, call.input["ClientName"], caller=call.caller, **given)
    return {"UserPoolClient": described(client)}


@operation("DescribeUserPoolClient")
def describe_user_pool_client(call: Call) -> dict[str, Any]:
    return {"UserPoolClient": described(call.client)}


@operation("UpdateUserPoolClient")
def update_user_pool_client(call: Call) -> dict[str, Any]:
    given = members.columns(call.input, (*client_settings.REPLACEABLE, "client_name"))
    return {"UserPoolClient": described(app_clients.update_app_client(call.client, caller=call.caller, **given))}


@operation("DeleteUserPoolClient")
def delete_user_pool_client(call: Call) -> dict[str, Any]:
    app_clients.delete_app_client(call.client, caller=call.caller)
    return {}


@operation("ListUserPoolClients")
def list_user_pool_clients(call: Call) -> dict[str, Any]:
    clients, token = app_clients.list_app_clients(
        call.pool,
        limit=call.input.get("MaxResults", _MOST),
        token=call.input.get("NextToken"),
        client_type=call.input.get("ClientType", app_clients.REGULAR),
    )
    return {"UserPoolClients": [_listed(client) for client in clients], "NextToken": token}


def described(client: AppClient) -> dict[str, Any]:
    """`UserPoolClientType`: everything there is to know of a client, its secret too."""
    names = service_model.load(USER_POOLS.name).shape_for("UserPoolClientType").members
    settings = {name: getattr(client, name) for name in client_settings.REPLACEABLE}
    return (
        members.shown(settings, names, always=_ALWAYS_SHOWN)
        | _listed(client)
        | {
            "ClientSecret": client.secret,
            "ClientType": app_clients.REGULAR,
            "CreationDate": client.created_at,
            "LastModifiedDate": client.modified_at,
        }
    )


def _listed(client: AppClient) -> dict[str, Any]:
    return {"UserPoolId": client.pool_id, "ClientId": client.client_id, "ClientName": client.client_name}
