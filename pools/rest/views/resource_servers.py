"""Resource servers and their custom scopes."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import resource_servers
from pools.errors import ResourceNotFoundException
from pools.models import ResourceServer as ResourceServerRow
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, settings_of
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Resource servers"
_SETTINGS = ("name", "scopes")

NewResourceServer = body("NewResourceServer", settings_of("CreateResourceServerRequest", ("identifier", *_SETTINGS)))
ResourceServerSettings = body("ResourceServerSettings", settings_of("UpdateResourceServerRequest", _SETTINGS))
ResourceServer = answer(
    "ResourceServer",
    {
        "id": serializers.IntegerField(help_text="For the address; identifiers are addresses themselves."),
        "pool_id": serializers.CharField(),
        **settings_of("CreateResourceServerRequest", ("identifier", *_SETTINGS), required=True),
    },
)


@route("pools/<str:pool_id>/resource-servers", tag=TAG)
class ResourceServers(Resource):
    @operation("ListResourceServers", query=PageQuery, answers=page_of(ResourceServer))
    def get(self, call: Call) -> dict[str, Any]:
        """List the resource servers of a user pool."""
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = resource_servers.list_resource_servers(call.pool, limit=limit, token=cursor)
        return call.page([_described(server) for server in found], token)

    @operation("CreateResourceServer", body=NewResourceServer, answers=ResourceServer, status=HTTPStatus.CREATED)
    def post(self, call: Call) -> dict[str, Any]:
        """Create a resource server."""
        return _described(resource_servers.create_resource_server(call.pool, caller=call.caller, **call.body))


@route("pools/<str:pool_id>/resource-servers/<str:server_id>", tag=TAG)
class OneResourceServer(Resource):
    @operation("DescribeResourceServer", answers=ResourceServer)
    def get(self, call: Call) -> dict[str, Any]:
        """Read a resource server."""
        return _described(_server(call))

    @operation("UpdateResourceServer", body=ResourceServerSettings, answers=ResourceServer)
    def put(self, call: Call) -> dict[str, Any]:
        """Replace name and scopes of a resource server."""
        return _described(resource_servers.update_resource_server(_server(call), caller=call.caller, **call.body))

    @operation("DeleteResourceServer")
    def delete(self, call: Call) -> None:
        """Delete a resource server.

        From now on no new token carries its scopes.
        """
        resource_servers.delete_resource_server(_server(call), caller=call.caller)


def _server(call: Call) -> ResourceServerRow:
    named = call.path["server_id"]
    if not (named.isascii() and named.isdigit() and len(named) <= 18):
        raise ResourceNotFoundException("Resource server does not exist.")
    return resource_servers.get_resource_server_by_id(call.pool, int(named))


def _described(server: ResourceServerRow) -> dict[str, Any]:
    return {
        "id": server.pk,
        "pool_id": server.pool_id,
        "identifier": server.identifier,
        "name": server.name,
        "scopes": server.scopes,
    }
