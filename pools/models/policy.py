"""Policies and whom they reach. Documents are JSON texts, kept as they were given and checked before."""

from django.db import models
from django.db.models import Q

from pools import ids
from pools.models.principal import Administrator, PrincipalGroup


class ManagedPolicy(models.Model):
    """A policy of the operator's own that may be attached to many. The built-in ones have no row."""

    name = models.CharField(max_length=128, unique=True)
    description = models.CharField(max_length=1000, blank=True, default="")
    document = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return ids.iam_arn(f"policy/{self.name}")


def _of_one() -> Q:
    return Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False)


class PolicyAttachment(models.Model):
    """A managed policy at a user or a group. `managed` is empty for a built-in one."""

    user = models.ForeignKey(Administrator, on_delete=models.CASCADE, null=True, related_name="attachments")
    group = models.ForeignKey(PrincipalGroup, on_delete=models.CASCADE, null=True, related_name="attachments")
    policy_arn = models.CharField(max_length=2048)
    managed = models.ForeignKey(ManagedPolicy, on_delete=models.PROTECT, null=True, related_name="attachments")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_of_one(), name="attached_to_one"),
            models.UniqueConstraint(fields=["user", "policy_arn"], name="attached_once_to_user"),
            models.UniqueConstraint(fields=["group", "policy_arn"], name="attached_once_to_group"),
        ]

    def __str__(self) -> str:
        return self.policy_arn


class InlinePolicy(models.Model):
    """A policy that is part of one user or group and ends with it."""

    user = models.ForeignKey(Administrator, on_delete=models.CASCADE, null=True, related_name="inline_policies")
    group = models.ForeignKey(PrincipalGroup, on_delete=models.CASCADE, null=True, related_name="inline_policies")
    name = models.CharField(max_length=128)
    document = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_of_one(), name="inline_in_one"),
            models.UniqueConstraint(fields=["user", "name"], name="inline_name_in_user"),
            models.UniqueConstraint(fields=["group", "name"], name="inline_name_in_group"),
        ]

    def __str__(self) -> str:
        return self.name
