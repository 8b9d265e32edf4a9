"""Identity providers: the places outside where users of a pool may sign in (FED-80)."""

from django.db import models

from pools.models import UserPool


class IdentityProvider(models.Model):
    """One that a pool trusts. `details` are `ProviderDetails` as they were given, without what is secret in them.

    `derived` is what discovery, metadata or the provider's kind add: addresses, certificates, the issuer.
    """

    class Kind(models.TextChoices):
        """`ProviderType` of the wire. The four social ones are also the names of their only provider (FED-243)."""

        SAML = "SAML", "SAML"
        OIDC = "OIDC", "OpenID Connect"
        FACEBOOK = "Facebook", "Facebook"
        GOOGLE = "Google", "Google"
        AMAZON = "LoginWithAmazon", "Login with Amazon"
        APPLE = "SignInWithApple", "Sign in with Apple"

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="identity_providers", db_index=False)
    name = models.CharField(max_length=32)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    details = models.JSONField(default=dict, blank=True)
    sealed_secrets = models.BinaryField(editable=False, help_text="JSON of the details that are secret, sealed.")
    derived = models.JSONField(default=dict, blank=True)
    attribute_mapping = models.JSONField(
        default=dict, blank=True, help_text="Pool attribute: the provider's (FED-158)."
    )
    acr_mapping = models.JSONField(
        default=dict, blank=True, help_text="Level1 to Level4: the provider's ACR (FED-254)."
    )
    refreshed_at = models.DateTimeField(null=True, blank=True, help_text="When `derived` was last fetched.")
    refresh_at = models.DateTimeField(null=True, blank=True, db_index=True, help_text="When it is fetched next.")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "identity provider"
        constraints = [models.UniqueConstraint(fields=["pool", "name"], name="one_provider_of_a_name_per_pool")]

    def __str__(self) -> str:
        return self.name


class IdpIdentifier(models.Model):
    """Another name of a provider, often a domain of e-mail addresses; unique across the pool (FED-137)."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="+", db_index=False)
    provider = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="identifiers")
    identifier = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "identifier"], name="one_provider_of_an_identifier_per_pool")
        ]

    def __str__(self) -> str:
        return self.identifier
