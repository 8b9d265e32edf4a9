"""How messages leave: sending identities and addresses that nothing is sent to. URLs go in and never come out."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from rest_framework import serializers

from notifications.models import Message, SendingIdentity, SuppressedAddress
from pools.actions import message_senders, paging
from pools.errors import ResourceNotFoundException
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Senders"
_CHANNELS = "|".join(Message.Channel.values)


def _channel() -> serializers.Field:
    return text(5, pattern=_CHANNELS, help_text="`email` or `sms`.")


NewIdentity = body(
    "NewSendingIdentity",
    {
        "channel": _channel(),
        "arn": text(512, help_text="What user pools name as `SourceArn`, `SnsCallerArn` or `CallerArn`."),
        "url": text(2048, help_text="How messages leave, as in `POOLHOUSE_EMAIL_URL` and `POOLHOUSE_SMS_URL`."),
    },
)
Identity = answer(
    "SendingIdentity",
    {
        "id": serializers.UUIDField(),
        "channel": serializers.ChoiceField(Message.Channel.choices),
        "arn": serializers.CharField(),
        "sender": serializers.CharField(help_text="The kind of sender, without its secrets."),
        "created_at": serializers.DateTimeField(),
    },
)
NewTest = body(
    "NewTestMessage",
    {
        "channel": _channel(),
        "address": text(320, help_text="Where it is sent."),
        "identity": text(512, required=False, help_text="ARN of what it is sent as; of the installation unless given."),
    },
)
SentTest = answer("TestMessage", {"id": serializers.UUIDField(help_text="Of the message, to be found among all.")})
Suppressed = answer(
    "SuppressedAddress",
    {
        "id": serializers.IntegerField(),
        "channel": serializers.ChoiceField(Message.Channel.choices),
        "address": serializers.CharField(),
        "reason": serializers.ChoiceField(SuppressedAddress.Reason.choices),
        "detail": serializers.CharField(help_text="What the provider said."),
        "created_at": serializers.DateTimeField(),
    },
)


@route("sending-identities", tag=TAG)
class Identities(Resource):
    @operation("ListSendingIdentities", query=PageQuery, answers=page_of(Identity), action="poolhouse:ListSenders")
    def get(self, call: Call) -> dict[str, Any]:
        """List sending identities."""
        found, token = _page(call, SendingIdentity.objects.all(), "sending identities")
        return call.page([_described(each) for each in found], token)

    @operation(
        "PutSendingIdentity",
        body=NewIdentity,
        answers=Identity,
        status=HTTPStatus.CREATED,
        action="poolhouse:PutSendingIdentity",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Say how messages of an identity leave.

        What was said of it before is replaced.
        """
        return _described(message_senders.put_sending_identity(caller=call.caller, **call.body))


@route("sending-identities/<str:identity_id>", tag=TAG)
class OneIdentity(Resource):
    @operation("DeleteSendingIdentity", action="poolhouse:DeleteSendingIdentity")
    def delete(self, call: Call) -> None:
        """Send by the installation's sender again."""
        message_senders.delete_sending_identity(_id(call.path["identity_id"]), caller=call.caller)


@route("test-messages", tag=TAG)
class Tests(Resource):
    @operation(
        "SendTestMessage",
        body=NewTest,
        answers=SentTest,
        status=HTTPStatus.CREATED,
        action="poolhouse:SendTestMessage",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Send a message that says only that it arrived."""
        return {"id": message_senders.send_test_message(caller=call.caller, **call.body).id}


@route("suppressed-addresses", tag=TAG)
class SuppressedAddresses(Resource):
    @operation("ListSuppressedAddresses", query=PageQuery, answers=page_of(Suppressed), action="poolhouse:ListSenders")
    def get(self, call: Call) -> dict[str, Any]:
        """List addresses that nothing is sent to."""
        found, token = _page(call, SuppressedAddress.objects.all(), "suppressed addresses")
        names = ("id", "channel", "address", "reason", "detail", "created_at")
        return call.page([{name: getattr(each, name) for name in names} for each in found], token)


@route("suppressed-addresses/<str:suppressed_id>", tag=TAG)
class OneSuppressedAddress(Resource):
    @operation("DeleteSuppressedAddress", action="poolhouse:DeleteSuppressedAddress")
    def delete(self, call: Call) -> None:
        """Send to an address again."""
        given = call.path["suppressed_id"]
        is_id = given.isascii() and given.isdigit() and len(given) < 19
        message_senders.delete_suppressed_address(int(given) if is_id else 0, caller=call.caller)


def _page(call: Call, rows: Any, listing: str) -> tuple[list[Any], str | None]:
    limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
    return paging.page(rows, "id", listing, limit=limit, token=cursor)


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise ResourceNotFoundException("Sending identity not found.") from error


def _described(identity: SendingIdentity) -> dict[str, Any]:
    names = ("id", "channel", "arn", "created_at")
    return {name: getattr(identity, name) for name in names} | {"sender": message_senders.describe(identity).kind}
