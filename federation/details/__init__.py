"""What `ProviderDetails` of one kind of provider may hold, and what is derived from it; a module for each kind."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Protocol

from federation.models import IdentityProvider
from pools.models import UserPool


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
