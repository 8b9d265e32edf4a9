from django.db import models

from federation.models import IdentityProvider


class ProviderSession(models.Model):
    """The session that a person has at an identity provider which wants to be told of the sign-out (FED-124).

    It is of one browser session, whose id it goes by. Once the person signs out, it is the request that is under way
    to the provider: `key_hash` knows the answer by, and `query` says where the sign-out goes on.
    """

    session_id = models.UUIDField(primary_key=True)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    sealed_names = models.BinaryField(editable=False, help_text="JSON: what the provider calls person and session.")
    key_hash = models.CharField(max_length=64, blank=True, default="", db_index=True, help_text="SHA-256, hex.")
    request_id = models.CharField(max_length=64, blank=True, default="")
    query = models.TextField(blank=True, default="")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.session_id} at {self.provider_id}"
