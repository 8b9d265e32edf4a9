from django.db import models

from pools.models.user import User


class RecoveryCode(models.Model):
    """A code on paper for the day the phone is lost. It serves once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, help_text="Keyed digest.")
    spent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="one_recovery_code_of_a_kind")]

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"
