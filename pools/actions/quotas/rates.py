"""Holding callers to the request rates. Off unless POOLHOUSE_RATE_LIMITS says otherwise."""

import dataclasses

from django.conf import settings

from pools.actions.quotas import values
from pools.actions.quotas.buckets import buckets
from pools.actions.quotas.categories import (
    ANSWERS,
    OPERATION_IN_POOL,
    READING,
    READS_OF_USER,
    TAGGING,
    WRITES_OF_USER,
    WRITING,
    Category,
    Rate,
    category_of,
)
from pools.errors import TooManyRequestsException

OFF, COGNITO, CUSTOM = "off", "cognito", "custom"
ANSWERS_PER_SIGN_IN = 3  # API-179


@dataclasses.dataclass(frozen=True, slots=True)
class Asker:
    """For whom a request counts. What is not known is empty; `user` is whatever tells one of the pool from another."""

    region: str
    pool_id: str = ""
    client_id: str = ""
    user: str = ""


def are_on() -> bool:
    """Whether any request is counted at all."""
    return settings.RATE_LIMITS != OFF


def count_call(operation: str, asker: Asker, *, challenge: str = "") -> None:
    """Count a call of the wire API. Raises `TooManyRequestsException` when a quota that it falls under is used up."""
    category = category_of(operation, challenge)
    if category is None:
        return
    if asker.user and category in READING | WRITING:
        cap(READS_OF_USER if category in READING else WRITES_OF_USER, asker.region, asker.pool_id, asker.user)
    if category.is_capped and asker.pool_id:
        cap(OPERATION_IN_POOL, asker.region, asker.pool_id, operation)
    if operation == TAGGING.name:
        cap(TAGGING, asker.region)
    count(category, asker, is_answer=operation in ANSWERS and category is category_of(operation))


def count(category: Category, asker: Asker, *, is_answer: bool = False) -> None:
    """Count a request in its category: for its app client and its pool, where they have a rate, and for all.

    The narrowest comes first, so that what one client is refused costs the others nothing. Raises
    `TooManyRequestsException`.
    """
    for owner in (asker.client_id, asker.pool_id):
        rps = values.rate_of(owner, category.name) if owner else None
        _take(category, owner, rps, is_answer)
    _take(category, asker.region, _rate_of_all(category, asker.region), is_answer)


def cap(rate: Rate, region: str, *names: str) -> None:
    """Count a request against a bound for something smaller than a category. Raises `TooManyRequestsException`."""
    rps = _rate_of_all(rate, region)
    if rps is not None and not buckets().take(rps, rate.name, region, *names):
        raise _refusal(rate, *names)


def _take(category: Category, owner: str, rps: int | None, is_answer: bool) -> None:
    if rps is None:
        return
    # Answers to challenges have an allowance of their own, and only what exceeds it counts (API-179)
    if is_answer and buckets().take(rps * ANSWERS_PER_SIGN_IN, category.name, owner, "answers"):
        return
    if not buckets().take(rps, category.name, owner):
        raise _refusal(category, owner)


def _rate_of_all(rate: Rate, region: str) -> int | None:
    """The operator's own rate, else Cognito's if that is wanted."""
    own = values.rate_of(region, rate.name)
    return rate.rps if own is None and settings.RATE_LIMITS == COGNITO else own


def _refusal(rate: Rate, *names: str) -> TooManyRequestsException:
    return TooManyRequestsException("Rate exceeded", reason=f"{rate.name} {' '.join(names)}".strip())
