"""App clients: made, read, replaced, deleted, listed; and the proofs that they know their secret."""

import base64
import hmac
import secrets
from typing import Any

from django.db import IntegrityError, transaction

from pools import ids
from pools.actions import audit, chosen_ids, client_settings, custom_scopes, paging, quotas
from pools.actions.branding import files
from pools.actions.quotas.resources import APP_CLIENTS
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException, ResourceNotFoundException
from pools.models import AppClient, UserPool
from pools.models.app_client import APP_CLIENT_WITH_POOL


def create_app_client(
    pool: UserPool,
    client_name: str,
    *,
    caller: Caller,
    generate_secret: bool = False,
    client_secret: str | None = None,
    client_id: str | None = None,
    client_type: str = AppClient.ClientType.REGULAR,
    event: str = "CreateUserPoolClient",
    **settings: Any,
) -> AppClient:
    """A new app client. `settings` are columns of the model; what is left out has Cognito's default. The id may be
    chosen, of Cognito's format. `event` names the door."""
    if client_id:
        chosen_ids.check_client_id(client_id)
    if generate_secret and client_secret:  # APP-272
        raise InvalidParameterException("ClientSecret cannot be given when GenerateSecret is true.")
    secret = ids.new_client_secret() if generate_secret else client_secret
    settings = client_settings.complete(pool, settings, has_secret=secret is not None)
    client = AppClient(client_id=client_id or ids.new_client_id(), pool=pool, client_name=client_name, **settings)
    client.client_type = client_type
    _check_type(client)
    client.secret = secret
    with transaction.atomic():
        quotas.check_room(APP_CLIENTS, AppClient.objects.filter(pool=pool), pool=pool)
        _insert(client)
        audit.record(caller, event, client=client)
    return client


def _check_type(client: AppClient) -> None:
    """What applications registered by themselves lets no others in (APP-277)."""
    if client.is_self_registered and custom_scopes.REGISTER in client.allowed_o_auth_scopes:
        raise InvalidParameterException(
            f"A client of type {client.client_type} cannot have the scope {custom_scopes.REGISTER}."
        )


def _insert(client: AppClient) -> None:
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError as error:
        raise chosen_ids.taken("User pool client", client.client_id) from error


def find_app_client(client_id: str) -> AppClient | None:
    """The client with its pool, in one query. None where the pool was deleted."""
    return APP_CLIENT_WITH_POOL.find(client_id)


def get_app_client(client_id: str, pool: UserPool | None = None) -> AppClient:
    """The client with its pool; given a pool, only a client of that one. Raises ResourceNotFoundException."""
    client = find_app_client(client_id)
    if client is None or (pool is not None and client.pool_id != pool.id):
        raise ResourceNotFoundException(f"User pool client {client_id} does not exist.")
    return client


def update_app_client(
    client: AppClient, *, caller: Caller, client_name: str | None = None, **settings: Any
) -> AppClient:
    """Replace the settings: what is left out returns to its default, save for the name and the secret (SEC-58)."""
    settings = client_settings.complete(
        client.pool,
        settings,
        has_secret=client.has_secret,
        kept_scopes=client.allowed_o_auth_scopes,
        kept_providers=client.supported_identity_providers,
    )
    fresh = AppClient()
    for name in client_settings.REPLACEABLE:
        setattr(client, name, settings.get(name, getattr(fresh, name)))
    client.client_name = client_name or client.client_name
    _check_type(client)
    with transaction.atomic():
        client.save(update_fields=[*client_settings.REPLACEABLE, "client_name", "modified_at"])
        audit.record(caller, "UpdateUserPoolClient", client=client)
    return client


def delete_app_client(client: AppClient, *, caller: Caller) -> None:
    """The client and every session at it end now."""
    with transaction.atomic():
        audit.record(caller, "DeleteUserPoolClient", client=client)
        client.delete()
        files.sweep(client.pool)  # what its style was made of


def list_app_clients(
    pool: UserPool, *, limit: int, token: str | None = None, client_type: str = ""
) -> tuple[list[AppClient], str | None]:
    """A page of the pool's clients, of this type or of each, and the token of the next one, if there is one."""
    rows = AppClient.objects.filter(pool=pool)
    if client_type:
        rows = rows.filter(client_type=client_type)
    return paging.page(rows, "client_id", f"{client_type} clients of {pool.id}", limit=limit, token=token)


def check_secret_hash(client: AppClient, username: str, given: str | None) -> None:
    """Refuse who names this client without knowing its secret. The proof is base64(HMAC-SHA-256(secret, name + id))."""
    if not client.has_secret:
        if given:
            raise NotAuthorizedException(
                f"Client {client.client_id} is not configured for secret but secret hash was received"
            )
        return
    if not given:
        raise NotAuthorizedException(
            f"Client {client.client_id} is configured with secret but SECRET_HASH was not received"
        )
    proofs = [_hash_with(secret.value, client, username) for secret in client.secrets]
    if not _is_one_of(given, proofs):
        raise NotAuthorizedException(f"Unable to verify secret hash for client {client.client_id}")


def secret_hash(client: AppClient, username: str) -> str:
    """What whoever knows the secret of this client sends with the user name."""
    assert client.secret is not None
    return _hash_with(client.secret, client, username)


def is_client_secret(client: AppClient, given: str) -> bool:
    """Whether this is a secret of the client, of which there may be two. Never true for a client without one."""
    return _is_one_of(given, [secret.value for secret in client.secrets])


def _is_one_of(given: str, right: list[str]) -> bool:
    """Each is compared, so that the time taken does not tell which one it was."""
    return sum(secrets.compare_digest(each.encode(), given.encode()) for each in right) > 0


def _hash_with(secret: str, client: AppClient, username: str) -> str:
    digest = hmac.digest(secret.encode(), f"{username}{client.client_id}".encode(), "sha256")
    return base64.b64encode(digest).decode()
