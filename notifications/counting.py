"""What became of messages, for whoever keeps statistics: each change of a message's end is told once."""

import datetime
import uuid
from collections import Counter
from typing import NamedTuple

from django.db.models import F, Q

from notifications.models import Message

# In the words of the index, so that the database knows it by them
_TO_BE_COUNTED = ~Q(state="waiting") & ~Q(state=F("counted_as"))


class Outcome(NamedTuple):
    """The messages of one asker and channel, written in one hour, that ended in this state."""

    reference: str
    channel: str
    hour: datetime.datetime
    state: str


def take_outcomes(limit: int) -> "Counter[Outcome]":
    """How many messages came to each end since the last time, less those that were told of with another end before.
    Call it in the transaction that notes the numbers,
    and not twice at once; empty when there is nothing to tell."""
    rows = Message.objects.filter(_TO_BE_COUNTED).order_by("created_at")
    columns = ("id", "reference", "channel", "created_at", "state", "counted_as")
    found: Counter[Outcome] = Counter()
    taken: dict[tuple[str, str], list[uuid.UUID]] = {}
    for key, reference, channel, created_at, state, before in rows.values_list(*columns)[:limit]:
        hour = created_at.astimezone(datetime.UTC).replace(minute=0, second=0, microsecond=0)
        found[Outcome(reference, channel, hour, state)] += 1
        if before:
            found[Outcome(reference, channel, hour, before)] -= 1
        taken.setdefault((state, before), []).append(key)
    for (state, _), keys in taken.items():
        Message.objects.filter(id__in=keys).update(counted_as=state)
    return found
