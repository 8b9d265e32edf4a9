import uuid

from django.db import models

from pools.models import User, UserPool


class BrowserSession(models.Model):
    """A user who is signed in at the hosted UI of a pool, for all its app clients (APP-57). The cookie holds a random
    token; here is its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="browser_sessions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="browser_sessions")
    auth_time = models.DateTimeField()
    methods = models.JSONField(default=list, help_text="How the user proved who he is.")
    device_key = models.CharField(max_length=55, blank=True, default="", help_text="The device that the browser is.")
    event_id = models.UUIDField(default=uuid.uuid4, help_text="The audit event of the sign-in (SEC-42).")
    last_used_at = models.DateTimeField(null=True, blank=True)
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)
