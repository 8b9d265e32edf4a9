"""What is known here of identity providers: which names can be linked from, and of what kind each is.

The providers themselves belong to the floor above, which adds to `sources` a function that says of what kind a pool's
provider of a name is. The four social ones need not be set up for a link to be made: their names and the way that they
tell people apart are the same everywhere, and links may be made long before anybody signs in (FED-257).
"""

from collections.abc import Callable

from pools.models import UserPool

NATIVE = "Cognito"  # what links call the pool's own users
OF_POOL = "COGNITO"  # what app clients and authorization requests call them
SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")

sources: list[Callable[[UserPool, str], str | None]] = []
identifiers: list[Callable[[UserPool, str], str | None]] = []  # the name of the provider that has this identifier


def find_kind(pool: UserPool, name: str) -> str | None:
    """`SAML`, `OIDC` or the name of a social provider; None for a name that nobody in the pool has."""
    if name in SOCIAL:
        return name
    return next((kind for source in sources if (kind := source(pool, name))), None)


def find_by_identifier(pool: UserPool, identifier: str) -> str | None:
    """The name of the pool's provider that goes by this identifier, often a domain of e-mail addresses (API-263)."""
    return next((name for of in identifiers if (name := of(pool, identifier))), None)


def is_native(name: str) -> bool:
    return name.casefold() == NATIVE.casefold()


def is_social(kind: str) -> bool:
    return kind in SOCIAL
