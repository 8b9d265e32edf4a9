from django.db import models

from pools.models import AppClient


class PushedRequest(models.Model):
    """An authorization request that an app has handed in beforehand (RFC 9126). It goes with the code it leads to."""

    handle_hash = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex.")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    parameters = models.JSONField()
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When a browser came with it.")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"request of {self.client_id}"
