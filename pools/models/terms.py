import uuid

from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class Terms(models.Model):
    """Where an app client's terms of use or its privacy policy stand, in one language or several (FED-229)."""

    class Name(models.TextChoices):
        TERMS_OF_USE = "terms-of-use", "Terms of use"
        PRIVACY_POLICY = "privacy-policy", "Privacy policy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="terms", db_index=False)
    client = models.ForeignKey(AppClient, on_delete=models.CASCADE, related_name="terms", db_index=False)
    name = models.CharField(max_length=32, choices=Name.choices)
    source = models.CharField(max_length=16, default="LINK")
    enforcement = models.CharField(max_length=16, default="NONE")
    links = models.JSONField(default=dict, help_text="Language, such as `cognito:default`, to address.")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "terms"
        constraints = [models.UniqueConstraint(fields=["client", "name"], name="one_document_of_a_kind_per_client")]
        indexes = [models.Index(fields=["pool", "id"], name="terms_by_pool")]

    def __str__(self) -> str:
        return self.name
