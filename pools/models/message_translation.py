"""Texts of a pool's messages in languages of its users."""

from django.db import models

from pools.models.user_pool import UserPool


class MessageKind(models.TextChoices):
    """The messages that a pool has a text of its own for."""

    VERIFICATION_EMAIL = "verification_email", "Verification e-mail with a code"
    VERIFICATION_LINK = "verification_link", "Verification e-mail with a link"
    VERIFICATION_SMS = "verification_sms", "Verification text message"
    INVITATION_EMAIL = "invitation_email", "Invitation e-mail"
    INVITATION_SMS = "invitation_sms", "Invitation text message"
    MFA_EMAIL = "mfa_email", "Sign-in code by e-mail"
    MFA_SMS = "mfa_sms", "Sign-in code by text message"
    SIGN_IN_LINK = "sign_in_link", "E-mail with a link to sign in with"

    @property
    def is_email(self) -> bool:
        return not self.value.endswith("_sms")


class MessageTranslation(models.Model):
    """What a message says to users whose `locale` is of this language. The pool lists the languages that there are, in
    `message_languages`."""

    pool = models.ForeignKey(UserPool, on_delete=models.CASCADE, related_name="message_translations", db_index=False)
    language = models.CharField(max_length=10, help_text="A code of LANGUAGES.")
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    subject = models.CharField(max_length=140, blank=True, help_text="Empty: that of all languages.")
    message = models.TextField()
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "message translation"
        ordering = ["language", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "language", "kind"], name="one_text_of_a_kind_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.language}"
