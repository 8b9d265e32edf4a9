"""Further names of providers, mostly domains of e-mail addresses (FED-137 to FED-141, FED-248)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from federation.models import IdentityProvider, IdpIdentifier
from pools.errors import InvalidParameterException
from pools.models import UserPool


def replace(provider: IdentityProvider, identifiers: Sequence[str]) -> None:
    """Have the provider go by these alone, within the transaction of its change. None may be another provider's, in
    whatever case, as domains have none. Raises `InvalidParameterException`."""
    folded = [each.casefold() for each in identifiers]
    if len(set(folded)) < len(folded):
        raise InvalidParameterException("Each identifier of an identity provider can be given once.")
    others = IdpIdentifier.objects.filter(pool=provider.pool).exclude(provider=provider)
    taken = {each.casefold() for each in others.values_list("identifier", flat=True)} if folded else set()
    for each in identifiers:
        if each.casefold() in taken:
            raise _taken(each)
    provider.identifiers.all().delete()
    rows = [IdpIdentifier(pool=provider.pool, provider=provider, identifier=each) for each in identifiers]
    try:
        with transaction.atomic():
            IdpIdentifier.objects.bulk_create(rows)
    except IntegrityError as error:  # of two requests at once, one wins
        raise _taken(", ".join(identifiers)) from error


def of(provider: IdentityProvider) -> list[str]:
    """The provider's identifiers in the order in which they were given."""
    return list(provider.identifiers.order_by("pk").values_list("identifier", flat=True))


def find_name(pool: UserPool, identifier: str) -> str | None:
    """The name of the provider that goes by this identifier, in whatever case."""
    found = IdpIdentifier.objects.filter(pool=pool, identifier__iexact=identifier)
    return found.values_list("provider__name", flat=True).first()


def _taken(identifier: str) -> InvalidParameterException:
    return InvalidParameterException(f"The identifier {identifier} is already used by another identity provider.")
