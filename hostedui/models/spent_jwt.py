from django.db import models


class SpentJwt(models.Model):
    """A client assertion or DPoP proof that was taken. It is taken once; the row stays until the JWT's own end."""

    key = models.CharField(primary_key=True, max_length=64, help_text="SHA-256 of kind, maker and jti, hex.")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
