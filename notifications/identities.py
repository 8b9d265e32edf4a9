"""Sending identities: which sender the `SourceArn` or `SnsCallerArn` of a user pool stands for, as the operator says.

An ARN that nothing is said about is sent by the installation's own sender, so that a pool's settings can be brought
from Amazon as they are.
"""

from notifications.models import SendingIdentity
from notifications.sender_urls import SenderUrl


def find(channel: str, arn: str) -> SendingIdentity | None:
    return SendingIdentity.objects.filter(channel=channel, arn=arn).first()


def put(channel: str, arn: str, url: str) -> SendingIdentity:
    """Say how messages of this identity leave, from now on. Raises `Malformed`."""
    SenderUrl.parse(url, channel)
    identity = find(channel, arn) or SendingIdentity(channel=channel, arn=arn)
    identity.url = url
    identity.save()
    return identity


def delete(channel: str, arn: str) -> bool:
    """From now on the installation's sender serves. False if the identity had no other."""
    return bool(SendingIdentity.objects.filter(channel=channel, arn=arn).delete()[0])
