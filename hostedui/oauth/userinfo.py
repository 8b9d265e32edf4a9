"""What `/oauth2/userInfo` tells of a user (API-313)."""

from pools.access.access_tokens import Bearer
from pools.actions import scopes


def claims(bearer: Bearer) -> dict[str, str]:
    """`sub`, `username` and the attributes that the client may read and the scopes open, as the strings they are."""
    user, opened = bearer.user, scopes.opened(bearer.scopes)
    told = {
        name: value
        for name, value in user.attributes.items()
        if bearer.client.can_read(name) and (opened is None or name in opened)
    }
    return {"sub": str(user.sub)} | told | {"username": user.username}
