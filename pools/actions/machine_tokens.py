"""Access tokens of an app client itself, where no user is: for `GetClientToken` (API-368) and for OAuth's client
credentials grant (API-296)."""

import dataclasses
import time
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from pools.actions import app_clients, audit, custom_scopes, token_overrides
from pools.actions.client_settings import MACHINE_FLOW
from pools.actions.tokens import binding, check_binding, sign
from pools.caller import Caller
from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient
from pools.triggers.token_generation import FIXED_IN_ACCESS_TOKENS


@dataclasses.dataclass(frozen=True, slots=True)
class MachineToken:
    access_token: str
    expires_in: int


def get_client_token(
    client: AppClient,
    secret: str,
    scopes: Sequence[str],
    *,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
) -> MachineToken:
    """A token for the client that proves its secret, with these of its custom scopes, or with all of them."""
    if not app_clients.is_client_secret(client, secret):
        audit.record(caller, "GetClientToken", client=client, error=NotAuthorizedException.__name__)
        raise NotAuthorizedException(f"Unable to verify secret for client {client.client_id}")
    if MACHINE_FLOW not in client.explicit_auth_flows:
        raise InvalidParameterException("ALLOW_CLIENT_TOKEN_AUTH is not enabled for the client.")
    for scope in scopes:
        if not custom_scopes.is_custom(scope) or scope not in client.allowed_o_auth_scopes:
            raise InvalidParameterException(f"Invalid scope requested: {scope}")
    granted = custom_scopes.usable(client, scopes) if scopes else scopes_of(client)
    if scopes and not granted:
        raise InvalidParameterException("None of the requested scopes can be granted.")
    return issue(client, granted, caller=caller, client_metadata=client_metadata)


def scopes_of(client: AppClient) -> list[str]:
    """All scopes that a token of the client itself may carry: the custom ones, while they are active (API-295)."""
    return custom_scopes.usable(client, filter(custom_scopes.is_custom, client.allowed_o_auth_scopes))


def issue(
    client: AppClient,
    scopes: Sequence[str],
    *,
    caller: Caller,
    jkt: str = "",
    client_metadata: Mapping[str, str] | None = None,
) -> MachineToken:
    """A token with these scopes for a client that has proven itself and may have them, as the pool's function wants it,
    bound to the key with the thumbprint `jkt` if there is one. It changes nothing, so the event of it is the door's, as
    that of a read. Raises `NotAuthorizedException` where the client's tokens must be bound, and there is no key."""
    check_binding(client, jkt)
    audit.note(caller, client=client)
    changes = token_overrides.of_client(client, scopes, caller, client_metadata).access_token
    lifetime = int(client.access_token_lifetime.total_seconds())
    claims = changes.apply(_claims(client, changes.scopes(scopes), lifetime), FIXED_IN_ACCESS_TOKENS) | binding(jkt)
    return MachineToken(sign(client.pool, "access", claims), lifetime)


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
        "version": 2,  # of the claims' form, as Cognito marks tokens of its OAuth endpoints
        "jti": str(uuid.uuid4()),
        "client_id": client.client_id,
    }
