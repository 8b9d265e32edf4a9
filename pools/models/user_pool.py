"""The user pool: a directory with its own users, app clients, keys and rules."""

import functools
from typing import Any

from django.conf import settings
from django.db import models

from pools import ids
from pools.models import attribute_schema
from pools.models.prepared import Lookup

DEFAULT_PASSWORD_POLICY = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}


class LivePools(models.Manager):
    """The pools that were not deleted."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(deleted_at=None)


class UserPool(models.Model):
    """A column is named as the member of `CreateUserPool` in snake case; a JSON column keeps the wire's own shape."""

    class Mfa(models.TextChoices):
        OFF = "OFF", "Off"
        OPTIONAL = "OPTIONAL", "Optional"
        ON = "ON", "Required"

    class Protection(models.TextChoices):
        ACTIVE = "ACTIVE", "Active"
        INACTIVE = "INACTIVE", "Inactive"

    class Tier(models.TextChoices):
        LITE = "LITE", "Lite"
        ESSENTIALS = "ESSENTIALS", "Essentials"
        PLUS = "PLUS", "Plus"

    class PasswordStorage(models.TextChoices):
        SRP = "srp", "SRP verifier, sealed: every flow works"
        ARGON2ID = "argon2id", "argon2id hash alone: no SRP flows"

    class Issuer(models.TextChoices):
        NATIVE = "native", "This installation's address"
        AWS = "aws", "Amazon's address, for clients that have it compiled in"
        CUSTOM = "custom", "An address of its own"

    id = models.CharField(primary_key=True, max_length=55)
    name = models.CharField(max_length=128)
    region = models.CharField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="Erased some time after this.")

    # Whether the quota of users is reached, as a task saw it lately: creating a user must not count them (API-196)
    is_full = models.BooleanField(default=False, editable=False)
    # Whether any page of the pool may have a style of its own: without one, none is looked for
    has_styles = models.BooleanField(default=False, editable=False)

    # How users sign in; fixed at creation (APP-90 to APP-92)
    username_attributes = models.JSONField(default=list, blank=True)
    alias_attributes = models.JSONField(default=list, blank=True)
    username_configuration = models.JSONField(default=dict, blank=True)
    # Custom attributes that users are searched by, which Cognito cannot; each costs a row for every user who has it
    searched_attributes = models.JSONField(default=list, blank=True)
    schema = models.JSONField(default=list, blank=True, help_text="Only what differs from the standard attributes.")

    # Rules
    policies = models.JSONField(default=dict, blank=True)
    mfa_configuration = models.CharField(max_length=8, choices=Mfa.choices, default=Mfa.OFF)
    sms_mfa_configuration = models.JSONField(default=dict, blank=True)
    software_token_mfa_configuration = models.JSONField(default=dict, blank=True)
    email_mfa_configuration = models.JSONField(default=dict, blank=True)
    web_authn_configuration = models.JSONField(default=dict, blank=True)
    session_configuration = models.JSONField(default=dict, blank=True)
    password_storage = models.CharField(max_length=8, choices=PasswordStorage.choices, default=PasswordStorage.SRP)
    issuer_mode = models.CharField(max_length=6, choices=Issuer.choices, default=Issuer.NATIVE)
    custom_issuer = models.URLField(blank=True, default="", help_text="Without a trailing slash.")
    signing_key_days = models.PositiveSmallIntegerField(
        default=0, help_text="Age at which keys are replaced; 0: never."
    )
    # On the account page; the API has `DeleteUser` in any case
    allow_account_deletion = models.BooleanField(default=True)
    auto_verified_attributes = models.JSONField(default=list, blank=True)
    admin_create_user_config = models.JSONField(default=dict, blank=True)
    account_recovery_setting = models.JSONField(default=dict, blank=True)
    user_attribute_update_settings = models.JSONField(default=dict, blank=True)
    device_configuration = models.JSONField(default=dict, blank=True)
    user_pool_add_ons = models.JSONField(default=dict, blank=True)
    lambda_config = models.JSONField(default=dict, blank=True)
    deletion_protection = models.CharField(max_length=8, choices=Protection.choices, default=Protection.INACTIVE)
    user_pool_tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.ESSENTIALS)
    user_pool_tags = models.JSONField(default=dict, blank=True)
    dcr_configuration = models.JSONField(default=dict, blank=True)
    key_configuration = models.JSONField(default=dict, blank=True)
    issuer_configuration = models.JSONField(default=dict, blank=True)
    acr_configuration = models.JSONField(default=dict, blank=True)

    # Messages
    verification_message_template = models.JSONField(default=dict, blank=True)
    email_verification_subject = models.CharField(max_length=140, blank=True, default="")
    email_verification_message = models.TextField(blank=True, default="")
    sms_verification_message = models.CharField(max_length=140, blank=True, default="")
    # Of the e-mail with a link to sign in with, which Cognito has not
    sign_in_link_subject = models.CharField(max_length=140, blank=True, default="")
    sign_in_link_message = models.TextField(blank=True, default="")
    sms_authentication_message = models.CharField(max_length=140, blank=True, default="")
    # That there is a `MessageTranslation` in; for users of other languages none is looked for
    message_languages = models.JSONField(default=list, blank=True, editable=False)
    email_configuration = models.JSONField(default=dict, blank=True)
    sms_configuration = models.JSONField(default=dict, blank=True)

    objects = LivePools()
    with_deleted = models.Manager()  # noqa: DJ012 - the rule takes the manager above for a field

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = "user pool"
        constraints = [
            models.UniqueConstraint(
                fields=["custom_issuer"],
                condition=~models.Q(custom_issuer="") & models.Q(deleted_at=None),
                name="one_pool_of_a_custom_issuer",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return ids.arn("cognito-idp", f"userpool/{self.id}", self.region)

    @property
    def tracks_devices(self) -> bool:
        """Whether devices are told apart and may be remembered, always or when the user wants it (CON-261)."""
        return bool(self.device_configuration)

    @property
    def tracks_sessions(self) -> bool:
        """Whether users' sessions are listed, limited in number and ended one by one (API-367)."""
        return self.session_configuration.get("UserSessionTracking") == "ENABLED"

    @property
    def max_sessions_per_user(self) -> int:
        return self.session_configuration.get("TokenSession", {}).get("MaxPerUser", 20)

    @property
    def short_name(self) -> str:
        """What follows the `_` of the id: the pool's name within SRP."""
        return self.id.partition("_")[2]

    @property
    def issuer(self) -> str:
        """The `iss` of this pool's tokens, without a trailing slash (SEC-16, SEC-278)."""
        if self.issuer_mode == self.Issuer.CUSTOM:
            return self.custom_issuer
        if self.issuer_mode == self.Issuer.AWS:
            host = "issuer-cognito-idp" if self.issuer_configuration.get("Type") == "UPDATED" else "cognito-idp"
            return f"https://{host}.{self.region}.amazonaws.com/{self.id}"
        return self.address

    @property
    def address(self) -> str:
        """Where this installation serves the pool's documents, whatever its tokens call their issuer."""
        return f"{settings.PUBLIC_URL}/{self.id}"

    @property
    def knows_srp(self) -> bool:
        """Whether SRP can be spoken with users of the pool: an argon2id hash gives no verifier."""
        return self.password_storage == self.PasswordStorage.SRP

    @property
    def password_policy(self) -> dict[str, Any]:
        """`PasswordPolicyType` with the defaults filled in."""
        return DEFAULT_PASSWORD_POLICY | self.policies.get("PasswordPolicy", {})

    @functools.cached_property
    def attribute_schema(self) -> dict[str, dict[str, Any]]:
        """Every attribute that users of this pool can have, by name, as `SchemaAttributes` of the wire has them."""
        return attribute_schema.merge(self.schema)

    @property
    def lets_clients_register(self) -> bool:
        """Whether applications may register app clients by themselves (API-380)."""
        return self.dcr_configuration.get("EnableStatus") == "Enabled"

    @property
    def allows_sign_up(self) -> bool:
        return not self.admin_create_user_config.get("AllowAdminCreateUserOnly", False)

    @property
    def case_sensitive(self) -> bool:
        """Whether user names differ by capitals. They do unless the pool was told otherwise (SEC-257)."""
        return self.username_configuration.get("CaseSensitive", True)

    @case_sensitive.setter
    def case_sensitive(self, value: bool) -> None:
        self.username_configuration = {"CaseSensitive": value}

    def fold(self, name: str) -> str:
        """The form of a user name or alias that must be unique in this pool (SEC-256 to SEC-258)."""
        return name if self.case_sensitive else name.casefold()


POOL_BY_ID = Lookup(lambda: UserPool.objects.all(), "id")
