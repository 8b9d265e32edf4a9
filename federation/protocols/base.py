"""What every protocol with a provider is made of."""

import dataclasses
from collections.abc import Mapping
from typing import Any
from typing import Protocol as TypingProtocol

from federation.models import FederatedAttempt, IdentityProvider


class FederationFailed(Exception):
    """The provider, or its answer, ended the sign-in. The text is the `error_description` that the app is told
    (API-281 to API-287)."""


class SignInNeeded(FederationFailed):
    """The provider was to show no page (`prompt=none`), and would have to."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outward:
    """How a browser goes to a provider: by an address, or by a form with these fields that is posted there."""

    url: str
    fields: Mapping[str, str] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom a provider has authenticated.

    `attributes` are the provider's own names and values, a list where there are several (FED-199). `received` is what
    came over the wire, in the shape that functions are shown (TRG-300). `logout` is what ends the provider's session.
    """

    subject: str
    attributes: Mapping[str, Any]
    received: Mapping[str, Mapping[str, Any]]
    issuer: str | None = None
    acr: str | None = None
    logout: Mapping[str, str] = dataclasses.field(default_factory=dict)


class Protocol(TypingProtocol):
    """`begin` and `finish` of a sign-in. `here` is the address of the pool's domain, without a trailing slash."""

    def begin(self, provider: IdentityProvider, attempt: FederatedAttempt, key: str, here: str) -> Outward:
        """Where the browser goes. `key` comes back with the answer. May set `attempt.request_id` and what is sealed
        of it; the attempt is saved after."""

    def finish(
        self, provider: IdentityProvider, attempt: FederatedAttempt, answer: Mapping[str, str], here: str
    ) -> Identity:
        """Whom the provider's answer is about. Raises `FederationFailed`."""
