"""What `/oauth2/userInfo` tells of a user (API-313)."""

from pools.access.access_tokens import Bearer

# The attributes that a scope opens. `profile`, and `openid` alone, open all that the client may read (APP-169, APP-172)
_ATTRIBUTES = {
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
}


def claims(bearer: Bearer) -> dict[str, str]:
    """`sub`, `username` and the attributes that the client may read and the scopes open, as the strings they are."""
    user, opened = bearer.user, _opened(bearer.scopes)
    told = {
        name: value
        for name, value in user.attributes.items()
        if bearer.client.can_read(name) and (opened is None or name in opened)
    }
    return {"sub": str(user.sub)} | told | {"username": user.username}


def _opened(scopes: list[str]) -> set[str] | None:
    named = [scope for scope in scopes if scope in _ATTRIBUTES]
    if "profile" in scopes or not named:
        return None
    return set().union(*(_ATTRIBUTES[scope] for scope in named))
