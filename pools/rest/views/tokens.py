"""The principal's own API tokens."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from rest_framework import serializers

from pools.actions import api_tokens
from pools.errors import ResourceNotFoundException
from pools.models import ApiToken as ApiTokenRow
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, text, whole_number
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "API tokens"
NewApiToken = body(
    "NewApiToken",
    {
        "name": text(128, pattern=r"[\w\s+=,.@-]+", help_text="What it is for."),
        "validity_days": whole_number(
            1, api_tokens.MAX_VALIDITY_DAYS, required=False, help_text="Days until it ends; never unless given."
        ),
    },
)
ApiToken = answer(
    "ApiToken",
    {
        "id": serializers.UUIDField(),
        "name": serializers.CharField(),
        "created_at": serializers.DateTimeField(),
        "expires_at": serializers.DateTimeField(allow_null=True, help_text="Null: never."),
        "last_used_at": serializers.DateTimeField(allow_null=True, help_text="To the hour."),
    },
)
CreatedApiToken = type(
    "CreatedApiToken", (ApiToken,), {"token": serializers.CharField(help_text="Shown now and never again.")}
)


@route("tokens", tag=TAG)
class Tokens(Resource):
    @operation("ListApiTokens", query=PageQuery, answers=page_of(ApiToken), action="")
    def get(self, call: Call) -> dict[str, Any]:
        """List your API tokens."""
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = api_tokens.list_api_tokens(call.owner, limit=limit, token=cursor)
        return call.page([_described(each) for each in found], token)

    @operation(
        "CreateApiToken",
        body=NewApiToken,
        answers=CreatedApiToken,
        status=HTTPStatus.CREATED,
        action="",
        can_conflict=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Create an API token.

        It may do what you may, and does not outlive the token that it is made with.
        """
        token, token_text = api_tokens.create_api_token(
            call.owner, caller=call.caller, made_with=call.token, **call.body
        )
        return _described(token) | {"token": token_text}


@route("tokens/<str:token_id>", tag=TAG)
class OneToken(Resource):
    @operation("DeleteApiToken", action="")
    def delete(self, call: Call) -> None:
        """Delete one of your API tokens.

        It is refused from now on.
        """
        token = api_tokens.get_api_token(call.owner, _id(call.path["token_id"]))
        api_tokens.delete_api_token(token, caller=call.caller)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ResourceNotFoundException("API token not found.") from error


def _described(token: ApiTokenRow) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
