"""OpenID Connect 1.0 with a provider of one's own choice: the authorization request, and its answer (FED-170 to
FED-176, FED-189)."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from mozilla_django_oidc.utils import generate_code_challenge

from federation.models import FederatedAttempt, IdentityProvider
from federation.protocols import proofs, register
from federation.protocols.base import FederationFailed, Identity, Outward, SignInNeeded
from federation.protocols.relying_party import CALLBACK, RelyingParty
from pools.actions import assurance

_PASSED_ON = ("login_hint", "prompt", "max_age", "ui_locales")
# What a provider says that was asked to show nothing (OpenID Connect Core section 3.1.2.6)
_NEEDS_A_PAGE = ("login_required", "interaction_required", "consent_required", "account_selection_required")
_LONGEST = 500  # characters of a provider's own words


class OpenIdConnect:
    """`uses_pkce` where the provider is known not to mind parameters that it does not know."""

    party: type[RelyingParty] = RelyingParty
    uses_pkce = True

    def begin(self, provider: IdentityProvider, attempt: FederatedAttempt, key: str, here: str) -> Outward:
        """With `state`, `nonce` and a PKCE challenge, none of which ever served before."""
        nonce = secrets.token_urlsafe(32)
        asked = {
            "client_id": provider.details["client_id"],
            "redirect_uri": here + reverse(CALLBACK),
            "response_type": "code",
            "scope": self.scope(provider),
            "state": key,
        }
        asked |= self.more(provider, proofs.kept(attempt).get("wishes", {}), nonce)
        remembered = {"nonce": nonce}
        if self.uses_pkce:
            verifier = remembered["code_verifier"] = secrets.token_urlsafe(48)
            asked |= {"code_challenge": generate_code_challenge(verifier, "S256"), "code_challenge_method": "S256"}
        proofs.keep(attempt, **remembered)
        return Outward(_with_query(provider.derived["authorize_url"], asked))

    def finish(
        self, provider: IdentityProvider, attempt: FederatedAttempt, answer: Mapping[str, str], here: str
    ) -> Identity:
        """From the code to the claims."""
        remembered = proofs.kept(attempt)
        if _is_of_another(provider, answer):
            raise FederationFailed("The answer is of another identity provider")
        if error := answer.get("error"):
            _refuse(error, answer.get("error_description", ""))
        party = self.party(provider, answer, here)
        return party.identify(remembered["nonce"], remembered.get("code_verifier"))

    def scope(self, provider: IdentityProvider) -> str:
        return str(provider.details["authorize_scopes"])

    def more(self, provider: IdentityProvider, wishes: Mapping[str, str], nonce: str) -> dict[str, str]:
        """What OpenID adds to an authorization request; the app's own wishes are passed on."""
        passed_on = {name: wishes[name] for name in _PASSED_ON if wishes.get(name)}
        if acr := _acr_values(provider, wishes.get("acr_values", "")):
            passed_on["acr_values"] = acr
        return passed_on | {"nonce": nonce}


def _is_of_another(provider: IdentityProvider, answer: Mapping[str, str]) -> bool:
    """An answer that names its issuer names the one that was asked; and names it, where the provider says that it
    always does (RFC 9207 section 2.4)."""
    if "iss" not in answer and not provider.derived.get("tells_issuer"):
        return False
    return answer.get("iss") != provider.derived.get("issuer")


def _acr_values(provider: IdentityProvider, wanted: str) -> str:
    """The levels that the app would like, as the provider calls them (FED-254)."""
    levels = (assurance.level_named(provider.pool, name) for name in wanted.split())
    named = (provider.acr_mapping.get(f"Level{level}") for level in levels)
    return " ".join(dict.fromkeys(name for name in named if name))


def _refuse(error: str, description: str) -> None:
    told = "".join(letter for letter in description or error if letter.isprintable())[:_LONGEST]
    if error in _NEEDS_A_PAGE:
        raise SignInNeeded(told)
    raise FederationFailed(told or "The identity provider let nobody in")


def _with_query(url: str, asked: Mapping[str, Any]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


register(IdentityProvider.Kind.OIDC.value)(OpenIdConnect())
