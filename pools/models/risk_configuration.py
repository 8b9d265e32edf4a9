from django.db import models

from pools.models.app_client import AppClient
from pools.models.user_pool import UserPool


class RiskConfiguration(models.Model):
    """How a pool answers to risks, or one of its app clients instead (SEC-160, SEC-291). A table of its own, which is
    read where threat protection is on."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="risk_configurations")
    client = models.OneToOneField(
        AppClient, on_delete=models.CASCADE, null=True, blank=True, related_name="risk_configuration"
    )
    compromised_credentials = models.JSONField(
        null=True, blank=True, help_text="As `CompromisedCredentialsRiskConfiguration` of the wire."
    )
    account_takeover = models.JSONField(
        null=True, blank=True, help_text="As `AccountTakeoverRiskConfiguration` of the wire."
    )
    risk_exceptions = models.JSONField(null=True, blank=True, help_text="As `RiskExceptionConfiguration` of the wire.")
    modified_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool"], condition=models.Q(client__isnull=True), name="one_risk_configuration_of_pool"
            )
        ]

    def __str__(self) -> str:
        return self.client_id or self.pool_id
