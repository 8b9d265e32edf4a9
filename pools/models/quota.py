"""Quotas that an operator set in the place of Cognito's values."""

from django.db import models
from django.db.models import Q

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class Quota(models.Model):
    """One value, for all of a region of this installation, for one pool or for one app client.

    Exactly one of `region`, `pool` and `client` says for which.
    """

    name = models.CharField(max_length=64, help_text="Of an operation category or of a kind of resource.")
    value = models.PositiveBigIntegerField(help_text="Requests per second, or how many there may be.")
    region = models.CharField(max_length=32, blank=True, default="")
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, null=True, blank=True, related_name="quotas")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, null=True, blank=True, related_name="quotas")
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"], condition=~Q(region=""), name="one_quota_of_a_name_per_region"
            ),
            models.UniqueConstraint(
                fields=["pool", "name"], condition=Q(pool__isnull=False), name="one_quota_of_a_name_per_pool"
            ),
            models.UniqueConstraint(
                fields=["client", "name"], condition=Q(client__isnull=False), name="one_quota_of_a_name_per_client"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
