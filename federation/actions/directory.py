"""Which providers a pool has, as the floor below asks for it."""

from django.db.models import Exists, OuterRef

from federation.actions import idp_identifiers
from federation.models import IdentityProvider, IdpIdentifier
from pools.actions import identity_providers as of_pools
from pools.actions.identity_providers import Provider
from pools.models import UserPool


def kind_of(pool: UserPool, name: str) -> str | None:
    """The kind of the pool's provider of this name."""
    return IdentityProvider.objects.filter(pool=pool, name=name).values_list("kind", flat=True).first()


def listed(pool: UserPool) -> list[Provider]:
    """All that are set up in the pool, by name: as many as its quota lets there be."""
    identified = Exists(IdpIdentifier.objects.filter(provider=OuterRef("pk")))
    known = IdentityProvider.objects.filter(pool=pool).annotate(is_identified=identified).order_by("name")
    return [Provider(*columns) for columns in known.values_list("name", "kind", "is_identified")]


def issuer_of(pool: UserPool, name: str) -> str | None:
    """The entity ID of a SAML provider; what other kinds are called, links do not tell (FED-216)."""
    provider = IdentityProvider.objects.filter(pool=pool, name=name, kind=IdentityProvider.Kind.SAML).first()
    return provider.derived.get("entity_id") if provider else None


def tell_pools() -> None:
    """Have the floor below ask here."""
    of_pools.sources.append(kind_of)
    of_pools.listings.append(listed)
    of_pools.issuers.append(issuer_of)
    of_pools.identifiers.append(idp_identifiers.find_name)
