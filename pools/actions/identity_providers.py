"""What is known here of identity providers: which names can be linked from, and of what kind each is.

The providers themselves belong to the floor above, which adds to `sources` a function that says of what kind a pool's
provider of a name is. The four social ones need not be set up for a link to be made: their names and the way that they
tell people apart are the same everywhere, and links may be made long before anybody signs in (FED-257).

Whom people can sign in with is another question: those are set up, and an app client names them (FED-239). The floor
above adds to `listings` a function that tells which ones a pool has.
"""

import dataclasses
from collections.abc import Callable, Iterable

from pools.models import AppClient, UserPool

NATIVE = "Cognito"  # what links call the pool's own users
OF_POOL = "COGNITO"  # what app clients and authorization requests call them
SAML = "SAML"
SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")

sources: list[Callable[[UserPool, str], str | None]] = []
identifiers: list[Callable[[UserPool, str], str | None]] = []  # the name of the provider that has this identifier
issuers: list[Callable[[UserPool, str], str | None]] = []  # what links call the provider's own name (FED-216)


@dataclasses.dataclass(frozen=True, slots=True)
class Provider:
    """One that is set up in a pool. `is_identified` where people find it by an identifier too."""

    name: str
    kind: str
    is_identified: bool = dataclasses.field(default=False, compare=False)


listings: list[Callable[[UserPool], Iterable[Provider]]] = []


def missing(pool: UserPool, names: Iterable[str]) -> list[str]:
    """Those of the names that no provider of the pool has (FED-239). The pool itself is always there, and asked for
    nothing else nothing is looked up."""
    wanted = [name for name in names if name != OF_POOL]
    if not wanted:
        return []
    known = {provider.name for listing in listings for provider in listing(pool)}
    return [name for name in wanted if name not in known]


def offered(client: AppClient) -> list[Provider]:
    """Those that the client's users may sign in with beside the pool itself, in the client's order (FED-39, FED-41)."""
    names = [name for name in client.supported_identity_providers if name != OF_POOL]
    if not names:
        return []
    known = {provider.name: provider for listing in listings for provider in listing(client.pool)}
    return [known[name] for name in names if name in known]


def find_for_address(client: AppClient, username: str) -> Provider | None:
    """The provider of the client that goes by the domain of this e-mail address (home-realm discovery). For a
    client of the pool's own users alone nothing is looked up."""
    domain = username.rpartition("@")[2].casefold() if "@" in username else ""
    providers = offered(client) if domain else []
    name = find_by_identifier(client.pool, domain) if providers else None
    return next((provider for provider in providers if provider.name == name), None)


def are_found_by_address(providers: Iterable[Provider]) -> bool:
    """Whether people are asked for an e-mail address in place of a choice among SAML providers: where there are several
    and each goes by some domain (FED-142 to FED-145)."""
    of_saml = [provider.is_identified for provider in providers if provider.kind == SAML]
    return len(of_saml) > 1 and all(of_saml)


def find_kind(pool: UserPool, name: str) -> str | None:
    """`SAML`, `OIDC` or the name of a social provider; None for a name that nobody in the pool has."""
    if name in SOCIAL:
        return name
    return next((kind for source in sources if (kind := source(pool, name))), None)


def find_by_identifier(pool: UserPool, identifier: str) -> str | None:
    """The name of the pool's provider that goes by this identifier, often a domain of e-mail addresses (API-263)."""
    return next((name for of in identifiers if (name := of(pool, identifier))), None)


def find_issuer(pool: UserPool, name: str) -> str | None:
    """The entity ID of a SAML provider; None for all others (FED-216)."""
    return next((issuer for of in issuers if (issuer := of(pool, name))), None)


def is_native(name: str) -> bool:
    return name.casefold() == NATIVE.casefold()


def is_social(kind: str) -> bool:
    return kind in SOCIAL
