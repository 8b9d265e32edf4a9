"""What operators set in the place of Cognito's values: for a region of this installation, a pool or an app client."""

import dataclasses
import time
from typing import Any

from django.db import transaction
from django.db.models import Q

from pools.actions import audit
from pools.actions.quotas.categories import RATES
from pools.actions.quotas.resources import RESOURCES, Resource
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceNotFoundException
from pools.models import AppClient, Quota, UserPool

Owner = UserPool | AppClient | str  # a string is a region of this installation
MOST = 1_000_000_000
KEPT_SECONDS = 5  # how long other processes may go on with a rate that was changed


@dataclasses.dataclass(slots=True)
class _Known:
    """The rates that were set, by region, pool id or client id and then by name, as of some moment."""

    by_owner: dict[str, dict[str, int]] = dataclasses.field(default_factory=dict)
    read_at: float = float("-inf")


_known = _Known()


def rate_of(owner: str, name: str) -> int | None:
    """The requests per second that were set for this region, pool id or client id; None where none were.

    Costs a query every `KEPT_SECONDS` of a process, however many callers ask.
    """
    if not 0 <= time.time() - _known.read_at < KEPT_SECONDS:
        _read()
    return _known.by_owner.get(owner, {}).get(name)


def forget() -> None:
    """Read the rates anew before they are used again in this process."""
    _known.read_at = float("-inf")


def _read() -> None:
    moment, by_owner = time.time(), dict[str, dict[str, int]]()
    found = Quota.objects.filter(name__in=RATES)
    for region, pool, client, name, value in found.values_list("region", "pool_id", "client_id", "name", "value"):
        by_owner.setdefault(client or pool or region, {})[name] = value
    _known.by_owner, _known.read_at = by_owner, moment


def most_of(resource: Resource, *, region: str, pool: UserPool | None = None) -> int:
    """How many there may be: the pool's own value, else the region's, else Cognito's. One query."""
    asked = Q(region=region) if pool is None else Q(region=region) | Q(pool=pool)
    found = list(Quota.objects.filter(asked, name=resource.name).values_list("pool_id", "value"))
    of_region = next((value for pool_id, value in found if pool_id is None), resource.most)
    return next((value for pool_id, value in found if pool_id is not None), of_region)


def set_quota(owner: Owner, name: str, value: int, *, caller: Caller, event: str = "SetQuota") -> None:
    """Put this value in the place of Cognito's. Other processes hear of a rate within `KEPT_SECONDS`.

    Raises `ResourceNotFoundException` for a name that no quota has, `InvalidParameterException` for a value that none
    can have.
    """
    _check_name(name)
    least = 1 if name in RATES else 0
    if not least <= value <= MOST:
        raise InvalidParameterException(f"The value must be between {least} and {MOST}.")
    with transaction.atomic():
        Quota.objects.update_or_create(**_columns(owner), name=name, defaults={"value": value})
        audit.record(caller, event, **_named(owner), quota=name, value=value)
    forget()


def reset_quota(owner: Owner, name: str, *, caller: Caller) -> None:
    """Go back to what holds without a value of the owner's own."""
    _check_name(name)
    with transaction.atomic():
        Quota.objects.filter(**_columns(owner), name=name).delete()
        audit.record(caller, "ResetQuota", **_named(owner), quota=name)
    forget()


def set_values(owner: Owner) -> dict[str, int]:
    """The values that were set for this owner, by the name of the quota."""
    return dict(Quota.objects.filter(**_columns(owner)).values_list("name", "value"))


def _check_name(name: str) -> None:
    if name not in RATES and name not in RESOURCES:
        raise ResourceNotFoundException(f"There is no quota {name}.")


def _columns(owner: Owner) -> dict[str, Any]:
    match owner:
        case UserPool():
            return {"region": "", "pool": owner, "client": None}
        case AppClient():
            return {"region": "", "pool": None, "client": owner}
    return {"region": owner, "pool": None, "client": None}


def _named(owner: Owner) -> dict[str, Any]:
    """The owner as the audit event names it."""
    match owner:
        case UserPool():
            return {"pool": owner}
        case AppClient():
            return {"client": owner}
    return {"region": owner}
