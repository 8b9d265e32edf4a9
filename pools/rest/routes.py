"""The addresses of the API. Every floor registers its own; urls.py serves them."""

import dataclasses
from collections.abc import Callable
from typing import TypeVar

from drf_spectacular.utils import extend_schema

from pools.rest.operations import Resource

R = TypeVar("R", bound=type[Resource])


@dataclasses.dataclass(frozen=True)
class Route:
    address: str
    resource: type[Resource]


routes: list[Route] = []
modules: list[str] = []  # of floors above, whose resources are imported when the addresses are first asked for


def route(address: str, *, tag: str) -> Callable[[R], R]:
    """Serve this resource at this address, and show it in the documentation under this tag."""

    def register(resource: R) -> R:
        routes.append(Route(address, resource))
        return extend_schema(tags=[tag])(resource)

    return register
