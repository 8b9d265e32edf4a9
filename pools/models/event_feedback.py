from django.db import models


class EventFeedback(models.Model):
    """What an administrator or the user says of an authentication event: theirs, or somebody else's (SEC-298).

    Beside the audit trail, to which nothing but new events is ever written.
    """

    class Value(models.TextChoices):
        VALID = "Valid", "Valid"
        INVALID = "Invalid", "Invalid"

    event_id = models.UUIDField(primary_key=True)
    value = models.CharField(max_length=7, choices=Value.choices)
    provider = models.CharField(max_length=16, help_text="Who said so: Admin or User.")
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event_id}: {self.value}"
