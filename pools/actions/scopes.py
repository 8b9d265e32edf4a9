"""What OpenID Connect's scopes open of a user (APP-169 to APP-172, API-267)."""

from collections.abc import Collection

# The attributes that these two promise; the client must be able to read them (API-308)
ATTRIBUTES = {
    "email": ("email", "email_verified"),
    "phone": ("phone_number", "phone_number_verified"),
}


def opened(scopes: Collection[str]) -> set[str] | None:
    """The attributes that an ID token and userInfo may tell; None for all that the client may read.

    `profile` opens all, and so does a request that names neither e-mail nor phone.
    """
    named = [scope for scope in ATTRIBUTES if scope in scopes]
    if "profile" in scopes or not named:
        return None
    return {attribute for scope in named for attribute in ATTRIBUTES[scope]}
