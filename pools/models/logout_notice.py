import uuid

from django.db import models
from django.utils import timezone

from pools.models.app_client import AppClient


class LogoutNotice(models.Model):
    """Word to an app client that somebody's session has ended (OpenID Connect Back-Channel Logout 1.0). Written in the
    transaction that ends it, posted after it by a task. The user may be gone by then: he is named by `sub` alone."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DELIVERED = "delivered", "Delivered"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    sub = models.UUIDField()
    sid = models.CharField(max_length=36, blank=True, default="", help_text="Empty: all sessions of the user.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(help_text="Not to be tried before; pushed ahead while a worker holds it.")
    created_at = models.DateTimeField(default=timezone.now)
    last_error = models.CharField(max_length=512, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="logout_notice_by_turn"),
            models.Index(fields=["created_at"], name="logout_notice_by_time"),
        ]

    def __str__(self) -> str:
        return f"to {self.client_id}"
