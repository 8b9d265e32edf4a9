"""The app client: an application that may talk to a pool, and what it may do there."""

import dataclasses
import datetime
import functools

from django.db import models
from django.utils import timezone

from notifications import sealing
from pools import ids
from pools.models.prepared import Lookup
from pools.models.user_pool import UserPool

_PURPOSE = "app client secret"  # the purpose that secrets are sealed for


@dataclasses.dataclass(frozen=True, slots=True)
class ClientSecret:
    """One of the secrets that a client proves itself by."""

    secret_id: str
    created_at: datetime.datetime
    sealed: bytes = dataclasses.field(repr=False)

    @property
    def value(self) -> str:
        return _opened(self.sealed)


class AppClient(models.Model):
    """A column is named as the member of `CreateUserPoolClient` in snake case."""

    class ExistenceErrors(models.TextChoices):
        LEGACY = "LEGACY", "Legacy"
        ENABLED = "ENABLED", "Enabled"

    class ClientType(models.TextChoices):
        REGULAR = "REGULAR", "Made by an administrator"
        DCR = "DCR", "Registered by the application itself"

    client_id = models.CharField(primary_key=True, max_length=128, default=ids.new_client_id)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="app_clients")
    client_name = models.CharField(max_length=128)
    client_type = models.CharField(max_length=7, choices=ClientType.choices, default=ClientType.REGULAR, editable=False)
    sealed_secret = models.BinaryField(null=True, editable=False)
    secret_created_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="NULL: with the client.")
    # A second secret beside the first, while applications change from one to the other (APP-260)
    sealed_next_secret = models.BinaryField(null=True, editable=False)
    next_secret_created_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    # Token lifetimes; NULL is Cognito's default, the unit is in token_validity_units (SEC-266)
    refresh_token_validity = models.PositiveIntegerField(default=30)
    access_token_validity = models.PositiveIntegerField(null=True, blank=True)
    id_token_validity = models.PositiveIntegerField(null=True, blank=True)
    token_validity_units = models.JSONField(default=dict, blank=True)
    auth_session_validity = models.PositiveSmallIntegerField(default=3, help_text="Minutes, 3 to 15.")
    refresh_token_rotation = models.JSONField(default=dict, blank=True)
    enable_token_revocation = models.BooleanField(default=True)

    session_configuration = models.JSONField(default=dict, blank=True)

    # What it may do
    explicit_auth_flows = models.JSONField(default=list, blank=True)
    prevent_user_existence_errors = models.CharField(
        max_length=7, choices=ExistenceErrors.choices, default=ExistenceErrors.LEGACY
    )
    read_attributes = models.JSONField(null=True, blank=True)
    write_attributes = models.JSONField(null=True, blank=True)
    enable_propagate_additional_user_context_data = models.BooleanField(default=False)
    analytics_configuration = models.JSONField(default=dict, blank=True)

    # OAuth 2.0 and the hosted UI
    allowed_o_auth_flows_user_pool_client = models.BooleanField(default=False)
    allowed_o_auth_flows = models.JSONField(default=list, blank=True)
    allowed_o_auth_scopes = models.JSONField(default=list, blank=True)
    callback_urls = models.JSONField(default=list, blank=True)
    logout_urls = models.JSONField(default=list, blank=True)
    default_redirect_uri = models.CharField(max_length=1024, blank=True, default="")
    supported_identity_providers = models.JSONField(default=list, blank=True)

    # What Cognito has no setting for; named as in OAuth's client metadata where that has a name
    require_pkce = models.BooleanField(default=False)
    require_pushed_authorization_requests = models.BooleanField(default=False)
    jwks = models.JSONField(null=True, blank=True, help_text="The key set that it proves itself by; NULL: none.")
    allow_device_flow = models.BooleanField(default=False)
    allow_sign_in_link = models.BooleanField(default=False)
    backchannel_logout_uri = models.CharField(max_length=1024, blank=True, default="", help_text="Empty: none.")
    backchannel_logout_session_required = models.BooleanField(default=False)
    allow_dpop = models.BooleanField(default=False, help_text="Bind its tokens to keys that it proves.")
    dpop_bound_access_tokens = models.BooleanField(default=False, help_text="Issue no other tokens to it.")

    class Meta:
        ordering = ["client_name", "client_id"]
        verbose_name = "app client"

    def __str__(self) -> str:
        return self.client_name

    @property
    def has_secret(self) -> bool:
        return self.sealed_secret is not None

    @property
    def is_self_registered(self) -> bool:
        """Whether no administrator made it, and nobody vouches for what it says of itself (APP-277)."""
        return self.client_type == self.ClientType.DCR

    @property
    def is_confidential(self) -> bool:
        """Whether it has something to prove itself by at the OAuth endpoints (RFC 6749 section 2.1)."""
        return self.has_secret or self.has_keys

    @property
    def takes_dpop(self) -> bool:
        return self.allow_dpop or self.dpop_bound_access_tokens

    @property
    def has_keys(self) -> bool:
        """Whether it proves itself by signing (RFC 7523). At the OAuth endpoints its keys take the secret's place."""
        return self.jwks is not None

    @property
    def secrets(self) -> list[ClientSecret]:
        """The secrets that count, at most two, oldest first."""
        kept = (
            (self.sealed_secret, self.secret_created_at or self.created_at),
            (self.sealed_next_secret, self.next_secret_created_at or self.created_at),
        )
        return [
            ClientSecret(self.secret_id(moment), moment, bytes(sealed)) for sealed, moment in kept if sealed is not None
        ]

    def secret_id(self, created_at: datetime.datetime) -> str:
        """The `ClientSecretId` of the secret that was made at this moment."""
        return f"{self.client_id}--{int(created_at.timestamp())}"

    @property
    def secret(self) -> str | None:
        """The older secret in clear, which `DescribeUserPoolClient` shows."""
        return None if self.sealed_secret is None else self.secrets[0].value

    @secret.setter
    def secret(self, value: str | None) -> None:
        """Make this the one secret of the client."""
        self.sealed_secret = None if value is None else seal_secret(value)
        self.secret_created_at = None if value is None else timezone.now()
        self.sealed_next_secret = self.next_secret_created_at = None

    @property
    def access_token_lifetime(self) -> datetime.timedelta:
        return self._lifetime(self.access_token_validity or 1, "AccessToken", "hours")

    @property
    def id_token_lifetime(self) -> datetime.timedelta:
        return self._lifetime(self.id_token_validity or 1, "IdToken", "hours")

    @property
    def refresh_token_lifetime(self) -> datetime.timedelta:
        return self._lifetime(self.refresh_token_validity or 30, "RefreshToken", "days")

    @property
    def hides_user_existence(self) -> bool:
        return self.prevent_user_existence_errors == self.ExistenceErrors.ENABLED

    @property
    def rotates_refresh_tokens(self) -> bool:
        return self.refresh_token_rotation.get("Feature") == "ENABLED"

    @property
    def refresh_token_grace_seconds(self) -> int:
        """How long a rotated-out refresh token is still taken (SEC-271)."""
        return self.refresh_token_rotation.get("RetryGracePeriodSeconds", 0)

    @property
    def browser_session_lifetime(self) -> datetime.timedelta:
        """How long after the sign-in this client takes the word of a browser session; zero: never (API-219)."""
        configuration = self.session_configuration if self.pool.tracks_sessions else {}
        return datetime.timedelta(minutes=configuration.get("SSOSession", {}).get("MaxValidityMinutes", 60))

    def can_read(self, attribute: str) -> bool:
        """Whether tokens and `GetUser` show the attribute to this client; by default all standard ones are shown."""
        if self.read_attributes is None:
            return ":" not in attribute
        return attribute in self.read_attributes or attribute == "sub"

    def _lifetime(self, number: int, token: str, default_unit: str) -> datetime.timedelta:
        return datetime.timedelta(**{self.token_validity_units.get(token, default_unit): number})


@functools.lru_cache(maxsize=1024)
def _opened(sealed: bytes) -> str:
    """Machines come for tokens all day: what is opened once stays so in the process, as signing keys do."""
    return sealing.unseal(_PURPOSE, sealed).decode()


def seal_secret(value: str) -> bytes:
    """A client secret as the table keeps it."""
    return sealing.seal(_PURPOSE, value.encode())


APP_CLIENT_WITH_POOL = Lookup(
    lambda: AppClient.objects.select_related("pool").filter(pool__deleted_at=None), "client_id"
)
