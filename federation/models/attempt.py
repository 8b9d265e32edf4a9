from django.db import models

from federation.models.identity_provider import IdentityProvider
from pools.models import AppClient


class FederatedAttempt(models.Model):
    """A browser that was sent to a provider and is awaited back within five minutes (FED-91).

    The provider hands back a random key (`state`, `RelayState`), of which only the hash is here; a cookie of the
    browser has another, so that nobody ends a sign-in in a browser that has not begun it. Who ends an attempt deletes
    it: it is good once.
    """

    key_hash = models.CharField(primary_key=True, max_length=64, help_text="SHA-256, hex.")
    browser_hash = models.CharField(max_length=64, help_text="SHA-256, hex.")
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="+")
    app_request = models.TextField(help_text="The query string of the app's authorization request.")
    request_id = models.CharField(max_length=64, blank=True, default="", help_text="Of the SAML request.")
    sealed_proofs = models.BinaryField(editable=False, help_text="JSON: nonce and PKCE verifier, sealed.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.provider_id} for {self.client_id}"
