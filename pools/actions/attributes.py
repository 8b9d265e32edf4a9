"""What a user's attributes may be: the pool's schema, the format of some values, and what a client may see and set."""

import datetime
import decimal
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from pools.errors import InvalidParameterException, NotAuthorizedException
from pools.models import AppClient, UserPool
from pools.models.attribute_schema import FLAGS, STANDARD, VERIFIABLE

_PHONE_NUMBER = re.compile(r"\+[1-9][0-9]{1,14}", re.ASCII)  # CON-32; ITU-T E.164 ends at 15 digits
_WRITABLE_STANDARD = frozenset(STANDARD) - {"sub", *FLAGS}


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_phone_number(text: str) -> bool:
    return _PHONE_NUMBER.fullmatch(text) is not None


def normalise(attributes: Mapping[str, str]) -> dict[str, str]:
    """The attributes as they are kept: booleans in lower case, the rest as it came."""
    return {name: value.lower() if name in FLAGS else value for name, value in attributes.items()}


def check(pool: UserPool, attributes: Mapping[str, str], *, require: bool = False) -> None:
    """Raise `InvalidParameterException` unless the values fit the pool's schema.

    With `require` the attributes that the pool requires must all be there (CON-27). A blank value is a deletion and
    fits anything.
    """
    schema = pool.attribute_schema
    faults = [f"{name}: {fault}" for name, value in attributes.items() if (fault := _fault(schema.get(name), value))]
    if require:
        faults += [f"{name}: The attribute is required" for name in required(pool) if not attributes.get(name)]
    if faults:
        raise nonconforming(faults)
    _check_formats(attributes)


def nonconforming(faults: Iterable[str]) -> InvalidParameterException:
    return InvalidParameterException("Attributes did not conform to the schema: " + "\n".join(faults) + "\n")


def required(pool: UserPool) -> list[str]:
    """The names of the required attributes but `sub`, which nobody has to supply."""
    return [name for name, attribute in pool.attribute_schema.items() if attribute["Required"] and name != "sub"]


def writable(client: AppClient) -> set[str]:
    """The names of the attributes that this client may set (CON-83, CON-245)."""
    granted = set(_WRITABLE_STANDARD if client.write_attributes is None else client.write_attributes)
    return (granted | set(required(client.pool))) - {"sub", *FLAGS}


def check_writable(client: AppClient, names: Iterable[str]) -> None:
    """Raise `NotAuthorizedException` if the client may not set one of these (CON-80)."""
    if forbidden := set(names) - writable(client):
        raise NotAuthorizedException(
            "A client attempted to write unauthorized attribute", reason=", ".join(sorted(forbidden))
        )


def check_flags(attributes: Mapping[str, str]) -> None:
    """Raise `InvalidParameterException` if something is to be verified that has no value (USR-57)."""
    for attribute in VERIFIABLE:
        if attributes.get(f"{attribute}_verified") == "true" and not attributes.get(attribute):
            raise InvalidParameterException(f"{attribute} is required when {attribute}_verified is set to true.")


def _check_formats(attributes: Mapping[str, str]) -> None:
    if (email := attributes.get("email")) and not is_email(email):
        raise InvalidParameterException("Invalid email address format.")
    if (phone_number := attributes.get("phone_number")) and not is_phone_number(phone_number):
        raise InvalidParameterException("Invalid phone number format.")


def _fault(attribute: dict[str, Any] | None, value: str) -> str:
    """What is wrong with the value, or nothing."""
    if attribute is None:
        return "Attribute does not exist in the schema."
    if "\0" in value or (not value.isprintable() and _has_surrogates(value)):
        return "Attribute value holds a character that cannot be stored."
    if not value:
        return ""
    return _CHECKS[attribute["AttributeDataType"]](attribute, value)


def _has_surrogates(value: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in value)


def _fault_of_string(attribute: dict[str, Any], value: str) -> str:
    constraints = attribute.get("StringAttributeConstraints", {})
    if len(value) < int(constraints.get("MinLength") or 0):
        return f"Attribute value must have at least {constraints['MinLength']} characters."
    if len(value) > int(constraints.get("MaxLength") or 2048):
        return f"Attribute value must have at most {constraints.get('MaxLength') or 2048} characters."
    return ""


def _fault_of_number(attribute: dict[str, Any], value: str) -> str:
    constraints = attribute.get("NumberAttributeConstraints", {})
    try:
        number = decimal.Decimal(value)
    except decimal.InvalidOperation:
        number = decimal.Decimal("NaN")
    if not number.is_finite():
        return "Attribute value is not a number."
    if (least := constraints.get("MinValue")) and number < decimal.Decimal(least):
        return f"Attribute value must be at least {least}."
    if (most := constraints.get("MaxValue")) and number > decimal.Decimal(most):
        return f"Attribute value must be at most {most}."
    return ""


def _fault_of_boolean(attribute: dict[str, Any], value: str) -> str:
    return "" if value.lower() in ("true", "false") else "Attribute value must be true or false."


def _fault_of_date_time(attribute: dict[str, Any], value: str) -> str:
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return "" if value.isascii() and value.isdigit() else "Attribute value is not a date and time."
    return ""


_CHECKS = {
    "String": _fault_of_string,
    "Number": _fault_of_number,
    "Boolean": _fault_of_boolean,
    "DateTime": _fault_of_date_time,
}
