"""The identity providers of a pool: where its users may sign in elsewhere (FED-135 to FED-138, FED-156 to FED-162)."""

import dataclasses
import json
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from federation import details as known_details
from federation.actions import attribute_mapping as mapping_rules
from federation.actions import idp_identifiers
from federation.details import NEVER_TOLD, Checked
from federation.models import IdentityProvider
from notifications import sealing
from pools.actions import audit, paging, quotas
from pools.actions.identity_providers import SOCIAL, is_native
from pools.actions.quotas.resources import IDENTITY_PROVIDERS
from pools.caller import Caller
from pools.errors import (
    DuplicateProviderException,
    InvalidParameterException,
    ResourceNotFoundException,
    UnsupportedIdentityProviderException,
)
from pools.models import UserPool

LARGEST_PAGE = 50  # FED-161
_COLUMNS = ("details", "sealed_secrets", "derived", "attribute_mapping", "acr_mapping", "refreshed_at", "refresh_at")


@dataclasses.dataclass(frozen=True, slots=True)
class Settings:
    """What may be said of a provider. What is None is not said, and stays as it is (FED-159)."""

    details: Mapping[str, str] | None = None
    attribute_mapping: Mapping[str, str] | None = None
    identifiers: Sequence[str] | None = None
    acr_mapping: Mapping[str, str] | None = None


def create_identity_provider(
    pool: UserPool, name: str, kind: str, settings: Settings, *, caller: Caller
) -> IdentityProvider:
    """A new provider. Its name is unique within the pool; the social ones are called as their kind (FED-243). What the
    details point to is fetched before anything is saved."""
    _check_name(name, kind)
    provider = IdentityProvider(pool=pool, name=name, kind=kind, attribute_mapping=mapping_rules.default(kind))
    checked = known_details.of(kind).check(pool, name, settings.details or {})
    _take(provider, settings, checked)
    with transaction.atomic():
        quotas.check_room(IDENTITY_PROVIDERS, IdentityProvider.objects.filter(pool=pool), pool=pool)
        try:
            with transaction.atomic():
                provider.save(force_insert=True)
        except IntegrityError as error:
            raise DuplicateProviderException(f"Provider {name} already exists.") from error
        idp_identifiers.replace(provider, settings.identifiers or ())
        audit.record(caller, "CreateIdentityProvider", pool=pool, provider=name, kind=kind)
    return provider


def update_identity_provider(provider: IdentityProvider, settings: Settings, *, caller: Caller) -> IdentityProvider:
    """Replace what is given, each as a whole (FED-159). Addresses that a description added and that come back
    unchanged are not taken for given ones; a private key, which no description has, stays if it is left out."""
    checked = None
    if settings.details is not None:
        given = _own(provider, settings.details)
        checked = known_details.of(provider.kind).check(provider.pool, provider.name, given)
    with transaction.atomic():
        fresh = IdentityProvider.objects.select_for_update().filter(pk=provider.pk).first()
        if fresh is None:
            raise _unknown(provider.name)
        fresh.pool = provider.pool
        _take(fresh, settings, checked)
        fresh.save(update_fields=[*_COLUMNS, "modified_at"])
        if settings.identifiers is not None:
            idp_identifiers.replace(fresh, settings.identifiers)
        audit.record(caller, "UpdateIdentityProvider", pool=fresh.pool, provider=fresh.name, kind=fresh.kind)
    return fresh


def delete_identity_provider(provider: IdentityProvider, *, caller: Caller) -> None:
    """End the provider: nobody signs in there any more. App clients keep its name, which then offers nothing."""
    with transaction.atomic():
        deleted, _ = IdentityProvider.objects.filter(pk=provider.pk).delete()
        if not deleted:  # by another request, a moment ago
            raise _unknown(provider.name)
        audit.record(caller, "DeleteIdentityProvider", pool=provider.pool, provider=provider.name, kind=provider.kind)


def get_identity_provider(pool: UserPool, name: str) -> IdentityProvider:
    """The pool's provider of this name. Raises `ResourceNotFoundException`."""
    provider = IdentityProvider.objects.filter(pool=pool, name=name).first()
    if provider is None:
        raise _unknown(name)
    provider.pool = pool
    return provider


def get_identity_provider_by_id(pool: UserPool, provider_id: int) -> IdentityProvider:
    """The pool's provider with this key of its row, for addresses: names may hold whatever addresses cannot. Raises
    `ResourceNotFoundException`."""
    provider = IdentityProvider.objects.filter(pool=pool, pk=provider_id).first()
    if provider is None:
        raise _unknown(str(provider_id))
    provider.pool = pool
    return provider


def get_changeable(pool: UserPool, name: str) -> IdentityProvider:
    """As `get_identity_provider`. The pool itself is a provider by name alone, of which there is nothing to change:
    raises `UnsupportedIdentityProviderException`."""
    if is_native(name):
        raise UnsupportedIdentityProviderException
    return get_identity_provider(pool, name)


def get_identity_provider_by_identifier(pool: UserPool, identifier: str) -> IdentityProvider:
    """The provider that goes by this identifier (FED-249). Raises `ResourceNotFoundException`."""
    name = idp_identifiers.find_name(pool, identifier)
    if name is None:
        raise ResourceNotFoundException(f"Identity provider with identifier {identifier} does not exist.")
    return get_identity_provider(pool, name)


def list_identity_providers(
    pool: UserPool, *, limit: int = LARGEST_PAGE, token: str | None = None
) -> tuple[list[IdentityProvider], str | None]:
    """A page of the pool's providers, the oldest first, and the token of the next one, if there is one."""
    found = IdentityProvider.objects.filter(pool=pool)
    size = min(limit, LARGEST_PAGE) or LARGEST_PAGE  # 0 leaves it to us
    return paging.page(found, "pk", f"identity providers of {pool.id}", limit=size, token=token)


def described_details(provider: IdentityProvider) -> dict[str, str]:
    """`ProviderDetails` of a description: as they were given, secrets too where Cognito tells them, and what is derived
    from them (FED-244, FED-246, FED-253)."""
    told = {key: value for key, value in secrets_of(provider).items() if key not in NEVER_TOLD}
    return {**known_details.of(provider.kind).describe(provider), **provider.details, **told}


def secrets_of(provider: IdentityProvider) -> dict[str, str]:
    """Those of the details that are secret, such as `client_secret`."""
    return json.loads(sealing.unseal(_purpose(provider), bytes(provider.sealed_secrets)))


def _take(provider: IdentityProvider, settings: Settings, checked: Checked | None) -> None:
    """Set the columns of what is given. Raises `InvalidParameterException`."""
    if checked is not None:
        provider.details, provider.derived = dict(checked.details), dict(checked.derived)
        provider.sealed_secrets = sealing.seal(_purpose(provider), json.dumps(dict(checked.secrets)).encode())
        provider.refresh_at = checked.refresh_at
        provider.refreshed_at = timezone.now() if checked.refresh_at else None
    if settings.attribute_mapping is not None:
        provider.attribute_mapping = mapping_rules.check(provider.pool, provider.kind, settings.attribute_mapping)
    if settings.acr_mapping is not None:
        if settings.acr_mapping and provider.kind != IdentityProvider.Kind.OIDC:  # FED-254
            raise InvalidParameterException("AcrMapping is only supported for OIDC identity providers.")
        provider.acr_mapping = dict(settings.acr_mapping)


def _own(provider: IdentityProvider, given: Mapping[str, str]) -> dict[str, str]:
    added = known_details.of(provider.kind).describe(provider)
    own = {key: value for key, value in given.items() if key in provider.details or added.get(key) != value}
    kept = {key: value for key, value in secrets_of(provider).items() if key in NEVER_TOLD}
    return kept | own


def _check_name(name: str, kind: str) -> None:
    is_social = name in SOCIAL
    if is_social != (kind in SOCIAL) or (is_social and name != kind) or is_native(name):
        raise InvalidParameterException(f"Provider {name} cannot be of type {kind}.")


def _purpose(provider: IdentityProvider) -> str:
    return f"identity provider {provider.pool_id} {provider.name}"


def _unknown(name: str) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"Identity provider {name} does not exist.")
