"""End users of a pool and the names that they sign in by."""

import uuid

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Left

from pools.models.fields import AsciiLower, CodePointCharField
from pools.models.prepared import Lookup
from pools.models.user_pool import UserPool

SEARCHED_LENGTH = 256  # characters


def _searched(name: str) -> models.GeneratedField:
    """The start of a searchable attribute in lower case, kept by the database beside the JSON it is taken from.

    Whole values may have 2,048 characters, more than an index entry of PostgreSQL takes.
    """
    return models.GeneratedField(
        expression=AsciiLower(Left(KT(f"attributes__{name}"), SEARCHED_LENGTH)),
        output_field=CodePointCharField(max_length=SEARCHED_LENGTH, null=True),
        db_persist=True,
    )


def _index(name: str) -> models.Index:
    """Of the users who have the attribute: who is created without it costs the index nothing."""
    column = f"searched_{name}"
    has_it = models.Q(**{f"{column}__isnull": False})
    return models.Index(fields=["pool", column, "sub"], condition=has_it, name=f"user_by_{name}")


_HAS_MFA = (
    models.Q(sms_mfa_enabled=True)
    | models.Q(email_mfa_enabled=True)
    | models.Q(software_token_mfa_enabled=True)
    | models.Q(web_authn_mfa_enabled=True)
)


class User(models.Model):
    """One directory entry. `attributes` holds every attribute but `sub`, name to string value, as the wire has them."""

    class Status(models.TextChoices):
        UNCONFIRMED = "UNCONFIRMED", "Unconfirmed"
        CONFIRMED = "CONFIRMED", "Confirmed"
        RESET_REQUIRED = "RESET_REQUIRED", "Reset required"
        FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD", "Force change password"
        EXTERNAL_PROVIDER = "EXTERNAL_PROVIDER", "External provider"

    class Factor(models.TextChoices):
        SMS_MFA = "SMS_MFA", "SMS message"
        EMAIL_OTP = "EMAIL_OTP", "E-mail message"
        SOFTWARE_TOKEN_MFA = "SOFTWARE_TOKEN_MFA", "Authenticator app"
        WEB_AUTHN = "WEB_AUTHN", "Passkey"

    sub = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="users", db_index=False)
    username = models.CharField(max_length=128)
    username_key = CodePointCharField(max_length=256, editable=False)
    status = CodePointCharField(max_length=24, choices=Status.choices, default=Status.UNCONFIRMED)
    enabled = models.BooleanField(default=True)
    attributes = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    modified_at = models.DateTimeField(auto_now=True)

    # The password is kept as an SRP verifier, sealed; NULL while the user has none
    srp_salt = models.CharField(max_length=64, blank=True, default="", editable=False)
    sealed_srp_verifier = models.BinaryField(null=True, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)

    # An imported password in one of Django's hash formats, until the first sign-in turns it into a verifier; or, where
    # the pool keeps argon2id alone, that hash
    password_hash = models.CharField(max_length=512, blank=True, default="", editable=False)

    # Second factors (SEC-101 to SEC-151). The TOTP step is the last one answered: a code serves once. A new secret
    # waits for its first code before it takes the place of the old one (SEC-145)
    preferred_mfa = models.CharField(max_length=18, choices=Factor.choices, blank=True, default="")
    sms_mfa_enabled = models.BooleanField(default=False)
    email_mfa_enabled = models.BooleanField(default=False)
    software_token_mfa_enabled = models.BooleanField(default=False)
    web_authn_mfa_enabled = models.BooleanField(default=False)
    sealed_totp_secret = models.BinaryField(null=True, editable=False)
    sealed_new_totp_secret = models.BinaryField(null=True, editable=False)
    last_totp_step = models.BigIntegerField(null=True, editable=False)
    totp_device_name = models.CharField(max_length=128, blank=True, default="")
    may_skip_mfa_once = models.BooleanField(
        default=False, help_text="Confirmed the sign-up by a code, which is the second factor of the first sign-in."
    )

    # Tokens of sign-ins before this moment are dead, also those that carry no origin_jti
    signed_out_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Whether tokens must look for groups. May stay on when the last one was deleted, which costs a look
    has_groups = models.BooleanField(default=False, editable=False)

    # What ListUsers searches by, besides username, status, enabled and sub (USR-124, USR-131)
    searched_email = _searched("email")
    searched_phone_number = _searched("phone_number")
    searched_name = _searched("name")
    searched_given_name = _searched("given_name")
    searched_family_name = _searched("family_name")
    searched_preferred_username = _searched("preferred_username")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "username_key"], name="one_user_of_a_name_per_pool")]
        indexes = [
            models.Index(fields=["pool", "created_at", "sub"], name="user_by_creation"),
            _index("email"),
            _index("phone_number"),
            _index("name"),
            _index("given_name"),
            _index("family_name"),
            _index("preferred_username"),
            models.Index(fields=["pool", "status", "sub"], name="user_by_status"),
            models.Index(fields=["pool", "enabled", "sub"], name="user_by_enabled"),
            models.Index(fields=["pool", "sub"], name="user_by_sub"),
            models.Index(fields=["pool", "created_at", "sub"], condition=_HAS_MFA, name="user_with_mfa"),
        ]

    def __str__(self) -> str:
        return self.username

    def is_verified(self, attribute: str) -> bool:
        """Whether `email` or `phone_number` is known to be the user's own."""
        return self.attributes.get(f"{attribute}_verified") == "true"


USER_BY_NAME = Lookup(lambda: User.objects.all(), "pool_id", "username_key")
USER_BY_SUB = Lookup(lambda: User.objects.all(), "pool_id", "sub")


class Alias(models.Model):
    """A further name that one user of the pool signs in by: a verified e-mail address or phone number, or a preferred
    user name. The unique constraint settles who has it."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="aliases", db_index=False)
    key = models.CharField(max_length=256)
    attribute = models.CharField(max_length=32)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="aliases", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pool", "key"], name="one_user_of_an_alias_per_pool"),
            models.UniqueConstraint(fields=["user", "attribute"], name="one_alias_of_a_kind_per_user"),
        ]

    def __str__(self) -> str:
        return self.key


# What ListUsers is asked most: who has this address. One more than a page, which tells that there is a next one
USERS_BY_ADDRESS = {
    column: Lookup(lambda: User.objects.order_by("sub"), "pool_id", column, limit=61)
    for column in ("searched_email", "searched_phone_number")
}
ALIAS_WITH_USER = Lookup(lambda: Alias.objects.select_related("user"), "pool_id", "key")
