from django.db import models

from pools.models.user_pool import UserPool


class LogDelivery(models.Model):
    """Which of a pool's logs go where (API-370). A table of its own, as sign-ins have no need to read it."""

    pool = models.OneToOneField(UserPool, on_delete=models.CASCADE, primary_key=True, related_name="log_delivery")
    configurations = models.JSONField(default=list, blank=True, help_text="As `LogConfigurations` of the wire.")

    def __str__(self) -> str:
        return self.pool_id
