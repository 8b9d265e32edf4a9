"""What is counted of the trail, so that charts need not read it (`actions/analytics/`).

Rows refer by plain values, as the audit trail does: they are written in the background, when what they tell of may be
gone.
"""

from django.db import models


class Tally(models.Model):
    """How often something happened in one hour, day or month of UTC."""

    class Grain(models.TextChoices):
        HOUR = "h", "Hour"
        DAY = "d", "Day"
        MONTH = "m", "Month"

    pool_id = models.CharField(max_length=55)
    client_id = models.CharField(
        max_length=128, blank=True, default="", help_text="Empty where no app client had part."
    )
    grain = models.CharField(max_length=1, choices=Grain.choices)
    start = models.DateTimeField(help_text="When the hour, day or month began.")
    metric = models.CharField(max_length=24)
    label = models.CharField(max_length=64, blank=True, default="", help_text="What the metric is told apart by.")
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pool_id", "grain", "start", "metric", "label", "client_id"], name="one_tally_of_a_kind"
            )
        ]
        indexes = [models.Index(fields=["grain", "start"], name="tally_by_time")]

    def __str__(self) -> str:
        return f"{self.metric} {self.label} {self.start:%Y-%m-%d %H:%M}: {self.count}"


class ActiveUser(models.Model):
    """On which days of a month a user was active, at one app client or, where `client_id` is empty, at any.

    One small row however often he comes. Needed to count each once; what was counted stays when the row goes.
    """

    month = models.DateField(help_text="Its first day.")
    pool_id = models.CharField(max_length=55)
    client_id = models.CharField(max_length=128, blank=True, default="")
    sub = models.CharField(max_length=36)
    days = models.PositiveIntegerField(help_text="A bit for each day, the first one for the first.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sub", "month", "pool_id", "client_id"], name="one_row_of_an_active_user")
        ]
        indexes = [models.Index(fields=["month"], name="active_user_by_month")]

    def __str__(self) -> str:
        return f"{self.sub} {self.month:%Y-%m}"


class CountingProgress(models.Model):
    """Up to which moment of the audit trail all is counted. One row, which whoever counts holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    moment = models.DateTimeField()

    def __str__(self) -> str:
        return self.moment.isoformat()


class CountedSlice(models.Model):
    """A stretch of the trail that was counted while events of it might still be on their way, and what was found."""

    start = models.DateTimeField()
    end = models.DateTimeField(db_index=True)
    counts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.start.isoformat()} to {self.end.isoformat()}"


class FirstSteps(models.Model):
    """The checklist of a new pool, put away by an administrator."""

    pool = models.OneToOneField("pools.UserPool", on_delete=models.CASCADE, primary_key=True, related_name="+")
    dismissed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.pool_id
