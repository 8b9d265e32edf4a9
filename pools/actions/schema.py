"""Which attributes a pool gives its users: told when it is made, and custom ones added later, never taken away."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from pools.actions import audit
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import UserPool, attribute_schema
from pools.models.attribute_schema import STANDARD

Attribute = dict[str, Any]  # the wire's SchemaAttributeType

MAX_CUSTOM_ATTRIBUTES = 50  # CON-66, API-197
MAX_ADDED_AT_ONCE = 25  # APP-94
MAX_TEXT_LENGTH = 2048  # CON-68
_MAX_NAME_LENGTH = 20  # without its prefix (CON-70)
_MOST_DIGITS = 309  # of 2^1023, the largest number that a bound may be
_CONSTRAINTS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength", "length"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue", "value"),
}


def complete(given: Sequence[Attribute]) -> list[Attribute]:
    """What a new pool keeps of these: what differs from the standard attributes, and custom ones by their full names.
    Raises InvalidParameterException."""
    kept = [_standard(each) if each.get("Name") in STANDARD else _custom(each) for each in given]
    names = [attribute["Name"] for attribute in kept]
    if len(set(names)) < len(names):
        raise InvalidParameterException("An attribute is defined more than once in the schema.")
    _check_number(kept)
    return kept


def add_custom_attributes(pool: UserPool, given: Sequence[Attribute], *, caller: Caller) -> None:
    """Give the pool further custom attributes (CON-70): all of them or, where one cannot be, none. App clients have to
    be told that they may see and set them (CON-78)."""
    if len(given) > MAX_ADDED_AT_ONCE:
        raise InvalidParameterException(f"At most {MAX_ADDED_AT_ONCE} custom attributes can be added at once.")
    added = [_custom(each) for each in given]
    with transaction.atomic():
        fresh = UserPool.objects.select_for_update().get(pk=pool.pk)  # two additions at once both stay
        names = set(fresh.attribute_schema)
        for attribute in added:
            if attribute["Name"] in names:
                name = attribute["Name"]
                raise InvalidParameterException(f"{name}: Existing attribute already has name {name}.")
            names.add(attribute["Name"])
        _check_number([*fresh.schema, *added])
        pool.schema = [*fresh.schema, *added]
        pool.save(update_fields=["schema", "modified_at"])
        audit.record(caller, "AddCustomAttributes", pool=pool, attributes=[each["Name"] for each in added])
    vars(pool).pop("attribute_schema", None)


def _standard(attribute: Attribute) -> Attribute:
    name = attribute["Name"]
    standard = STANDARD[name]
    kind = standard["AttributeDataType"]
    if attribute.get("AttributeDataType", kind) != kind or attribute.get("DeveloperOnlyAttribute"):
        raise InvalidParameterException(
            f"You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {name}"
        )
    if name == "sub" and standard | attribute != standard:
        raise InvalidParameterException("sub: Attribute cannot be changed.")
    _check_bounds(name, attribute)
    return attribute_schema.complete(attribute)


def _custom(attribute: Attribute) -> Attribute:
    """With its prefix, which is put before any name, also before one that has it already."""
    bare = attribute.get("Name", "")
    if not 1 <= len(bare) <= _MAX_NAME_LENGTH or any(unicodedata.category(each)[0] not in "LMSNP" for each in bare):
        raise InvalidParameterException(
            f"An attribute name must have 1 to {_MAX_NAME_LENGTH} characters, without spaces."
        )
    if "AttributeDataType" not in attribute:
        raise InvalidParameterException(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
        )
    if attribute.get("Required"):
        raise InvalidParameterException("Required custom attributes are not supported currently.")  # CON-69
    name = f"dev:{bare}" if attribute.get("DeveloperOnlyAttribute") else f"custom:{bare}"
    _check_bounds(name, attribute)
    return attribute_schema.complete(attribute | {"Name": name})


def _check_number(attributes: Sequence[Attribute]) -> None:
    if sum(attribute["Name"] not in STANDARD for attribute in attributes) > MAX_CUSTOM_ATTRIBUTES:
        raise InvalidParameterException(f"A user pool has at most {MAX_CUSTOM_ATTRIBUTES} custom attributes.")


def _check_bounds(name: str, attribute: Attribute) -> None:
    for member, low, high, what in _CONSTRAINTS.values():
        bounds = attribute.get(member, {})
        least, most = (_number(name, member, bounds.get(bound)) for bound in (low, high))
        if what == "length" and any(bound is not None and bound < 0 for bound in (least, most)):
            raise InvalidParameterException(f"Invalid {member} for schema attribute {name}")
        if what == "length" and any(bound is not None and bound > MAX_TEXT_LENGTH for bound in (least, most)):
            raise InvalidParameterException(
                f"user.{name}: String attributes cannot have a length of more than {MAX_TEXT_LENGTH}"
            )
        if least is not None and most is not None and least > most:
            raise InvalidParameterException(f"user.{name}: Max {what} cannot be less than min {what}.")


def _number(name: str, member: str, text: str | None) -> int | None:
    """The bound; a blank one is none."""
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise InvalidParameterException(f"Invalid {member} for schema attribute {name}")
    return int(text)
