"""The outbox: every message is a row before it is anything else."""

import uuid

from django.db import models
from django.db.models.functions import Left
from django.utils import timezone

from notifications import sealing

ADDRESS_START = 128  # characters
_PURPOSE = "message body"  # the purpose that bodies are sealed for: they hold codes


class Message(models.Model):
    """A message to one address. Written in the transaction of its cause, sent after it by a task."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        SMS = "sms", "SMS"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"  # parked: nobody tries again unless asked to
        BOUNCED = "bounced", "Bounced"  # the provider told so after it had taken the message

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5, choices=Channel.choices)
    address = models.CharField(max_length=2048)
    # What an index can take of it: one person's messages are found by that
    address_start = models.GeneratedField(
        expression=Left("address", ADDRESS_START),
        output_field=models.CharField(max_length=ADDRESS_START),
        db_persist=True,
    )
    sender = models.CharField(max_length=512, blank=True, default="", help_text="From; empty is the installation's.")
    reply_to = models.CharField(max_length=512, blank=True, default="")
    identity = models.CharField(max_length=512, blank=True, default="", help_text="ARN of what it is sent as.")
    options = models.JSONField(blank=True, default=dict, help_text="What the sender is told beside.")
    subject = models.CharField(max_length=140, blank=True, default="")
    sealed_text = models.BinaryField(null=True, editable=False)
    sealed_html = models.BinaryField(null=True, editable=False)
    reference = models.CharField(max_length=64, blank=True, default="", help_text="Who asked, e.g. a pool id.")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be tried before; pushed ahead while a worker holds it.")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=512, blank=True, default="")
    counted_as = models.CharField(max_length=7, blank=True, default="", help_text="The state that statistics know of.")
    provider_id = models.CharField(max_length=255, blank=True, default="", help_text="What the provider calls it.")

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="message_by_turn"),
            models.Index(fields=["reference", "created_at"], name="message_by_reference"),
            models.Index(fields=["created_at", "id"], name="message_by_time"),
            models.Index(fields=["reference", "address_start", "created_at"], name="message_by_address"),
            models.Index(fields=["provider_id"], name="message_by_provider_id", condition=~models.Q(provider_id="")),
            models.Index(
                fields=["created_at"],
                name="message_to_be_counted",
                condition=~models.Q(state="waiting") & ~models.Q(state=models.F("counted_as")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or self.channel} to {self.address}"

    @property
    def text(self) -> str:
        """The body. Empty once it was forgotten: what a real sender took is not kept."""
        return _unsealed(self.sealed_text) or ""

    @text.setter
    def text(self, value: str) -> None:
        self.sealed_text = sealing.seal(_PURPOSE, value.encode())

    @property
    def html(self) -> str | None:
        return _unsealed(self.sealed_html)

    @html.setter
    def html(self, value: str | None) -> None:
        self.sealed_html = None if value is None else sealing.seal(_PURPOSE, value.encode())

    @property
    def is_readable(self) -> bool:
        """Whether the inbox may show the body: only a message that went nowhere else."""
        return self.state == self.State.SENT and self.sealed_text is not None


def _unsealed(sealed: bytes | memoryview | None) -> str | None:
    return None if sealed is None else sealing.unseal(_PURPOSE, bytes(sealed)).decode()
