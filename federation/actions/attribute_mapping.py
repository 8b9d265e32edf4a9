"""Which attribute of a provider fills which of the pool (FED-158, FED-190 to FED-198, CON-218 to CON-220)."""

from collections.abc import Mapping

from federation.models import IdentityProvider
from pools.actions import attributes
from pools.errors import InvalidParameterException
from pools.models import UserPool
from pools.models.attribute_schema import STANDARD

Kind = IdentityProvider.Kind

USERNAME = "username"
_SUBJECT = {Kind.FACEBOOK: "id", Kind.AMAZON: "user_id", Kind.SAML: "NameID"}  # the others: `sub`
_NAME_ID = ("nameid", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier")
_NEVER_MAPPED = frozenset({"sub", "identities"})
_LONGEST_NAME = 2048  # of a provider's attribute


def subject_of(kind: str) -> str:
    """The provider's attribute that tells its users apart: it alone makes user names (FED-190)."""
    return _SUBJECT.get(Kind(kind), "sub")


def default(kind: str) -> dict[str, str]:
    """What a provider has whose mapping nobody gave (FED-192). SAML's subject is no attribute, so nothing is mapped."""
    return {} if kind == Kind.SAML else {USERNAME: subject_of(kind)}


def check(pool: UserPool, kind: str, mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping, if each key is an attribute of the pool that may be filled so. Raises
    `InvalidParameterException`."""
    for name, source in mapping.items():
        if not _is_fit(pool, kind, name, source):
            raise InvalidParameterException(f"AttributeMapping contains invalid mapping: [{name}]")
    return dict(mapping)


def mappable(pool: UserPool) -> list[str]:
    """Attributes of the pool that a provider may fill: standard ones first, custom ones after (FED-206)."""
    known = [name for name in pool.attribute_schema if name not in _NEVER_MAPPED]
    return [USERNAME, *sorted(known, key=lambda name: (name not in STANDARD, name))]


def missing(provider: IdentityProvider) -> list[str]:
    """Required attributes of the pool that nothing is mapped to: every sign-in would fail for them (FED-193)."""
    needed = attributes.required(provider.pool)
    return [name for name in needed if name not in provider.attribute_mapping and name not in _NEVER_MAPPED]


def immutable(provider: IdentityProvider) -> list[str]:
    """Mapped attributes that cannot change: the second sign-in would fail for them (FED-196, FED-197)."""
    schema = provider.pool.attribute_schema
    return [name for name in provider.attribute_mapping if name in schema and not schema[name]["Mutable"]]


def _is_fit(pool: UserPool, kind: str, name: str, source: str) -> bool:
    if not source.strip() or len(source) > _LONGEST_NAME or "\0" in source:
        return False
    if name == USERNAME:
        is_name_id = kind == Kind.SAML and source.casefold() in _NAME_ID
        return is_name_id or source == subject_of(kind)
    return name in pool.attribute_schema and name not in _NEVER_MAPPED
