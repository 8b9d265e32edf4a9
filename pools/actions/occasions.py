"""What the pool's functions are told of a call, made of what actions know."""

from collections.abc import Mapping

from pools.caller import Caller
from pools.models import AppClient, User
from pools.triggers.invoking import Occasion


def of_user(
    user: User, client: AppClient | None, caller: Caller, client_metadata: Mapping[str, str] | None = None
) -> Occasion:
    """Something about this user; without an app client by an administrator."""
    return Occasion(user.pool, client, user.username, user, client_metadata or {}, caller.user_agent)
