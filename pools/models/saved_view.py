from django.db import models

from pools.models.principal import Administrator
from pools.models.user_pool import UserPool


class SavedView(models.Model):
    """A search of a pool's users that an administrator has given a name: what its address says after the `?`."""

    administrator = models.ForeignKey(
        Administrator, on_delete=models.CASCADE, related_name="saved_views", db_index=False
    )
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=64)
    query = models.CharField(max_length=2048, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["administrator", "pool", "name"], name="one_view_of_a_name_per_administrator"
            )
        ]

    def __str__(self) -> str:
        return self.name
