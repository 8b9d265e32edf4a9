"""User pools: made, read, replaced, deleted, listed."""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications import batches
from pools import ids
from pools.actions import audit, chosen_ids, mfa_config, paging, pool_settings, quotas, signing_keys
from pools.actions.analytics import retention
from pools.actions.quotas.resources import USER_POOLS
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import Domain, User, UserPool
from pools.models.user_pool import POOL_BY_ID

KEPT_AFTER_DELETION = datetime.timedelta(days=14)  # APP-258
COUNTED_USERS = 10_000  # counting on would make DescribeUserPool as slow as the pool is large


def create_user_pool(
    name: str, *, region: str, caller: Caller, pool_id: str | None = None, **settings: Any
) -> UserPool:
    """A new pool with its signing keys. `settings` are columns of the model; what is left out has Cognito's default.

    The id may be chosen, of Cognito's format.
    """
    if pool_id:
        chosen_ids.check_pool_id(pool_id, region)
    settings = pool_settings.complete(settings)
    pool = UserPool(id=pool_id or ids.new_pool_id(region), name=name, region=region, **settings)
    mfa_config.settle_sms(pool)
    with transaction.atomic():
        quotas.check_room(USER_POOLS, UserPool.objects.filter(region=region), region=region)
        _insert(pool)
        signing_keys.create_signing_keys(pool)
        audit.record(caller, "CreateUserPool", pool=pool)
    return pool


def _insert(pool: UserPool) -> None:
    try:
        with transaction.atomic():
            pool.save(force_insert=True)
    except IntegrityError as error:
        raise chosen_ids.taken("User pool", pool.id) from error


def find_user_pool(pool_id: str) -> UserPool | None:
    return POOL_BY_ID.find(pool_id)


def get_user_pool(pool_id: str) -> UserPool:
    """The pool. Raises ResourceNotFoundException."""
    pool = find_user_pool(pool_id)
    if pool is None:
        raise ResourceNotFoundException(f"User pool {pool_id} does not exist.")
    return pool


def update_user_pool(pool: UserPool, *, caller: Caller, **settings: Any) -> UserPool:
    """Replace the settings: what is left out returns to its default, save for the name (CON-238)."""
    settings = pool_settings.complete(settings, pool)
    fresh = UserPool()
    changed = [*pool_settings.REPLACEABLE, *(name for name in pool_settings.KEPT_WHEN_OMITTED if name in settings)]
    for name in changed:
        setattr(pool, name, settings.get(name, getattr(fresh, name)))
    mfa_config.settle_sms(pool)
    with transaction.atomic():
        pool.save(update_fields=[*changed, "sms_mfa_configuration", "modified_at"])
        audit.record(caller, "UpdateUserPool", pool=pool)
    return pool


def delete_user_pool(pool: UserPool, *, caller: Caller) -> None:
    """End the pool: from now on nobody signs in or finds it. Its rows are erased later, in small steps (APP-258)."""
    if pool.deletion_protection == UserPool.Protection.ACTIVE:
        raise InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated. "
            "Deletion protection must be inactivated first."
        )
    with transaction.atomic():
        if Domain.objects.filter(pool=pool).exists():
            raise InvalidParameterException(
                "User pool cannot be deleted. It has a domain configured that should be deleted first."
            )
        UserPool.objects.filter(id=pool.id).update(deleted_at=timezone.now())
        audit.record(caller, "DeleteUserPool", pool=pool)


def restore_user_pool(pool_id: str, *, caller: Caller) -> UserPool:
    """Have a deleted pool again, as it was, while it is not due to be erased (CON-251). Raises
    `ResourceNotFoundException`; `InvalidParameterException` if another pool has its issuer by now."""
    kept = UserPool.with_deleted.filter(id=pool_id, deleted_at__gt=timezone.now() - KEPT_AFTER_DELETION)
    try:
        with transaction.atomic():
            if not kept.update(deleted_at=None):
                raise ResourceNotFoundException(f"User pool {pool_id} is not among those that can be restored.")
            pool = get_user_pool(pool_id)
            audit.record(caller, "RestoreUserPool", pool=pool)
    except IntegrityError as error:
        raise InvalidParameterException("Another user pool has the same issuer by now.") from error
    return pool


def erase_deleted_pools() -> None:
    """Erase what was deleted long enough ago, a few users at a time. May be stopped anywhere and run again."""
    due = timezone.now() - KEPT_AFTER_DELETION
    for pool in UserPool.with_deleted.filter(deleted_at__lt=due):
        batches.delete(User.objects.filter(pool=pool))
        retention.forget_pool(pool)
        pool.delete()


def list_user_pools(
    region: str, *, limit: int, token: str | None = None, name: str | None = None
) -> tuple[list[UserPool], str | None]:
    """A page of the region's pools, or of those of this name, and the token of the next one, if there is one."""
    pools = UserPool.objects.filter(region=region)
    if name is not None:
        pools = pools.filter(name=name)
    return paging.page(pools, "id", "user pools", limit=limit, token=token)


def estimate_users(pool: UserPool) -> int:
    """How many users the pool has, counted up to `COUNTED_USERS`."""
    return User.objects.filter(pool=pool)[:COUNTED_USERS].count()
