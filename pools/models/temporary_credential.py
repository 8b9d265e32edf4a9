"""Credentials that end by themselves: an access key with a session token, of a user or of a role's session."""

from django.db import models

from pools.models.prepared import Lookup
from pools.models.principal import OWNER_COLUMNS, Administrator, SealedSecret


class TemporaryCredential(SealedSecret):
    """What was issued. With an `owner` it has that user's policies as they are at each call; without, those that it
    was issued with. `session_policies` bound either; None bounds nothing."""

    access_key_id = models.CharField(primary_key=True, max_length=128)
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, null=True, related_name="temporary_credentials")
    principal_arn = models.CharField(max_length=2048)
    principal_id = models.CharField(max_length=256)
    policies = models.JSONField(default=list)
    session_policies = models.JSONField(null=True)
    session_tags = models.JSONField(default=dict)
    context = models.JSONField(default=dict, help_text="Further condition keys of the session.")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.access_key_id


_OWN_COLUMNS = (
    "sealed_secret",
    "principal_arn",
    "principal_id",
    "policies",
    "session_policies",
    "session_tags",
    "context",
    "created_at",
    "expires_at",
)
TEMPORARY_CREDENTIAL_WITH_OWNER = Lookup(
    lambda: TemporaryCredential.objects.select_related("owner").only(*_OWN_COLUMNS, *OWNER_COLUMNS), "access_key_id"
)
