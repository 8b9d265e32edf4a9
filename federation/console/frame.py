"""What the pages of providers have in common."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.console import kinds
from federation.console.kinds import About
from federation.models import IdentityProvider
from pools.actions import user_pools
from pools.console.layout import Crumb
from pools.models import AppClient, UserPool

ADDRESS = "user-pools/<str:pool_id>/identity-providers/"
_MOST_CLIENTS = 200  # that are looked through for those that name a provider
_LABELS = {
    "client_id": _("Client ID"),
    "team_id": _("Team ID"),
    "key_id": _("Key ID"),
    "api_version": _("API version"),
    "authorize_scopes": _("Authorized scopes"),
    "attributes_request_method": _("Attribute request method"),
    "oidc_issuer": _("Issuer URL"),
    "authorize_url": _("Authorization endpoint"),
    "token_url": _("Token endpoint"),
    "attributes_url": _("Userinfo endpoint"),
    "jwks_uri": _("Jwks uri"),
    "MetadataURL": _("Metadata document URL"),
    "SSORedirectBindingURI": _("Sign-in endpoint"),
    "SLORedirectBindingURI": _("Sign-out endpoint"),
    "IDPSignout": _("Sign-out flow"),
    "IDPInit": _("IdP-initiated sign-in"),
    "EncryptedResponses": _("Encrypted assertions"),
    "RequestSigningAlgorithm": _("Signed requests"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A provider as a row of a list."""

    provider: IdentityProvider
    is_original: bool

    @property
    def kind(self) -> Any:
        return kinds.BY_KIND[self.provider.kind].name(is_original=self.is_original)


@dataclasses.dataclass(frozen=True, slots=True)
class Tile:
    """A kind to choose. A social one is there at most once: then `provider` is it."""

    about: About
    label: Any
    provider: IdentityProvider | None


def tiles(found: Iterable[IdentityProvider], is_original: bool) -> list[Tile]:
    by_kind = {provider.kind: provider for provider in found if kinds.BY_KIND[provider.kind].is_social}
    return [Tile(about, about.name(is_original=is_original), by_kind.get(about.kind)) for about in kinds.ALL]


def load(pool_id: str, provider_id: int) -> IdentityProvider:
    """The pool's provider of this key. Raises `ResourceNotFoundException`."""
    return identity_providers.get_identity_provider_by_id(user_pools.get_user_pool(pool_id), provider_id)


def address_of(name: str, provider: IdentityProvider) -> str:
    """The address of this page of the provider."""
    return reverse(f"admin:{name}", args=[provider.pool_id, provider.pk])


def crumbs(pool: UserPool) -> tuple[Crumb, ...]:
    return (Crumb(gettext("Identity providers"), reverse("admin:identity_providers", args=[pool.id])),)


def with_mapping(settings: Settings, mapping: dict[str, str]) -> Settings:
    return dataclasses.replace(settings, attribute_mapping=mapping)


def facts(provider: IdentityProvider) -> list[tuple[Any, str]]:
    """What a description tells, in the order in which it is set, without what is secret or too long to read."""
    told = identity_providers.described_details(provider)
    levels = [(gettext("Level %s") % level[-1], value) for level, value in sorted(provider.acr_mapping.items())]
    return [*((label, told[key]) for key, label in _LABELS.items() if told.get(key)), *levels]


def clients_of(provider: IdentityProvider) -> list[AppClient]:
    """The app clients that offer this provider, of the first ones of the pool."""
    found = AppClient.objects.filter(pool=provider.pool).only(
        "client_id", "client_name", "supported_identity_providers"
    )
    return [each for each in found.order_by("pk")[:_MOST_CLIENTS] if provider.name in each.supported_identity_providers]


def submit_label(about: About, *, is_edit: bool, is_original: bool) -> str:
    if is_edit:
        return gettext("Save changes")
    if is_original:
        label = str(about.original_label).replace("Sign In", "Sign in")
        return gettext("Enable %s") % label if about.is_social else gettext("Create provider")
    return gettext("Create")
