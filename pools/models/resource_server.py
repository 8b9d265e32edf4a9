from django.db import models

from pools.models.prepared import Lookup
from pools.models.user_pool import UserPool


class ResourceServer(models.Model):
    """An API that takes a pool's access tokens, and the custom scopes that say what may be done there (FED-60)."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="resource_servers", db_index=False)
    identifier = models.CharField(max_length=256)
    name = models.CharField(max_length=256)
    scopes = models.JSONField(default=list, blank=True, help_text="As `Scopes` of the wire has them.")
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "resource server"
        constraints = [
            models.UniqueConstraint(fields=["pool", "identifier"], name="one_resource_server_of_an_identifier_per_pool")
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def scope_strings(self) -> list[str]:
        """The scopes as clients ask for them and tokens carry them: `identifier/name` (FED-62)."""
        return [f"{self.identifier}/{scope['ScopeName']}" for scope in self.scopes]


RESOURCE_SERVER = Lookup(lambda: ResourceServer.objects.all(), "pool_id", "identifier")
