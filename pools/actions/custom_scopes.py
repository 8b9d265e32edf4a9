"""Which custom scopes there are, and which of them a token may carry: `identifier/name` (FED-62).

An app client keeps the scopes it was allowed when they are deleted from their resource server; tokens lose them, until
they are there again (FED-68 to FED-70).
"""

from collections.abc import Iterable

from pools.models import AppClient, ResourceServer, UserPool
from pools.models.resource_server import RESOURCE_SERVER

REGISTER = "aws.cognito/dcr/register"  # lets its bearer register app clients; a scope of Cognito's own (API-380)


def is_custom(scope: str) -> bool:
    """Whether the scope is a resource server's. Standard scopes hold no slash."""
    return "/" in scope


def active(pool: UserPool, scopes: Iterable[str]) -> set[str]:
    """Those of the custom scopes that a resource server of the pool defines now, or that the pool has itself. One
    query, none without any."""
    asked = set(scopes)
    own = asked & ({REGISTER} if pool.lets_clients_register else set())
    named = {scope: scope.rpartition("/") for scope in asked - {REGISTER} if is_custom(scope)}  # FED-63
    if not named:
        return own
    identifiers = {identifier for identifier, _, _ in named.values()}
    return own | {scope for server in _servers(pool, identifiers) for scope in server.scope_strings if scope in named}


def _servers(pool: UserPool, identifiers: set[str]) -> Iterable[ResourceServer]:
    """Most tokens are for one of them."""
    if len(identifiers) == 1:
        return RESOURCE_SERVER.find_all(pool.id, *identifiers)
    return ResourceServer.objects.filter(pool_id=pool.id, identifier__in=identifiers)


def usable(client: AppClient, scopes: Iterable[str]) -> list[str]:
    """The scopes without those custom ones that are not active, or no longer the client's (FED-69, FED-71)."""
    asked = list(scopes)
    custom = [scope for scope in asked if is_custom(scope)]
    if not custom:
        return asked
    usable = active(client.pool, custom).intersection(client.allowed_o_auth_scopes)
    return [scope for scope in asked if not is_custom(scope) or scope in usable]
