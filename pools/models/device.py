"""Devices that users sign in from, and may have the pool remember."""

from django.db import models

from pools.models.user import User


class Device(models.Model):
    """A device that its user's app confirmed. It knows a password of its own, of which the pool keeps an SRP verifier,
    sealed."""

    key = models.CharField(primary_key=True, max_length=55, help_text="`<region>_<uuid>`")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    group_key = models.CharField(max_length=64)
    name = models.CharField(max_length=1024, blank=True, default="")
    is_remembered = models.BooleanField(default=False)
    srp_salt = models.CharField(max_length=64, editable=False)
    sealed_srp_verifier = models.BinaryField(editable=False)
    last_ip_address = models.CharField(max_length=45, blank=True, default="")
    # The sign-in that waits for this device's proof, for clients that do not hand its `Session` back
    pending_session = models.TextField(blank=True, default="", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    last_authenticated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "created_at", "key"], name="device_by_user")]

    def __str__(self) -> str:
        return self.name or self.key
