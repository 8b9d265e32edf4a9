"""What `ProviderDetails` of one kind of provider may hold, and what is derived from it; a module for each kind.

Whoever speaks with a provider finds the addresses in `derived`, wherever they come from: `authorize_url`, `token_url`,
`attributes_url`, `jwks_uri`, `issuer` (of OpenID providers, as it stands in their tokens), `token_request_method`.
"""

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from federation.models import IdentityProvider
from pools.errors import InvalidParameterException
from pools.models import UserPool
from pools.packages import import_modules

REFRESHED_AFTER = datetime.timedelta(hours=6)  # FED-149
NEVER_TOLD = frozenset({"private_key"})  # what no description has; where an update leaves it out, it stays (FED-244)


@dataclasses.dataclass(frozen=True, slots=True)
class Checked:
    """Details that were found to be good, their secrets apart, with what was derived from them."""

    details: Mapping[str, str]
    secrets: Mapping[str, str] = dataclasses.field(default_factory=dict)
    derived: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    refresh_at: datetime.datetime | None = None


class Details(Protocol):
    """What is known of one kind's details."""

    def check(self, pool: UserPool, name: str, given: Mapping[str, str]) -> Checked:
        """Look at what is to be saved, fetching what it points to. Raises `InvalidParameterException`."""

    def describe(self, provider: IdentityProvider) -> Mapping[str, str]:
        """What `DescribeIdentityProvider` adds to the details as they were given (FED-244, FED-246)."""


_DETAILS: dict[str, Details] = {}


def register(*kinds: str) -> Callable[[type[Details]], type[Details]]:
    """Have an object of this class look after the details of these kinds."""

    def add(known: type[Details]) -> type[Details]:
        _DETAILS.update(dict.fromkeys(kinds, known()))
        return known

    return add


def of(kind: str) -> Details:
    """What is known of the details of this kind. Raises `InvalidParameterException` for one that nobody knows."""
    if kind not in _DETAILS:
        raise InvalidParameterException(f"Identity providers of type {kind} are not supported.")
    return _DETAILS[kind]


def load() -> None:
    """Import every module of this package. Called once when Django is ready."""
    import_modules(__name__, __path__)
