"""What a pool may be told about its attributes when it is made, or when custom ones are added."""

from typing import Any

from pools.errors import InvalidParameterException
from pools.models import attribute_schema
from pools.models.attribute_schema import STANDARD

Attribute = dict[str, Any]  # the wire's SchemaAttributeType

MAX_CUSTOM_ATTRIBUTES = 50  # CON-66
MAX_TEXT_LENGTH = 2048  # CON-68
_CONSTRAINTS = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}


def complete(given: list[Attribute]) -> list[Attribute]:
    """The attributes as a pool keeps them: checked, complete and fully named. Raises InvalidParameterException."""
    for attribute in given:
        _check(attribute)
    differing = [name for attribute in given for name in attribute_schema.merge([attribute]).keys() - STANDARD.keys()]
    differing += [attribute["Name"] for attribute in given if attribute["Name"] in STANDARD]
    if len(set(differing)) < len(given):
        raise InvalidParameterException("An attribute is defined more than once in the schema.")
    if sum(name not in STANDARD for name in differing) > MAX_CUSTOM_ATTRIBUTES:
        raise InvalidParameterException(f"A user pool has at most {MAX_CUSTOM_ATTRIBUTES} custom attributes.")
    merged = attribute_schema.merge(given)
    return [attribute for name, attribute in merged.items() if name in differing]


def _check(attribute: Attribute) -> None:
    name = attribute.get("Name")
    if not name:
        raise InvalidParameterException("Attribute name is required.")
    if name in STANDARD:
        _check_standard(attribute, STANDARD[name])
    elif attribute.get("Required"):
        raise InvalidParameterException("Required custom attributes are not supported currently.")  # CON-69
    _check_bounds(name, attribute)


def _check_standard(attribute: Attribute, standard: Attribute) -> None:
    kind = standard["AttributeDataType"]
    if attribute.get("AttributeDataType", kind) != kind:
        raise InvalidParameterException(f"{attribute['Name']}: Attribute is of type {kind}.")
    if attribute["Name"] == "sub" and standard | attribute != standard:
        raise InvalidParameterException("sub: Attribute cannot be changed.")


def _check_bounds(name: str, attribute: Attribute) -> None:
    for kind, (member, low, high) in _CONSTRAINTS.items():
        bounds = attribute.get(member, {})
        least, most = _number(name, bounds.get(low)), _number(name, bounds.get(high))
        if least is not None and most is not None and least > most:
            raise InvalidParameterException(f"{name}: {low} cannot be greater than {high}.")
        if kind == "String" and any(bound is not None and not 0 <= bound <= MAX_TEXT_LENGTH for bound in (least, most)):
            raise InvalidParameterException(f"{name}: The length must be between 0 and {MAX_TEXT_LENGTH}.")


def _number(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 20):
        raise InvalidParameterException(f"{name}: A constraint must be a number.")
    return int(text)
