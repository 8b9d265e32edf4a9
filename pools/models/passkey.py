from django.db import models

from pools.models.user import User


class WebAuthnCredential(models.Model):
    """A passkey: what the pool must know to check that its owner signs in (WebAuthn level 3, section 4)."""

    credential_id = models.CharField(primary_key=True, max_length=1400, help_text="base64url")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    relying_party_id = models.CharField(max_length=253)
    public_key = models.BinaryField(editable=False)
    sign_count = models.PositiveBigIntegerField(default=0)
    friendly_name = models.CharField(max_length=255, blank=True, default="")
    transports = models.JSONField(default=list, blank=True)
    attachment = models.CharField(max_length=32, blank=True, default="")
    is_backed_up = models.BooleanField(default=False)
    is_user_verifying = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "created_at"], name="passkey_by_user")]

    def __str__(self) -> str:
        return self.friendly_name or self.credential_id
