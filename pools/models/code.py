from django.db import models

from pools.models.user import User


class VerificationCode(models.Model):
    """A code that was sent and may be answered. Of one purpose a user has one at a time: a new one replaces the old."""

    class Purpose(models.TextChoices):
        SIGN_UP = "sign_up", "Confirm a sign-up"
        RECOVERY = "recovery", "Reset a forgotten password"
        EMAIL = "email", "Verify an e-mail address"
        SMS_MFA = "sms_mfa", "Second factor by SMS"
        EMAIL_MFA = "email_mfa", "Second factor by e-mail"
        SMS_OTP = "sms_otp", "Sign in by SMS"
        EMAIL_OTP = "email_otp", "Sign in by e-mail"
        PHONE_NUMBER = "phone_number", "Verify a phone number"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="codes", db_index=False)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    code_hash = models.CharField(max_length=64, help_text="Keyed digest; the code itself is only in the message.")
    attribute = models.CharField(max_length=32, help_text="What the answer verifies: email or phone_number.")
    destination = models.CharField(max_length=2048, help_text="Where it went; of a pending update the new value.")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True, help_text="When it was answered; it works once.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "purpose"], name="one_code_of_a_purpose_per_user")]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.user_id}"
