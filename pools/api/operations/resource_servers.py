"""CreateResourceServer and its siblings."""

from typing import Any

from pools.actions import resource_servers
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import ResourceServer


@operation("CreateResourceServer")
def create_resource_server(call: Call) -> dict[str, Any]:
    given = call.input
    server = resource_servers.create_resource_server(
        call.pool, given["Identifier"], given["Name"], given.get("Scopes", []), caller=call.caller
    )
    return {"ResourceServer": _shape(server)}


@operation("DescribeResourceServer")
def describe_resource_server(call: Call) -> dict[str, Any]:
    return {"ResourceServer": _shape(_server(call))}


@operation("UpdateResourceServer")
def update_resource_server(call: Call) -> dict[str, Any]:
    server = resource_servers.update_resource_server(
        _server(call), call.input["Name"], call.input.get("Scopes", []), caller=call.caller
    )
    return {"ResourceServer": _shape(server)}


@operation("DeleteResourceServer")
def delete_resource_server(call: Call) -> dict[str, Any]:
    resource_servers.delete_resource_server(_server(call), caller=call.caller)
    return {}


@operation("ListResourceServers")
def list_resource_servers(call: Call) -> dict[str, Any]:
    page, more = resource_servers.list_resource_servers(
        call.pool,
        limit=call.input.get("MaxResults", resource_servers.LARGEST_PAGE),
        token=call.input.get("NextToken"),
    )
    return {"ResourceServers": [_shape(server) for server in page], "NextToken": more}


def _server(call: Call) -> ResourceServer:
    return resource_servers.get_resource_server(call.pool, call.input["Identifier"])


def _shape(server: ResourceServer) -> dict[str, Any]:
    """`ResourceServerType`."""
    return {
        "UserPoolId": server.pool_id,
        "Identifier": server.identifier,
        "Name": server.name,
        "Scopes": server.scopes,
    }
