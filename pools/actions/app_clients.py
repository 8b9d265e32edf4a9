"""App clients: made, read, replaced, deleted, listed; and the proofs that they know their secret."""

import base64
import hmac
import secrets
from typing import Any

from django.db import transaction

from pools import ids
from pools.actions import audit
from pools.caller import Caller
from pools.errors import NotAuthorizedException, ResourceNotFoundException
from pools.models import AppClient, UserPool
from pools.models.app_client import APP_CLIENT_WITH_POOL

DEFAULT_AUTH_FLOWS = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"]  # APP-273


def create_app_client(
    pool: UserPool,
    client_name: str,
    *,
    caller: Caller,
    generate_secret: bool = False,
    client_id: str | None = None,
    **settings: Any,
) -> AppClient:
    """A new app client. `settings` are columns of the model; what is left out has Cognito's default."""
    settings.setdefault("explicit_auth_flows", DEFAULT_AUTH_FLOWS)
    client = AppClient(client_id=client_id or ids.new_client_id(), pool=pool, client_name=client_name, **settings)
    client.secret = ids.new_client_secret() if generate_secret else None
    with transaction.atomic():
        client.save(force_insert=True)
        audit.record(caller, "CreateUserPoolClient", client=client)
    return client


def find_app_client(client_id: str) -> AppClient | None:
    """The client with its pool, in one query."""
    return APP_CLIENT_WITH_POOL.find(client_id)


def get_app_client(client_id: str, pool: UserPool | None = None) -> AppClient:
    """The client with its pool; given a pool, only a client of that one. Raises ResourceNotFoundException."""
    client = find_app_client(client_id)
    if client is None or (pool is not None and client.pool_id != pool.id):
        raise ResourceNotFoundException(f"User pool client {client_id} does not exist.")
    return client


def check_secret_hash(client: AppClient, username: str, given: str | None) -> None:
    """Refuse who names this client without knowing its secret. The proof is base64(HMAC-SHA-256(secret, name + id))."""
    if client.secret is None:
        if given:
            raise NotAuthorizedException(
                f"Client {client.client_id} is not configured for secret but secret hash was received"
            )
        return
    if not given:
        raise NotAuthorizedException(
            f"Client {client.client_id} is configured with secret but SECRET_HASH was not received"
        )
    digest = hmac.digest(client.secret.encode(), f"{username}{client.client_id}".encode(), "sha256")
    if not secrets.compare_digest(base64.b64encode(digest), given.encode()):
        raise NotAuthorizedException(f"Unable to verify secret hash for client {client.client_id}")


def is_client_secret(client: AppClient, given: str) -> bool:
    """Whether this is the client's secret. Never true for a client without one."""
    return client.secret is not None and secrets.compare_digest(client.secret.encode(), given.encode())
