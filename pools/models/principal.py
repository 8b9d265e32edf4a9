"""Who administers: people who sign in to the console, and the access keys that sign calls in their name."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from notifications import sealing
from pools import ids
from pools.models.prepared import Lookup

PURPOSE = "access key"  # the purpose that secret access keys are sealed for


class Administrator(AbstractUser):
    """A principal: in the console by password, in the wire API by access key."""

    class Meta:
        verbose_name = "administrator"

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{settings.ACCOUNT_ID}:user/{self.username}"


class AccessKey(models.Model):
    """An access key id with its secret. SigV4 needs the secret in clear, so it is sealed, not hashed."""

    class Status(models.TextChoices):
        ACTIVE = "Active", "Active"
        INACTIVE = "Inactive", "Inactive"

    access_key_id = models.CharField(primary_key=True, max_length=128, default=ids.new_access_key_id)
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="access_keys")
    sealed_secret = models.BinaryField(editable=False)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.access_key_id

    @property
    def secret(self) -> str:
        return sealing.unseal(PURPOSE, bytes(self.sealed_secret)).decode()

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = sealing.seal(PURPOSE, value.encode())


# What the check of a signature looks at
_COLUMNS = ("sealed_secret", "status", "owner__username", "owner__is_active", "owner__is_superuser")
ACCESS_KEY_WITH_OWNER = Lookup(lambda: AccessKey.objects.select_related("owner").only(*_COLUMNS), "access_key_id")
