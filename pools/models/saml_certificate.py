from django.db import models

from pools.models.user_pool import UserPool


class SamlCertificate(models.Model):
    """A key pair of a pool that signs SAML requests, and the certificate that identity providers verify by (FED-247).

    The one of the highest generation signs; older ones stay good until their end.
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="saml_certificates", db_index=False)
    generation = models.PositiveIntegerField()
    certificate = models.TextField(help_text="X.509, DER in base64.")
    sealed_private_key = models.BinaryField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "generation"], name="one_saml_certificate_of_a_generation")
        ]

    def __str__(self) -> str:
        return f"{self.pool_id}, {self.generation}"
