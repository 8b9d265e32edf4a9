"""ID tokens that come back as `id_token_hint`: which app client and which user they were made for."""

import dataclasses

from hostedui.oauth import application
from pools.access import access_tokens
from pools.actions.signing_keys import TokenUse
from pools.errors import PoolError
from pools.models import AppClient, UserPool


@dataclasses.dataclass(frozen=True, slots=True)
class Hint:
    """What a genuine ID token says, however long ago it ended."""

    client: AppClient
    sub: str


def read(id_token: str, pool: UserPool | None) -> Hint | None:
    """None for what is no ID token, was signed by somebody else, or is of another pool than the one whose domain the
    request came to. One that has expired still says whom it was for (OIDC RP-Initiated Logout section 2)."""
    try:
        token = access_tokens.parse(id_token, TokenUse.ID)
    except PoolError:
        return None
    found = application.find(token.client_id, pool)
    if found is None or not access_tokens.is_genuine(token, found.row.pool):
        return None
    return Hint(found.row, str(token.claims.get("sub", "")))
