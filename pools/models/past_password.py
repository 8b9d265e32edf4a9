from django.db import models

from pools.models.user import User


class PastPassword(models.Model):
    """A password that the user had, which `PasswordHistorySize` keeps from coming back."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    srp_salt = models.CharField(max_length=64, blank=True, default="")
    sealed_srp_verifier = models.BinaryField(null=True)
    password_hash = models.CharField(max_length=512, blank=True, default="")
    replaced_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "replaced_at"], name="past_password_by_user")]

    def __str__(self) -> str:
        return f"past password of {self.user_id}"
