"""App clients."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import app_clients, client_settings, partial_changes
from pools.models import AppClient
from pools.rest.call import Call
from pools.rest.fields import ShapeField, answer, body, page_of, settings_of
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "App clients"
_REQUEST = "CreateUserPoolClientRequest"
_SETTINGS = client_settings.REPLACEABLE

NewClient = body(
    "NewClient",
    {
        "client_id": ShapeField(
            "ClientIdType", required=False, example="1example23456789abcdefghij", help_text="An id of your own choice."
        ),
        **settings_of(_REQUEST, ("client_name",)),
        **settings_of(_REQUEST, (*_SETTINGS, "generate_secret", "client_secret"), required=False),
    },
)
ClientSettings = body("ClientSettings", settings_of(_REQUEST, (*_SETTINGS, "client_name"), required=False))
ListedClient = answer(
    "ListedClient",
    {
        "client_id": ShapeField("ClientIdType"),
        "client_name": serializers.CharField(),
        "pool_id": serializers.CharField(),
        "created_at": serializers.DateTimeField(),
        "modified_at": serializers.DateTimeField(),
    },
)
Client = type(
    "Client",
    (ListedClient,),
    {
        "client_secret": serializers.CharField(allow_null=True, help_text="Null for a client without one."),
        **settings_of(_REQUEST, _SETTINGS, required=False),
    },
)


@route("pools/<str:pool_id>/clients", tag=TAG)
class Clients(Resource):
    @operation("ListUserPoolClients", query=PageQuery, answers=page_of(ListedClient))
    def get(self, call: Call) -> dict[str, Any]:
        """List the app clients of a user pool."""
        clients, token = app_clients.list_app_clients(
            call.pool, limit=call.query.get("limit", LARGEST_PAGE), token=call.query.get("cursor")
        )
        return call.page([_listed(client) for client in clients], token)

    @operation("CreateUserPoolClient", body=NewClient, answers=Client, status=HTTPStatus.CREATED, can_conflict=True)
    def post(self, call: Call) -> dict[str, Any]:
        """Create an app client."""
        return _described(app_clients.create_app_client(call.pool, caller=call.caller, **call.body))


@route("pools/<str:pool_id>/clients/<str:client_id>", tag=TAG)
class OneClient(Resource):
    @operation("DescribeUserPoolClient", answers=Client)
    def get(self, call: Call) -> dict[str, Any]:
        """Read an app client, its secret too.

        What is not set is left out.
        """
        return _described(call.client)

    @operation("UpdateUserPoolClient", body=ClientSettings, answers=Client)
    def put(self, call: Call) -> dict[str, Any]:
        """Replace the settings of an app client.

        What is left out returns to its default, except for the name and the secret.
        """
        return _described(app_clients.update_app_client(call.client, caller=call.caller, **call.body))

    @operation("PatchUserPoolClient", body=ClientSettings, answers=Client, action="cognito-idp:UpdateUserPoolClient")
    def patch(self, call: Call) -> dict[str, Any]:
        """Change settings of an app client.

        What is left out stays as it is.
        """
        return _described(partial_changes.change_app_client(call.client, caller=call.caller, **call.body))

    @operation("DeleteUserPoolClient")
    def delete(self, call: Call) -> None:
        """Delete an app client.

        Every session at it ends.
        """
        app_clients.delete_app_client(call.client, caller=call.caller)


def _listed(client: AppClient) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "client_name": client.client_name,
        "pool_id": client.pool_id,
        "created_at": client.created_at,
        "modified_at": client.modified_at,
    }


def _described(client: AppClient) -> dict[str, Any]:
    settings = {name: getattr(client, name) for name in _SETTINGS}
    shown = {name: value for name, value in settings.items() if value not in (None, "", [], {})}
    return shown | _listed(client) | {"client_secret": client.secret}
