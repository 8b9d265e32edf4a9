"""Resource servers of a pool and the custom scopes that they define (FED-60 to FED-74, FED-231 to FED-235)."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from pools.actions import audit, paging, quotas
from pools.actions.quotas.resources import RESOURCE_SERVERS
from pools.caller import Caller
from pools.errors import InvalidParameterException, LimitExceededException, ResourceNotFoundException
from pools.models import ResourceServer, UserPool

SCOPES_PER_SERVER = 100  # API-211
LARGEST_PAGE = 50  # FED-234

Scopes = Sequence[Mapping[str, str]]  # as `Scopes` of the wire


def create_resource_server(
    pool: UserPool, identifier: str, name: str, scopes: Scopes = (), *, caller: Caller
) -> ResourceServer:
    """A new resource server. Its identifier is unique within the pool (FED-61)."""
    server = ResourceServer(pool=pool, identifier=identifier, name=name, scopes=_checked(scopes))
    try:
        with transaction.atomic():
            quotas.check_room(RESOURCE_SERVERS, ResourceServer.objects.filter(pool=pool), pool=pool)
            server.save(force_insert=True)
            audit.record(caller, "CreateResourceServer", pool=pool, identifier=identifier)
    except IntegrityError as error:
        raise InvalidParameterException(f"{identifier} already exists in user pool {pool.id}.") from error
    return server


def exists(pool: UserPool, identifier: str) -> bool:
    """Whether the pool has a resource server of this identifier."""
    return ResourceServer.objects.filter(pool=pool, identifier=identifier).exists()


def get_resource_server(pool: UserPool, identifier: str) -> ResourceServer:
    """The resource server. Raises `ResourceNotFoundException`."""
    return _get(pool, identifier=identifier)


def get_resource_server_by_id(pool: UserPool, server_id: int) -> ResourceServer:
    """The pool's resource server with this key of its row, for addresses. Raises `ResourceNotFoundException`."""
    return _get(pool, pk=server_id)


def update_resource_server(server: ResourceServer, name: str, scopes: Scopes = (), *, caller: Caller) -> ResourceServer:
    """Replace name and scopes (FED-232). A scope that is left out is inactive: clients keep it, and no token carries
    it until it is there again (FED-68 to FED-70)."""
    server.name, server.scopes = name, _checked(scopes)
    with transaction.atomic():
        server.save(update_fields=["name", "scopes", "modified_at"])
        audit.record(caller, "UpdateResourceServer", pool=server.pool, identifier=server.identifier)
    return server


def delete_resource_server(server: ResourceServer, *, caller: Caller) -> None:
    """End the resource server. From now on no new token carries its scopes (FED-233)."""
    with transaction.atomic():
        audit.record(caller, "DeleteResourceServer", pool=server.pool, identifier=server.identifier)
        server.delete()


def list_resource_servers(
    pool: UserPool, *, limit: int = LARGEST_PAGE, token: str | None = None
) -> tuple[list[ResourceServer], str | None]:
    """A page of the pool's resource servers, the oldest first, and the token of the next one, if there is one."""
    listing = f"resource servers of {pool.id}"
    return paging.page(ResourceServer.objects.filter(pool=pool), "pk", listing, limit=limit, token=token)


def _get(pool: UserPool, **key: str | int) -> ResourceServer:
    server = ResourceServer.objects.filter(pool=pool, **key).first()
    if server is None:
        raise ResourceNotFoundException("Resource server does not exist.")
    server.pool = pool
    return server


def _checked(scopes: Scopes) -> list[dict[str, str]]:
    if len(scopes) > SCOPES_PER_SERVER:
        raise LimitExceededException("The limit of scopes of a resource server is reached.")
    names = [scope["ScopeName"] for scope in scopes]
    if len(set(names)) < len(names):
        raise InvalidParameterException("Each scope of a resource server can be given once.")
    return [dict(scope) for scope in scopes]
