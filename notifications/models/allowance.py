"""What has been used of a limit."""

from django.db import models


class Allowance(models.Model):
    """A counter: messages of an hour or a day, what a month has cost, or when a sender is free again."""

    key = models.CharField(max_length=128, primary_key=True, help_text="Which limit, of whom, in which period.")
    used = models.BigIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True, help_text="Forgotten after this.")

    def __str__(self) -> str:
        return self.key
