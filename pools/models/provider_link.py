from django.db import models

from pools.models.user import User
from pools.models.user_pool import UserPool


class ProviderLink(models.Model):
    """That an identity at a provider is a user of the pool: who signs in there is that user here (FED-209).

    `attribute_name` is `Cognito_Subject` for the provider's own id of the identity, else a mapped attribute.
    `is_primary` marks the identity that a federated user was made from.
    """

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="provider_links", db_index=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="provider_links")
    provider_name = models.CharField(max_length=32)
    attribute_name = models.CharField(max_length=32)
    attribute_value = models.CharField(max_length=512)
    is_primary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "provider_name", "attribute_name", "attribute_value"], name="one_user_of_an_identity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider_name} {self.attribute_name}"
