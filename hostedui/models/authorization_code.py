import uuid

from django.db import models

from pools.models import AppClient, Session, User
from pools.models.prepared import Insertion, Lookup


class AuthorizationCode(models.Model):
    """A code that an app may exchange once, within five minutes (API-273). It stays until its end after that, so that
    a second use is noticed and ends the session that the first one began (RFC 6749 section 4.1.2)."""

    code_hash = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex.")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.CharField(max_length=1024)
    scopes = models.JSONField(default=list)
    resource = models.CharField(max_length=1024, blank=True, default="", help_text="What the token is for (RFC 8707).")
    nonce = models.CharField(max_length=1024, blank=True, default="")
    code_challenge = models.CharField(max_length=128, blank=True, default="")
    code_challenge_method = models.CharField(max_length=5, blank=True, default="")
    dpop_jkt = models.CharField(max_length=43, blank=True, default="", help_text="Whose holder may exchange it.")
    auth_time = models.DateTimeField()
    methods = models.JSONField(default=list, help_text="How the user proved who he is.")
    event_id = models.UUIDField(default=uuid.uuid4, help_text="The audit event of the sign-in (SEC-42).")
    device_key = models.CharField(max_length=55, blank=True, default="", help_text="The device that the browser is.")
    browser_session_id = models.UUIDField(help_text="The session of the browser that it was given to.")
    expires_at = models.DateTimeField(db_index=True)
    spent_at = models.DateTimeField(null=True, blank=True)
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"code for {self.client_id}"


CODE_WITH_USER = Lookup(lambda: AuthorizationCode.objects.select_related("user"), "code_hash")
NEW_CODE = Insertion(AuthorizationCode)
