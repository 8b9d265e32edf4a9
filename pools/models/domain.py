from django.db import models

from pools.models.certificate import Certificate
from pools.models.prepared import Lookup
from pools.models.user_pool import UserPool


class Domain(models.Model):
    """A host name that serves a pool's hosted UI: a prefix below the installation's own host, or a custom domain."""

    domain = models.CharField(primary_key=True, max_length=253)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="domains")
    is_custom = models.BooleanField(default=False)
    custom_domain_config = models.JSONField(default=dict, blank=True)
    certificate = models.ForeignKey(
        Certificate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="domains",
        help_text="The one that `custom_domain_config` names; NULL: the proxy has it.",
    )
    managed_login_version = models.PositiveSmallIntegerField(default=1)
    routing = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "is_custom"], name="one_domain_of_a_kind_per_pool")]

    def __str__(self) -> str:
        return self.domain


DOMAIN_WITH_POOL = Lookup(lambda: Domain.objects.select_related("pool").filter(pool__deleted_at=None), "domain")
DOMAINS_OF_POOL = Lookup(lambda: Domain.objects.order_by("is_custom"), "pool_id", limit=2)  # one of each kind
