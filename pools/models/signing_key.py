from django.db import models

from pools.models.user_pool import UserPool


class SigningKey(models.Model):
    """An RSA key pair of a pool: one signs ID tokens, another access tokens (SEC-68)."""

    class TokenUse(models.TextChoices):
        ID = "id", "ID token"
        ACCESS = "access", "Access token"

    kid = models.CharField(primary_key=True, max_length=64)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="signing_keys")
    token_use = models.CharField(max_length=6, choices=TokenUse.choices)
    sealed_private_key = models.BinaryField()
    public_jwk = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Signs no more after this; verifies until it is deleted."
    )

    def __str__(self) -> str:
        return self.kid
