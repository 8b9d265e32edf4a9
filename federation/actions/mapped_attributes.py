"""From a provider's attributes to a user's (FED-190 to FED-201)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from federation.models import IdentityProvider
from pools.actions import attributes
from pools.errors import InvalidParameterException
from pools.models import AppClient, User
from pools.models.attribute_schema import FLAGS, VERIFIABLE

_NEVER_MAPPED = frozenset({"username", "sub", "identities"})  # the first one is made of the subject


def map_attributes(provider: IdentityProvider, told: Mapping[str, Any]) -> dict[str, str]:
    """What the provider's attributes make of the pool's. What it does not tell is left out (FED-200)."""
    mapping = {name: source for name, source in provider.attribute_mapping.items() if name not in _NEVER_MAPPED}
    found = {name: as_text(told[source]) for name, source in mapping.items() if source in told}
    return attributes.normalise({name: value for name, value in found.items() if value})


def as_text(value: Any) -> str:
    """An attribute is a text: `true` and `false`, digits, JSON of what has parts; of several values each encoded, in
    one list (FED-199)."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case list() | tuple():
            return f"[{', '.join(_encoded(as_text(each)) for each in value)}]" if value else ""
        case dict():
            return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
        case _:
            return str(value)


def _encoded(text: str) -> str:
    """URL form encoding, which leaves `.`, `-`, `*` and `_` alone."""
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def of_new_user(client: AppClient, mapped: Mapping[str, str]) -> dict[str, str]:
    """The attributes that a new user starts with. Raises what a sign-in ends with where they cannot be had."""
    pool = client.pool
    if missing := [name for name in attributes.required(pool) if not mapped.get(name)]:  # FED-193
        raise InvalidParameterException(f"attributes required: [{', '.join(missing)}]")
    _check(client, mapped)
    return dict(mapped) | {f"{name}_verified": "false" for name in _unvouched(mapped)}


def of_known_user(client: AppClient, user: User, mapped: Mapping[str, str]) -> dict[str, str]:
    """The user's attributes with each mapped one written anew, even where it is the same (FED-196). An address that is
    another one than before is not verified (FED-194)."""
    schema = client.pool.attribute_schema
    for name in mapped:  # FED-197
        if name in schema and not schema[name]["Mutable"]:
            raise InvalidParameterException(f"user.{name}: Attribute cannot be updated.")
    _check(client, mapped)
    changed = {name for name in _unvouched(mapped) if user.attributes.get(name) != mapped[name]}
    return user.attributes | dict(mapped) | {f"{name}_verified": "false" for name in changed}


def _check(client: AppClient, mapped: Mapping[str, str]) -> None:
    attributes.check_writable(client, mapped.keys() - FLAGS)  # FED-198
    attributes.check(client.pool, mapped)  # FED-195


def _unvouched(mapped: Mapping[str, str]) -> list[str]:
    """Addresses of which the provider does not say whether they are verified."""
    return [name for name in VERIFIABLE if name in mapped and f"{name}_verified" not in mapped]
