"""Tokens for a refresh token: `REFRESH_TOKEN_AUTH` and `GetTokensFromRefreshToken`. One query where nothing rotates.

The session is read with its client and user by what is sealed in the token, so the named client is only looked up when
it is not the one that the token belongs to.
"""

from collections.abc import Mapping

from pools.actions import app_clients, audit, sessions, user_pools
from pools.actions.sign_in import flows
from pools.actions.sign_in.step import required
from pools.actions.tokens import Tokens
from pools.caller import Caller
from pools.errors import NotAuthorizedException
from pools.models import AppClient, Session, User


def refresh_sign_in(client_id: str, parameters: Mapping[str, str], *, caller: Caller, pool_id: str = "") -> Tokens:
    """`REFRESH_TOKEN_AUTH`, where the client allows it (SEC-43 to SEC-46)."""
    session, generation = _find(client_id, required(parameters, "REFRESH_TOKEN"), caller, pool_id)
    client = session.client
    flows.check_refresh_allowed(client)
    _check_secret_hash(client, session.user, parameters.get("SECRET_HASH"))
    return sessions.refresh(session, generation, caller=caller, device_key=parameters.get("DEVICE_KEY", ""))


def get_tokens_from_refresh_token(
    client_id: str,
    refresh_token: str,
    client_secret: str | None,
    device_key: str = "",
    *,
    caller: Caller,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """`GetTokensFromRefreshToken`, which also serves clients that rotate their refresh tokens (SEC-272)."""
    session, generation = _find(client_id, refresh_token, caller)
    _check_client_secret(session.client, client_secret)
    return sessions.refresh(
        session, generation, caller=caller, device_key=device_key, names_devices=True, client_metadata=client_metadata
    )


def _find(client_id: str, refresh_token: str, caller: Caller, pool_id: str = "") -> tuple[Session, int]:
    found = sessions.find_by_refresh_token(refresh_token)
    if found is not None and found[0].client_id == client_id and pool_id in ("", found[0].client.pool_id):
        return found
    pool = user_pools.get_user_pool(pool_id) if pool_id else None
    client = app_clients.get_app_client(client_id, pool)  # the refusal of a client that does not exist goes first
    audit.note(caller, client=client)
    raise NotAuthorizedException("Invalid Refresh Token")


def _check_secret_hash(client: AppClient, user: User, given: str | None) -> None:
    """The hash is over the user name, or over the `sub`, by which administrators' calls may name a user too."""
    try:
        app_clients.check_secret_hash(client, user.username, given)
    except NotAuthorizedException:
        if not given or not client.has_secret:
            raise
        app_clients.check_secret_hash(client, str(user.pk), given)


def _check_client_secret(client: AppClient, given: str | None) -> None:
    if client.has_secret and not app_clients.is_client_secret(client, given or ""):
        raise NotAuthorizedException(f"Unable to verify secret for client {client.client_id}")
