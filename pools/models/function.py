"""Functions of the operator's, which triggers name by ARN (TRG-01)."""

import uuid

from django.db import models

from notifications import sealing

_PURPOSE = "function secret"


class Function(models.Model):
    """Where the function of an ARN is, and what proves to it who asks.

    `target` is what the kind needs to find it: `module:handler`, an https address, or the function's name or ARN at the
    endpoint. `source_arns` says which user pools may have it asked, by patterns of their ARNs; none: all (TRG-19).
    """

    class Kind(models.TextChoices):
        PYTHON = "python", "Python function"
        WEBHOOK = "webhook", "Webhook"
        LAMBDA = "lambda", "Lambda"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    arn = models.CharField(max_length=256, unique=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    target = models.CharField(max_length=2048)
    description = models.CharField(max_length=256, blank=True, default="")
    endpoint_url = models.CharField(max_length=512, blank=True, default="", help_text="Of Lambda; empty is AWS.")
    region = models.CharField(max_length=32, blank=True, default="", help_text="Of Lambda.")
    access_key_id = models.CharField(max_length=128, blank=True, default="", help_text="Empty: the machine's own.")
    sealed_secret = models.BinaryField(null=True, editable=False)
    source_arns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["arn"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.arn.partition(":function:")[2]

    @property
    def secret(self) -> str:
        """The key that a webhook's requests are signed with, or the secret access key for Lambda; empty without one."""
        return sealing.unseal(_PURPOSE, bytes(self.sealed_secret)).decode() if self.sealed_secret else ""

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = sealing.seal(_PURPOSE, value.encode()) if value else None
