"""What the database keeps of a sign-in: the tokens themselves are not stored."""

import secrets
import uuid

from django.db import models
from django.utils import timezone

from pools.models.app_client import AppClient
from pools.models.prepared import Insertion, Lookup
from pools.models.user import User


def _new_secret() -> str:
    return secrets.token_hex(16)


class Session(models.Model):
    """One sign-in at one app client. Its id is the `origin_jti` of every token that descends from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", db_index=False)
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="sessions")
    auth_time = models.DateTimeField(help_text="When the user proved who he is; maybe at another app client.")
    # How he proved it, for good: refreshed tokens tell the same (SEC-269)
    acr = models.CharField(max_length=64, blank=True, default="")
    amr = models.CharField(max_length=64, blank=True, default="", help_text="Separated by spaces.")
    began_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="When the refresh token ends.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    scopes = models.JSONField(default=list, blank=True, help_text="As granted by OAuth; empty: a sign-in by the API.")
    resource = models.CharField(max_length=1024, blank=True, default="", help_text="The audience of its access tokens.")
    # What a refresh token proves to know beside being sealed by us, and which of the rotated ones it is
    refresh_secret = models.CharField(max_length=32, default=_new_secret, editable=False)
    refresh_generation = models.PositiveIntegerField(default=1, editable=False)
    dpop_jkt = models.CharField(max_length=43, blank=True, default="", help_text="The key its refresh tokens need.")
    refresh_rotated_at = models.DateTimeField(null=True, blank=True, editable=False)
    # The device it is bound to, where the pool tracks them; there is a row of it only once it was confirmed
    device_key = models.CharField(max_length=55, blank=True, default="")
    # What a user sees of it in the list of sessions
    browser_session_id = models.UUIDField(
        null=True, blank=True, help_text="The session of the hosted UI that it came through."
    )
    last_used_at = models.DateTimeField(null=True, blank=True)
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")
    event_id = models.UUIDField(default=uuid.uuid4, help_text="The audit event of the sign-in (SEC-42).")

    class Meta:
        indexes = [
            models.Index(fields=["user", "auth_time"], name="session_by_user"),
            models.Index(fields=["expires_at"], name="session_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def sid(self) -> str:
        """What apps know the sign-in by (OpenID Connect Back-Channel Logout 1.0 section 2.1): the browser's session,
        if it came through one."""
        return str(self.browser_session_id or self.id)

    @property
    def is_revoked(self) -> bool:
        """Whether it was ended before its time, alone or with all that the user had then. One that the hosted UI's
        browser session begins after a global sign-out lives, whenever the sign-in was (SEC-54)."""
        signed_out_at = self.user.signed_out_at
        return self.revoked_at is not None or (signed_out_at is not None and self.began_at <= signed_out_at)


# Of a token's session everything that decides about the token
SESSION_WITH_ALL = Lookup(
    lambda: Session.objects.select_related("user", "client__pool").filter(client__pool__deleted_at=None), "id"
)
NEW_SESSION = Insertion(Session)


class SpentStep(models.Model):
    """A sign-in step that was answered to the end. Its `Session` string opens nothing any more."""

    step_id = models.UUIDField(primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.step_id)


NEW_SPENT_STEP = Insertion(SpentStep)
