"""Whom messages may be sent as, beside the installation itself."""

import uuid

from django.db import models
from django.utils import timezone

from notifications import sealing
from notifications.models.message import Message

_PURPOSE = "sending identity"


class SendingIdentity(models.Model):
    """What the `SourceArn` or `SnsCallerArn` of a user pool stands for: a sender of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5, choices=Message.Channel.choices)
    arn = models.CharField(max_length=512)
    sealed_url = models.BinaryField(editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["arn"]
        constraints = [models.UniqueConstraint(fields=["channel", "arn"], name="one_sender_of_an_identity")]

    def __str__(self) -> str:
        return self.arn

    @property
    def url(self) -> str:
        """How messages leave, with its secrets."""
        return sealing.unseal(_PURPOSE, bytes(self.sealed_url)).decode()

    @url.setter
    def url(self, value: str) -> None:
        self.sealed_url = sealing.seal(_PURPOSE, value.encode())
