"""A new user pool from the slices of its settings (CON-16, CON-18)."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from pools.actions import pool_settings, user_pools
from pools.actions.pool_settings import FIXED_AT_CREATION, KEPT_WHEN_OMITTED, REPLACEABLE
from pools.caller import Caller
from pools.console.settings_pages.slices import Slice, Values
from pools.models import UserPool

_COLUMNS = tuple(name for name in (*FIXED_AT_CREATION, *REPLACEABLE, *KEPT_WHEN_OMITTED) if name != "name")


def begin(name: str = "") -> UserPool:
    """A pool to be made, not saved, with what the console begins with where the API does otherwise: protected from
    deletion, and user names alike whatever their capitals (CON-41, CON-97)."""
    pool = UserPool(name=name, region=settings.REGION, deletion_protection=UserPool.Protection.ACTIVE)
    pool.case_sensitive = False
    return pool


def fill(pool: UserPool, forms: Iterable[Slice]) -> None:
    """Write what the valid forms say on a pool to be made, in their order: later ones see what earlier ones said."""
    for form in forms:
        for name, value in form.columns(pool).items():
            setattr(pool, name, value)
        vars(pool).pop("attribute_schema", None)


def check(pool: UserPool) -> None:
    """Raise why a pool to be made cannot be, as far as its columns tell."""
    pool_settings.complete(_columns(pool))


def make(pool: UserPool, *, caller: Caller, pool_id: str | None = None) -> UserPool:
    """Make the pool of its columns alone. What the forms say beyond them, `after_creation` of each sets."""
    return user_pools.create_user_pool(pool.name, region=pool.region, caller=caller, pool_id=pool_id, **_columns(pool))


def create(pool: UserPool, forms: Iterable[Slice], *, caller: Caller, pool_id: str | None = None) -> UserPool:
    """Make the pool that was begun, with all that these valid forms say, or raise why not and make none."""
    forms = list(forms)
    fill(pool, forms)
    with transaction.atomic():
        made = make(pool, caller=caller, pool_id=pool_id)
        for form in forms:
            form.after_creation(made, caller=caller)
    return made


def _columns(pool: UserPool) -> Values:
    return {name: getattr(pool, name) for name in _COLUMNS if getattr(pool, name) not in ("", [], {})}
