"""Access tokens of an app client itself, where no user is (`GetClientToken`, API-368)."""

import dataclasses
import time
import uuid
from collections.abc import Sequence
from typing import Any

from pools.actions import app_clients, audit
from pools.actions.client_settings import MACHINE_FLOW, SYSTEM_SCOPES
from pools.actions.tokens import sign
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient


@dataclasses.dataclass(frozen=True, slots=True)
class MachineToken:
    access_token: str
    expires_in: int


def get_client_token(client: AppClient, secret: str, scopes: Sequence[str], *, caller: Caller) -> MachineToken:
    """A token for the client that proves its secret, with these of its custom scopes, or with all of them."""
    if not app_clients.is_client_secret(client, secret):
        audit.record(caller, "GetClientToken", client=client, error=NotAuthorizedException.__name__)
        raise NotAuthorizedException(f"Unable to verify secret for client {client.client_id}")
    if MACHINE_FLOW not in client.explicit_auth_flows:
        raise InvalidParameterException("ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client.")
    custom = [scope for scope in client.allowed_o_auth_scopes if scope not in SYSTEM_SCOPES]
    for scope in scopes:
        if scope not in custom:
            raise InvalidParameterException(f"Invalid scope requested: {scope}")
    lifetime = int(client.access_token_lifetime.total_seconds())
    token = sign(client.pool, "access", _claims(client, list(scopes) or custom, lifetime))
    audit.record(caller, "GetClientToken", client=client)
    return MachineToken(token, lifetime)


def _claims(client: AppClient, scopes: Sequence[str], lifetime: int) -> dict[str, Any]:
    now = int(time.time())
    return {
        "sub": client.client_id,
        "token_use": "access",
        "scope": " ".join(scopes),
        "auth_time": now,
        "iss": client.pool.issuer,
        "exp": now + lifetime,
        "iat": now,
        "jti": str(uuid.uuid4()),
        "client_id": client.client_id,
    }
