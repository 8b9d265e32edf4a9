"""Bearer tokens of the REST API."""

import uuid

from django.db import models

from pools.models.prepared import Lookup
from pools.models.principal import OWNER_COLUMNS, Administrator


class ApiToken(models.Model):
    """What a principal's scripts show to the REST API. Kept is the digest: the token itself is told once, when it is
    made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=128, help_text="What it is for.")
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256, in hex.")
    is_active = models.BooleanField(default=True, help_text="An inactive one is refused until it is active again.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="NULL: never.")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="To the hour.")

    def __str__(self) -> str:
        return self.name


# What the check of a token looks at
_COLUMNS = ("is_active", "expires_at", "last_used_at", *OWNER_COLUMNS)
API_TOKEN_WITH_OWNER = Lookup(lambda: ApiToken.objects.select_related("owner").only(*_COLUMNS), "digest")
