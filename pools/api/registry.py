"""Which function answers which operation. Each floor registers its own; what is missing is computed, not kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pools.contract import service_model
from pools.errors import InvalidParameterException, PoolError

if TYPE_CHECKING:
    from pools.api.call import Call

Handler = Callable[["Call"], dict[str, Any]]


@dataclasses.dataclass(slots=True)
class Service:
    """One AWS service of the wire API. `refusal` is what an input that breaks the model's constraints raises."""

    name: str  # botocore's name, also the service of SigV4's scope
    target_prefix: str
    refusal: type[PoolError]
    handlers: dict[str, Handler] = dataclasses.field(default_factory=dict)
    refusing: dict[str, Handler] = dataclasses.field(default_factory=dict)  # known, not there yet

    def find(self, name: str) -> Handler | None:
        """What answers the operation, were it by saying that it is not available yet."""
        return self.handlers.get(name) or self.refusing.get(name)

    def operation(self, name: str) -> Callable[[Handler], Handler]:
        """Register a function as the one that answers the operation of this name."""

        def register(handler: Handler) -> Handler:
            if name in self.handlers:
                raise ValueError(f"{name} is registered twice")
            self.handlers[name] = handler
            return handler

        return register

    def missing_operations(self) -> list[str]:
        """The operations of the model that nothing answers yet."""
        return sorted(set(service_model.load(self.name).operation_names) - self.handlers.keys())


SERVICES: dict[str, Service] = {}


def add_service(name: str, target_prefix: str, refusal: type[PoolError]) -> Service:
    service = SERVICES[target_prefix] = Service(name, target_prefix, refusal)
    return service


USER_POOLS = add_service("cognito-idp", "AWSCognitoIdentityProviderService", InvalidParameterException)
operation = USER_POOLS.operation
missing_operations = USER_POOLS.missing_operations
