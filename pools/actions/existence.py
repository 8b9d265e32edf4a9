"""Whether a client may learn who exists (`PreventUserExistenceErrors`, CON-225 to CON-234)."""

from pools.errors import PoolError, UserNotFoundException
from pools.models import AppClient

_NOT_FOUND = "Username/client id combination not found."


def worded(client: AppClient, honest: PoolError, hidden: PoolError) -> PoolError:
    """The one place where it is decided which of two refusals a client is told. The honest one stays the reason."""
    if not client.hides_user_existence:
        return honest
    hidden.reason = hidden.reason or f"{honest.name}: {honest.reason or honest.message}"
    return hidden


def not_found() -> UserNotFoundException:
    """What the operations that name an app client say of a user that the pool does not have."""
    return UserNotFoundException(_NOT_FOUND)
