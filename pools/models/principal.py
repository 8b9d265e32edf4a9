"""Who administers: users who sign in to the console or only sign calls, their groups and their access keys."""

import base64
import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models

from notifications import sealing
from pools import ids
from pools.models.prepared import Lookup

PURPOSE = "access key"  # the purpose that secret access keys are sealed for


class Administrator(AbstractUser):
    """A user in IAM's sense: in the console by password, in the wire API by access key.

    A machine user is one who cannot sign in to the console (`is_staff` is off). A superuser is root: everything is
    allowed, and no policy says otherwise.
    """

    class Console(models.TextChoices):
        NEW = "new", "New console"
        ORIGINAL = "original", "Original console"

    console = models.CharField(max_length=8, choices=Console.choices, default=Console.NEW)
    tags = models.JSONField(default=dict, blank=True)
    boundary_arn = models.CharField(max_length=2048, blank=True, default="")
    boundary = models.ForeignKey(
        "ManagedPolicy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The row of the permissions boundary, unless it is one of the built-in policies.",
    )

    class Meta:
        verbose_name = "administrator"

    @property
    def arn(self) -> str:
        return ids.iam_arn(f"user/{self.username}")

    @property
    def unique_id(self) -> str:
        """What `aws:userid` and GetCallerIdentity name the user by; another user of the same name has another."""
        return unique_id("AIDA", f"user {self.pk}")


class PrincipalGroup(models.Model):
    """Users who share policies. A group itself cannot sign anything (API-07)."""

    name = models.CharField(max_length=128, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(Administrator, through="PrincipalGroupMembership", related_name="principal_groups")

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return ids.iam_arn(f"group/{self.name}")


class PrincipalGroupMembership(models.Model):
    group = models.ForeignKey(PrincipalGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="group_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="principal_once_in_group")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class SealedSecret(models.Model):
    """What signs calls. SigV4 needs the secret in clear, so it is sealed, not hashed."""

    sealed_secret = models.BinaryField(editable=False)

    class Meta:
        abstract = True

    @property
    def secret(self) -> str:
        return sealing.unseal(PURPOSE, bytes(self.sealed_secret)).decode()

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = sealing.seal(PURPOSE, value.encode())


class AccessKey(SealedSecret):
    """An access key id with its secret."""

    class Status(models.TextChoices):
        ACTIVE = "Active", "Active"
        INACTIVE = "Inactive", "Inactive"

    access_key_id = models.CharField(primary_key=True, max_length=128, default=ids.new_access_key_id)
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="access_keys")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.access_key_id


def unique_id(prefix: str, name: str) -> str:
    """An id of IAM's form that always falls alike for the same name: four letters and 17 capitals and digits."""
    return prefix + base64.b32encode(hashlib.sha256(name.encode()).digest()).decode()[:17]


# What the check of a signature and of the permissions looks at
OWNER_COLUMNS = (
    "owner__username",
    "owner__is_active",
    "owner__is_superuser",
    "owner__tags",
    "owner__boundary_arn",
    "owner__boundary_id",
)
ACCESS_KEY_WITH_OWNER = Lookup(
    lambda: AccessKey.objects.select_related("owner").only("sealed_secret", "status", *OWNER_COLUMNS), "access_key_id"
)
