"""How messages leave, as administrators set it up: sending identities, addresses that nothing is sent to, addresses
that a sandbox lets through, and a message to see whether it all works."""

import dataclasses
import re
import uuid

from django.db import transaction

from notifications import destinations, identities, outbox, sandbox, senders
from notifications.models import Message, SendingIdentity, SuppressedAddress, VerifiedAddress
from notifications.sender_urls import ANYMAIL, Limits, Malformed, SenderUrl
from pools.actions import audit
from pools.actions.attributes import is_email, is_phone_number
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException

Channel = Message.Channel
TEST = "test"  # the reference of messages that only show that they arrive
_ARN = re.compile(r"arn:[\w-]+:(ses|iam):[\w-]*:\d*:[^\s]{1,400}")


@dataclasses.dataclass(frozen=True)
class Described:
    """A sender without its secrets."""

    kind: str
    where: str
    sender: str
    limits: Limits


def describe_default(channel: str) -> Described:
    """The installation's sender of this channel."""
    return _described(senders.for_channel(channel).url)


def describe(identity: SendingIdentity) -> Described:
    return _described(SenderUrl.parse(identity.url, identity.channel))


def put_sending_identity(arn: str, url: str, *, channel: str, caller: Caller) -> SendingIdentity:
    """Have what pools send as this identity leave by this sender. The URL, which may hold secrets, is kept sealed.

    Raises `InvalidParameterException`.
    """
    if not _ARN.fullmatch(arn):
        raise InvalidParameterException("Must be the ARN of an identity of SES or of a role.")
    try:
        senders.made(url, channel)
    except Malformed as error:
        raise InvalidParameterException(f"Invalid sender: {error}") from error
    with transaction.atomic():
        identity = identities.put(channel, arn, url)
        audit.record(caller, "PutSendingIdentity", identity=arn, channel=channel)
    return identity


def delete_sending_identity(identity_id: uuid.UUID, *, caller: Caller) -> None:
    """What is sent as this identity leaves by the installation's sender from now on."""
    identity = SendingIdentity.objects.filter(id=identity_id).first()
    if identity is None:
        raise ResourceNotFoundException("Sending identity not found.")
    with transaction.atomic():
        identities.delete(identity.channel, identity.arn)
        audit.record(caller, "DeleteSendingIdentity", identity=identity.arn, channel=identity.channel)


def send_test_message(address: str, *, channel: str, caller: Caller, identity: str = "") -> Message:
    """Send a message that says nothing but that it arrived. Raises `InvalidParameterException`."""
    check_address(address, channel)
    with transaction.atomic():
        message = outbox.queue(
            channel,
            address,
            subject="Test message" if channel == Channel.EMAIL else "",
            text="This is a test message. If you can read it, messages arrive.",
            identity=identity,
            reference=TEST,
        )
        audit.record(caller, "SendTestMessage", message_id=str(message.id), channel=channel)
    return message


def delete_suppressed_address(suppressed_id: int, *, caller: Caller) -> None:
    """Send to this address again."""
    suppressed = SuppressedAddress.objects.filter(id=suppressed_id).first()
    if suppressed is None:
        raise ResourceNotFoundException("Suppressed address not found.")
    with transaction.atomic():
        destinations.forgive(suppressed.channel, suppressed.address)
        audit.record(caller, "DeleteSuppressedAddress", channel=suppressed.channel)


def start_verification(address: str, *, channel: str, caller: Caller) -> VerifiedAddress:
    """Send a code to an address that a sandbox is to let through (USR-242). Raises `InvalidParameterException` and
    `LimitExceededException`."""
    check_address(address, channel)
    try:
        with transaction.atomic():
            row = sandbox.start_verification(channel, address)
            audit.record(caller, "CreateSandboxAddress", channel=channel)
    except sandbox.NotVerifiable as error:
        raise LimitExceededException(str(error)) from error
    return row


def finish_verification(row: VerifiedAddress, code: str, *, caller: Caller) -> None:
    """The code shows who reads this address. Raises `InvalidParameterException`."""
    if not sandbox.finish_verification(row.channel, row.address, code):
        raise InvalidParameterException("Wrong code, too old, or guessed too often.")
    audit.record(caller, "VerifySandboxAddress", channel=row.channel)


def get_sandbox_address(row_id: int) -> VerifiedAddress:
    row = VerifiedAddress.objects.filter(id=row_id).first()
    if row is None:
        raise ResourceNotFoundException("Address not found.")
    return row


def delete_sandbox_address(row: VerifiedAddress, *, caller: Caller) -> None:
    """A sandbox lets it through no more."""
    with transaction.atomic():
        row.delete()
        audit.record(caller, "DeleteSandboxAddress", channel=row.channel)


def is_anything_in_sandbox() -> bool:
    """Whether a sender of the installation's is in its sandbox."""
    defaults = [senders.for_channel(channel) for channel in Channel]
    return any(sender.url.limits.is_sandbox and not sender.keeps_body for sender in defaults)


def check_address(address: str, channel: str) -> None:
    """Raise `InvalidParameterException` unless the address is one of this channel's."""
    if channel == Channel.EMAIL and not is_email(address):
        raise InvalidParameterException("Must be an e-mail address.")
    if channel == Channel.SMS and not is_phone_number(address):
        raise InvalidParameterException("Must be a phone number such as +15555550100.")


def _described(url: SenderUrl) -> Described:
    kind = _KINDS.get(url.scheme) or url.scheme.removeprefix(ANYMAIL)
    where = f"{url.host}:{url.port}" if url.port else url.host
    return Described(kind, where, url.options.get("from", ""), url.limits)


_KINDS = {
    "inbox": "Inbox",
    "smtp": "SMTP",
    "smtp+tls": "SMTP with STARTTLS",
    "smtps": "SMTP with TLS",
    "ses": "Amazon SES",
    "sns": "Amazon SNS",
    "twilio": "Twilio",
    "vonage": "Vonage",
    "http": "HTTP gateway",
    "https": "HTTP gateway",
}
