"""What a pool and its app clients say about sessions: whether they are tracked, how many a user may have, and how long
a client takes the word of a browser session (API-367, APP-255)."""

from typing import Any

from django.db import transaction

from pools.actions import audit, tiers
from pools.caller import Caller
from pools.errors import OperationNotEnabledException
from pools.models import AppClient, UserPool


def set_pool_configuration(pool: UserPool, *, tracking: str, token_session: dict[str, Any], caller: Caller) -> None:
    """Replace the pool's configuration. Those of its clients rest while tracking is off."""
    tiers.require(pool.user_pool_tier, tiers.Tier.ESSENTIALS)
    pool.session_configuration = {"UserSessionTracking": tracking, "TokenSession": token_session}
    with transaction.atomic():
        pool.save(update_fields=["session_configuration"])
        audit.record(caller, "SetUserPoolSessionConfiguration", pool=pool, **pool.session_configuration)


def set_client_configuration(client: AppClient, *, sso_session: dict[str, Any], caller: Caller) -> None:
    """Replace the app client's configuration."""
    tiers.require(client.pool.user_pool_tier, tiers.Tier.ESSENTIALS)
    check_tracking(client.pool)
    client.session_configuration = {"SSOSession": sso_session}
    with transaction.atomic():
        client.save(update_fields=["session_configuration"])
        audit.record(caller, "SetUserPoolClientSessionConfiguration", client=client, **client.session_configuration)


def check_tracking(pool: UserPool) -> None:
    """Raise `OperationNotEnabledException` where the pool does not track sessions."""
    if not pool.tracks_sessions:
        raise OperationNotEnabledException("Session tracking is not enabled for this user pool.")
