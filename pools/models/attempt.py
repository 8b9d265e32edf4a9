from django.db import models

from pools.models.prepared import Lookup


class AttemptCount(models.Model):
    """How often something was tried within a stretch of time. The key is a keyed digest of what and by whom, so the
    table tells nobody which names were asked for."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


ATTEMPT_BY_KEY = Lookup(lambda: AttemptCount.objects.all(), "key")
