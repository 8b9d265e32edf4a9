import uuid

from django.db import models

from pools.models.prepared import Insertion


class AuditEvent(models.Model):
    """Something that happened. Append-only: it outlives what it tells of, so it refers by plain values."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(max_length=64, help_text="The operation, e.g. AdminCreateUser.")
    error = models.CharField(max_length=64, blank=True, default="", help_text="Name of the error it ended in.")
    via = models.CharField(max_length=16)
    pool_id = models.CharField(max_length=55, blank=True, default="")
    client_id = models.CharField(max_length=128, blank=True, default="")
    sub = models.CharField(max_length=36, blank=True, default="", help_text="The user it happened to.")
    actor = models.CharField(max_length=2048, blank=True, default="", help_text="ARN or sub of who did it.")
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")
    request_id = models.CharField(max_length=36, blank=True, default="")
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["pool_id", "created_at"], name="event_by_pool"),
            models.Index(fields=["sub", "created_at"], name="event_by_user"),
            models.Index(fields=["created_at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return self.name


NEW_AUDIT_EVENT = Insertion(AuditEvent)
