"""Addresses that something is known about."""

from django.db import models
from django.utils import timezone

from notifications.models.message import Message


class SuppressedAddress(models.Model):
    """Nothing is sent there any more: it does not exist, or its reader complained."""

    class Reason(models.TextChoices):
        BOUNCE = "bounce", "Bounced"
        COMPLAINT = "complaint", "Complained"

    channel = models.CharField(max_length=5, choices=Message.Channel.choices)
    address = models.CharField(max_length=320, help_text="In lower case.")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    detail = models.CharField(max_length=512, blank=True, default="", help_text="What the provider said.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_suppression_of_an_address")]
        indexes = [models.Index(fields=["created_at", "id"], name="suppressed_by_time")]

    def __str__(self) -> str:
        return self.address


class VerifiedAddress(models.Model):
    """An address that a sandbox lets through, once its reader has told the code that was sent there."""

    channel = models.CharField(max_length=5, choices=Message.Channel.choices)
    address = models.CharField(max_length=320, help_text="In lower case.")
    code_digest = models.CharField(max_length=64, blank=True, default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    guesses = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="one_verification_of_an_address")]

    def __str__(self) -> str:
        return self.address
