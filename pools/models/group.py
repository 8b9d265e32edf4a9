"""Groups of a pool's users, with the roles that they lend."""

from django.db import models

from pools.models.user import User
from pools.models.user_pool import UserPool


class Group(models.Model):
    """A named set of users. The lowest precedence number weighs most; NULL weighs least."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="groups", db_index=False)
    name = models.CharField(max_length=128)
    description = models.CharField(max_length=2048, blank=True, default="")
    role_arn = models.CharField(max_length=2048, blank=True, default="")
    precedence = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "name"], name="one_group_of_a_name_per_pool")]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """That a user is in a group, and since when."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "group"], name="one_membership_per_user_and_group")]
        indexes = [models.Index(fields=["group", "user"], name="membership_by_group")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"
