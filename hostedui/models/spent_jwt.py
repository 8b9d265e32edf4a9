from django.db import models


class SpentJwt(models.Model):
    """A JWT that an app signed for one use: a client assertion or a DPoP proof. The row stays until the JWT's end."""

    key = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of kind, maker and jti, hex.")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
