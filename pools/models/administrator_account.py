"""How an administrator proves to be who he says, beyond the password; and where he is signed in."""

import uuid

from django.db import models

from pools.models.principal import Administrator


class AdministratorApp(models.Model):
    """The authenticator app of an administrator. A new secret stands beside the old one until its first right code."""

    owner = models.OneToOneField(Administrator, on_delete=models.CASCADE, primary_key=True, related_name="app")
    sealed_secret = models.BinaryField(null=True, editable=False)
    sealed_new_secret = models.BinaryField(null=True, editable=False)
    last_step = models.BigIntegerField(null=True, editable=False, help_text="Of the last code that was taken.")
    bound_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"app of {self.owner_id}"


class AdministratorPasskey(models.Model):
    """A passkey: what must be known to check that its owner signs in (WebAuthn level 3, section 4)."""

    credential_id = models.CharField(primary_key=True, max_length=1400, help_text="base64url")
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="passkeys")
    public_key = models.BinaryField(editable=False)
    sign_count = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=64)
    transports = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class AdministratorRecoveryCode(models.Model):
    """A code on paper, which serves once in the place of a code of the app."""

    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, help_text="Keyed digest.")
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "code_hash"], name="one_administrators_code_of_a_kind")]

    def __str__(self) -> str:
        return f"recovery code of {self.owner_id}"


class AdministratorIdentity(models.Model):
    """Who an administrator is at an OpenID provider. Found by issuer and subject, never by an address."""

    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=512)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_administrator_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"


class AdministratorSession(models.Model):
    """A browser in which an administrator is signed in to the console. It is over when the browser's session is."""

    class Method(models.TextChoices):
        PASSWORD = "password", "Password"
        APP = "app", "Password and authenticator app"
        RECOVERY_CODE = "recovery_code", "Password and recovery code"
        PASSWORD_AND_PASSKEY = "password_passkey", "Password and passkey"
        PASSKEY = "passkey", "Passkey"
        OIDC = "oidc", "Identity provider"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Administrator, on_delete=models.CASCADE, related_name="console_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    method = models.CharField(max_length=16, choices=Method.choices, default=Method.PASSWORD)
    ip_address = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=512, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(help_text="To some minutes.")
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "created_at"], name="console_session_by_owner")]

    def __str__(self) -> str:
        return str(self.id)
