"""Messages to users: what became of them. What they say is not told here."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from notifications.models import Message as MessageRow
from pools.actions import sent_messages
from pools.errors import ResourceNotFoundException
from pools.rest.call import Call
from pools.rest.fields import answer, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Messages"
_STATES = "|".join(MessageRow.State.values)

Message = answer(
    "Message",
    {
        "id": serializers.UUIDField(),
        "channel": serializers.ChoiceField(MessageRow.Channel.choices),
        "address": serializers.CharField(),
        "subject": serializers.CharField(),
        "state": serializers.ChoiceField(MessageRow.State.choices, help_text="`failed`: given up until it is retried."),
        "attempts": serializers.IntegerField(),
        "last_error": serializers.CharField(help_text="Why the last attempt failed; empty if it did not."),
        "pool_id": serializers.CharField(help_text="The user pool that it was written for; empty for none."),
        "created_at": serializers.DateTimeField(),
        "sent_at": serializers.DateTimeField(allow_null=True),
    },
)
MessageQuery = type(
    "MessageQuery",
    (PageQuery,),
    {
        "state": text(7, pattern=_STATES, required=False, help_text="Messages in this state."),
        "address": text(2048, required=False, help_text="Messages to this address."),
        "pool_id": text(64, required=False, help_text="Messages of this user pool."),
    },
)


@route("messages", tag=TAG)
class Messages(Resource):
    @operation("ListMessages", query=MessageQuery, answers=page_of(Message), action="poolhouse:ListMessages")
    def get(self, call: Call) -> dict[str, Any]:
        """List messages."""
        query = {"limit": LARGEST_PAGE} | call.query
        found, token = sent_messages.list_messages(token=query.pop("cursor", None), **query)
        return call.page([_described(each) for each in found], token)


@route("messages/<str:message_id>/retry", tag=TAG)
class Retry(Resource):
    @operation("RetryMessage", action="poolhouse:RetryMessage")
    def post(self, call: Call) -> None:
        """Send a message that was given up after all."""
        sent_messages.retry_message(_named(call.path["message_id"]), caller=call.caller)


def _named(message_id: str) -> MessageRow:
    try:
        return sent_messages.get_message(UUID(message_id))
    except ValueError as error:
        raise ResourceNotFoundException("Message not found.") from error


def _described(message: MessageRow) -> dict[str, Any]:
    names = (
        "id",
        "channel",
        "address",
        "subject",
        "state",
        "attempts",
        "last_error",
        "created_at",
        "sent_at",
    )
    return {name: getattr(message, name) for name in names} | {"pool_id": message.reference}
