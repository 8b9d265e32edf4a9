"""How one kind of provider is asked, and what is made of its answer; a module for each protocol."""

from collections.abc import Callable

from federation.models import IdentityProvider
from federation.protocols.base import FederationFailed, Identity, Outward, Protocol, SignInNeeded
from pools.packages import import_modules

__all__ = ["FederationFailed", "Identity", "Outward", "Protocol", "SignInNeeded", "of", "register"]

_PROTOCOLS: dict[str, Protocol] = {}


def register(*kinds: str) -> Callable[[Protocol], Protocol]:
    """Have this protocol spoken with providers of these kinds."""

    def add(protocol: Protocol) -> Protocol:
        _PROTOCOLS.update(dict.fromkeys(kinds, protocol))
        return protocol

    return add


def of(provider: IdentityProvider) -> Protocol:
    """The protocol that this provider speaks."""
    return _PROTOCOLS[provider.kind]


def load() -> None:
    """Import every module of this package. Called once when Django is ready."""
    import_modules(__name__, __path__)
