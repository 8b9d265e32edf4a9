"""Which custom scopes there are, and which of them a token may carry: `identifier/name` (FED-62).

An app client keeps the scopes it was allowed when they are deleted from their resource server; tokens lose them, until
they are there again (FED-68 to FED-70).
"""

from collections.abc import Iterable

from pools.models import AppClient, ResourceServer, UserPool


def is_custom(scope: str) -> bool:
    """Whether the scope is a resource server's. Standard scopes hold no slash."""
    return "/" in scope


def active(pool: UserPool, scopes: Iterable[str]) -> set[str]:
    """Those of the custom scopes that a resource server of the pool defines now. One query, none without any."""
    named = {scope: scope.rpartition("/") for scope in scopes if is_custom(scope)}  # a name has no slash (FED-63)
    if not named:
        return set()
    identifiers = {identifier for identifier, _, _ in named.values()}
    servers = ResourceServer.objects.filter(pool_id=pool.id, identifier__in=identifiers)
    return {scope for server in servers for scope in server.scope_strings if scope in named}


def usable(client: AppClient, scopes: Iterable[str]) -> list[str]:
    """The scopes without those custom ones that are not active, or no longer the client's (FED-69, FED-71)."""
    asked = list(scopes)
    custom = [scope for scope in asked if is_custom(scope)]
    if not custom:
        return asked
    usable = active(client.pool, custom).intersection(client.allowed_o_auth_scopes)
    return [scope for scope in asked if not is_custom(scope) or scope in usable]
