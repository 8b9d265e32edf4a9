"""Certificates of custom domains (APP-198, APP-203)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from notifications import sealing

_PURPOSE = "certificate key"  # that private keys are sealed for


class Certificate(models.Model):
    """A certificate with its chain and private key, as it was uploaded. Its ARN is one of ACM's, in us-east-1 whatever
    the region of the pools (APP-203), and stays when it is replaced by a renewed one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.TextField(help_text="PEM: the certificate, then what it was issued by.")
    sealed_private_key = models.BinaryField(editable=False)
    names = models.JSONField(help_text="The host names that it is for, in lower case.")
    issuer = models.CharField(max_length=512)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the certificate, in hex.")
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return ", ".join(self.names)

    @property
    def arn(self) -> str:
        return f"arn:aws:acm:us-east-1:{settings.ACCOUNT_ID}:certificate/{self.id}"

    @property
    def private_key(self) -> str:
        """PEM, PKCS #8, not encrypted."""
        return sealing.unseal(_PURPOSE, bytes(self.sealed_private_key)).decode()

    @private_key.setter
    def private_key(self, value: str) -> None:
        self.sealed_private_key = sealing.seal(_PURPOSE, value.encode())

    @property
    def has_ended(self) -> bool:
        return self.not_after <= timezone.now()

    def covers(self, host_name: str) -> bool:
        """Whether it is for this name: by the name itself, or by a wildcard in the place of its first label
        (RFC 9525, section 6.3)."""
        _label, _period, parent = host_name.partition(".")
        return host_name in self.names or f"*.{parent}" in self.names
