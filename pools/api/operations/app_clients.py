"""CreateUserPoolClient and its siblings."""

from typing import Any

from pools.actions import app_clients, client_secrets, client_settings
from pools.api import members
from pools.api.call import Call
from pools.api.registry import USER_POOLS, operation
from pools.contract import service_model
from pools.models import AppClient
from pools.models.app_client import ClientSecret

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
        client_type=call.input.get("ClientType", ""),
    )
    return {"UserPoolClients": [_listed(client) for client in clients], "NextToken": token}


@operation("AddUserPoolClientSecret")
def add_user_pool_client_secret(call: Call) -> dict[str, Any]:
    """The value is told if it was generated, and never again."""
    given = call.input.get("ClientSecret")
    made = client_secrets.add_client_secret(call.client, given, caller=call.caller)
    return {"ClientSecretDescriptor": _descriptor(made) | ({} if given else {"ClientSecretValue": made.value})}


@operation("ListUserPoolClientSecrets")
def list_user_pool_client_secrets(call: Call) -> dict[str, Any]:
    return {"ClientSecrets": [_descriptor(secret) for secret in call.client.secrets]}


@operation("DeleteUserPoolClientSecret")
def delete_user_pool_client_secret(call: Call) -> dict[str, Any]:
    client_secrets.delete_client_secret(call.client, call.input["ClientSecretId"], caller=call.caller)
    return {}


def described(client: AppClient) -> dict[str, Any]:
    """`UserPoolClientType`: everything there is to know of a client, its secret too."""
    names = service_model.load(USER_POOLS.name).shape_for("UserPoolClientType").members
    settings = {name: getattr(client, name) for name in client_settings.REPLACEABLE}
    return (
        members.shown(settings, names, always=_ALWAYS_SHOWN)
        | _listed(client)
        | {
            "ClientSecret": client.secret,
            "ClientType": client.client_type,
            "CreationDate": client.created_at,
            "LastModifiedDate": client.modified_at,
        }
    )


def _listed(client: AppClient) -> dict[str, Any]:
    return {"UserPoolId": client.pool_id, "ClientId": client.client_id, "ClientName": client.client_name}


def _descriptor(secret: ClientSecret) -> dict[str, Any]:
    return {"ClientSecretId": secret.secret_id, "ClientSecretCreateDate": secret.created_at}
