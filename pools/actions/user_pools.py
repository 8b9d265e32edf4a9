"""User pools: made, read, replaced, deleted, listed."""

from typing import Any

from django.db import transaction

from pools import ids
from pools.actions import audit, signing_keys
from pools.caller import Caller
from pools.errors import ResourceNotFoundException
from pools.models import UserPool


def create_user_pool(
    name: str, *, region: str, caller: Caller, pool_id: str | None = None, **settings: Any
) -> UserPool:
    """A new pool with its signing keys. `settings` are columns of the model; what is left out has Cognito's default."""
    pool = UserPool(id=pool_id or ids.new_pool_id(region), name=name, region=region, **settings)
    with transaction.atomic():
        pool.save(force_insert=True)
        signing_keys.create_signing_keys(pool)
        audit.record(caller, "CreateUserPool", pool=pool)
    return pool


def get_user_pool(pool_id: str) -> UserPool:
    """The pool. Raises ResourceNotFoundException."""
    try:
        return UserPool.objects.get(id=pool_id)
    except UserPool.DoesNotExist:
        raise ResourceNotFoundException(f"User pool {pool_id} does not exist.") from None
