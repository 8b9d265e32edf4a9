"""What can be answered once: of two answers to a step, the database lets one through (API-46)."""

import datetime
import uuid

from django.db import IntegrityError
from django.utils import timezone

from pools.models import SpentStep
from pools.models.session import NEW_SPENT_STEP


class AlreadySpent(Exception):
    """The step was answered before."""


def spend(step_id: uuid.UUID, valid_for: datetime.timedelta) -> None:
    """Note in the caller's transaction that the step is done; it could be answered for so long. Raises `AlreadySpent`,
    which must end the transaction."""
    try:
        NEW_SPENT_STEP.insert(SpentStep(step_id=step_id, expires_at=timezone.now() + valid_for))
    except IntegrityError:
        raise AlreadySpent from None
