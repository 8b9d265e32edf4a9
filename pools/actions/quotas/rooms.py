"""Whether one more of a kind may be made."""

from typing import Any

from django.db.models import QuerySet

from pools.actions.quotas import values
from pools.actions.quotas.resources import Per, Resource
from pools.errors import LimitExceededException
from pools.models import UserPool


def check_room(
    resource: Resource, held: "QuerySet[Any]", *, pool: UserPool | None = None, region: str | None = None
) -> None:
    """Raise `LimitExceededException` if those in `held` are as many as there may be; they are counted no further.

    Call it within the transaction that makes one more, with the pool, or with the region for what is counted in one.
    Of a pool's own resources no two are made at once: its row is locked until the transaction ends, so the last place
    is taken once. In a region there is no such row; two created in the same instant may both find the last place.
    """
    if resource.per is Per.POOL:
        assert pool is not None
        UserPool.objects.select_for_update().filter(pk=pool.pk).values_list("pk").first()
    most = values.most_of(resource, region=region or (pool.region if pool else ""), pool=pool)
    if held.order_by()[:most].count() >= most:
        raise LimitExceededException(f"Limit exceeded. {resource.label}: at most {most}.")
