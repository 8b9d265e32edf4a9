"""What the database keeps of a sign-in: the tokens themselves are not stored."""

import uuid

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user import User


class Session(models.Model):
    """One sign-in at one app client. Its id is the `origin_jti` of every token that descends from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="sessions")
    auth_time = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When the refresh token ends.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    refresh_token_hash = models.CharField(max_length=64, unique=True, null=True, help_text="SHA-256, hex.")
    scopes = models.JSONField(default=list)
    event_id = models.UUIDField(default=uuid.uuid4, help_text="The audit event of the sign-in (SEC-42).")

    class Meta:
        indexes = [
            models.Index(fields=["user", "auth_time"], name="session_by_user"),
            models.Index(fields=["expires_at"], name="session_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SpentStep(models.Model):
    """A sign-in step that was answered to the end. Its `Session` string opens nothing any more."""

    step_id = models.UUIDField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.step_id)
