"""Which pools have as many users as they may have (API-196).

Creating a user must cost the same in a pool of ten millions as in one of ten, so it looks at a mark in the pool's row.
A task sets the mark. It counts small quotas out; of large ones it counts a slice of the users, who are spread evenly
because their `sub` is random, and takes it for the whole. That is true to some per cent and costs a thousand rows.
"""

import uuid

from django.db.models import Q

from pools.actions.quotas.resources import USERS
from pools.errors import LimitExceededException
from pools.models import Quota, User, UserPool

COUNTED = 1000  # users that are looked at, of any pool
_ALL_SUBS = 1 << 128


def check_users(pool: UserPool) -> None:
    """Raise `LimitExceededException` if the pool was full when `mark_full_pools` looked last. Costs no query."""
    if pool.is_full:
        raise LimitExceededException("Limit exceeded. The user pool has as many users as it may have.")


def mark_full_pools() -> None:
    """Look at every pool, and mark those that are full now and unmark those that are not any more."""
    by_pool, by_region = _quotas()
    for pool in UserPool.objects.only("id", "region", "is_full").order_by().iterator():
        most = by_pool.get(pool.pk, by_region.get(pool.region, USERS.most))
        is_full = _has(pool, most)
        if is_full != pool.is_full:
            UserPool.objects.filter(pk=pool.pk).update(is_full=is_full)


def _quotas() -> tuple[dict[str, int], dict[str, int]]:
    found = list(Quota.objects.filter(~Q(value=USERS.most), name=USERS.name).values_list("pool_id", "region", "value"))
    by_pool = {pool: value for pool, _, value in found if pool}
    return by_pool, {region: value for pool, region, value in found if not pool}


def _has(pool: UserPool, most: int) -> bool:
    """Whether the pool has this many users."""
    users = User.objects.filter(pool=pool).order_by()
    looked_at = min(most, COUNTED)
    if most > COUNTED:
        users = users.filter(sub__lt=uuid.UUID(int=_ALL_SUBS * COUNTED // most))
    return users[:looked_at].count() >= looked_at
