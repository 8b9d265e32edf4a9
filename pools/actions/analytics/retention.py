"""How long counters are kept."""

import datetime

from django.conf import settings
from django.utils import timezone

from notifications import batches
from pools.models import ActiveUser, Tally, UserPool

HOURS_KEPT = datetime.timedelta(days=14)  # the pages show a day of them


def forget_old() -> None:
    """Delete counters that are older than the installation keeps, and who was active in months that are counted to the
    end. May be stopped anywhere and run again."""
    now = timezone.now()
    hours, others = Tally.objects.filter(grain=Tally.Grain.HOUR), Tally.objects.exclude(grain=Tally.Grain.HOUR)
    batches.delete(hours.filter(start__lt=now - HOURS_KEPT))
    if settings.ANALYTICS_DAYS:
        batches.delete(others.filter(start__lt=now - datetime.timedelta(days=settings.ANALYTICS_DAYS)))
    batches.delete(ActiveUser.objects.filter(month__lt=_oldest_open(now.date())))


def forget_pool(pool: UserPool) -> None:
    """Delete all that was counted of a pool that is erased."""
    batches.delete(Tally.objects.filter(pool_id=pool.id))


def _oldest_open(today: datetime.date) -> datetime.date:
    return (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
