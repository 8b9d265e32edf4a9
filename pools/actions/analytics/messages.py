"""Messages of a pool, by channel and by what became of them, at the hour in which they were written."""

from collections import Counter

from django.db import transaction

from notifications import counting
from pools.actions.analytics import tallies
from pools.actions.analytics.metrics import Metric
from pools.actions.analytics.tallies import Key
from pools.actions.message_senders import TEST
from pools.models import CountingProgress

_BATCH = 500  # messages in one short transaction


def count_due() -> None:
    """Count those that have come to an end, or to another one, since the last time. May be stopped anywhere."""
    while _count_some():
        pass


def _count_some() -> bool:
    """Whoever counts holds the progress's row: outcomes are taken by one at a time."""
    counts: Counter[Key] = Counter()
    with transaction.atomic():
        CountingProgress.objects.select_for_update().filter(id=1).first()
        outcomes = counting.take_outcomes(_BATCH)
        for outcome, number in outcomes.items():
            if outcome.reference not in ("", TEST):
                label = f"{outcome.channel}:{outcome.state}"
                counts[Key(outcome.reference, "", outcome.hour, Metric.MESSAGE.value, label)] += number
        tallies.add(counts)
    return bool(outcomes)
