"""Changes that leave alone what they do not name, where Cognito's own update operations replace everything."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from pools.actions import app_clients, client_settings, pool_settings, user_pools
from pools.caller import Caller
from pools.errors import ResourceNotFoundException
from pools.models import AppClient, UserPool


def change_user_pool(pool: UserPool, *, caller: Caller, **changes: Any) -> UserPool:
    """Set these columns of the pool; the rest stays as it is now, whatever else changes it at the same time."""
    return edit_user_pool(pool, lambda _fresh: changes, caller=caller)


def edit_user_pool(pool: UserPool, edit: Callable[[UserPool], dict[str, Any]], *, caller: Caller) -> UserPool:
    """The same with columns that rest on what the pool now has. `edit` is asked while nobody else can change it, and
    may raise to leave it as it is."""
    with held_user_pool(pool) as fresh:
        changes = edit(fresh)
        kept = {name: getattr(fresh, name) for name in pool_settings.REPLACEABLE}
        return user_pools.update_user_pool(fresh, caller=caller, **_without_older_texts(kept, changes) | changes)


@contextlib.contextmanager
def held_user_pool(pool: UserPool) -> Iterator[UserPool]:
    """The pool as it is now, in a transaction that keeps others from changing it. Raises
    `ResourceNotFoundException`."""
    with transaction.atomic():
        fresh = UserPool.objects.select_for_update().filter(pk=pool.pk).first()
        if fresh is None:
            raise ResourceNotFoundException(f"User pool {pool.id} does not exist.")
        yield fresh


def delete_protected_user_pool(pool: UserPool, *, caller: Caller) -> None:
    """Deactivate deletion protection and delete the pool: both, or neither where it cannot be deleted (CON-99)."""
    with transaction.atomic():
        fresh = change_user_pool(pool, caller=caller, deletion_protection=UserPool.Protection.INACTIVE)
        user_pools.delete_user_pool(fresh, caller=caller)


def change_app_client(client: AppClient, *, caller: Caller, **changes: Any) -> AppClient:
    """The same as `change_user_pool` for an app client, its name included."""
    return edit_app_client(client, lambda _fresh: changes, caller=caller)


def edit_app_client(client: AppClient, edit: Callable[[AppClient], dict[str, Any]], *, caller: Caller) -> AppClient:
    """The same as `edit_user_pool` for an app client."""
    with held_app_client(client) as fresh:
        kept = {name: getattr(fresh, name) for name in client_settings.REPLACEABLE}
        return app_clients.update_app_client(fresh, caller=caller, **kept | edit(fresh))


@contextlib.contextmanager
def held_app_client(client: AppClient) -> Iterator[AppClient]:
    """The same as `held_user_pool` for an app client."""
    with transaction.atomic():
        fresh = AppClient.objects.select_for_update().filter(pk=client.pk).first()
        if fresh is None:
            raise ResourceNotFoundException(f"User pool client {client.client_id} does not exist.")
        fresh.pool = client.pool
        yield fresh


def _without_older_texts(kept: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A message stands in two columns: one that is changed in the one place must not be kept in the other."""
    template = dict(kept["verification_message_template"])
    for column, member in pool_settings.MESSAGES.items():
        if column in changes:
            template.pop(member, None)
        if member in changes.get("verification_message_template", {}):
            kept = kept | {column: ""}
    return kept | {"verification_message_template": template}
