import uuid

from django.db import models

from pools.models import AppClient, User


class DeviceAuthorization(models.Model):
    """A device that waits until somebody signs in for it with another one (RFC 8628)."""

    device_code_hash = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex.")
    user_code_hash = models.CharField(max_length=64, unique=True, help_text="Keyed digest.")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)
    interval_seconds = models.PositiveSmallIntegerField(default=5)
    polled_at = models.DateTimeField(null=True, blank=True)
    # The answer: whose device it is, or that it is nobody's
    denied_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    auth_time = models.DateTimeField(null=True, blank=True)
    methods = models.JSONField(default=list, help_text="How the user proved who he is.")
    event_id = models.UUIDField(default=uuid.uuid4, help_text="The audit event of the sign-in (SEC-42).")
    browser_session_id = models.UUIDField(null=True, blank=True)
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"device of {self.client_id}"
