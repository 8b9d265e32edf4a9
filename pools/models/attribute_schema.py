"""Which attributes the users of a pool have, in the wire's own shape (`SchemaAttributeType`)."""

from typing import Any

_TEXT = {"MinLength": "0", "MaxLength": "2048"}
_CONSTRAINTS = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}


def _unconstrained(name: str, kind: str) -> dict[str, Any]:
    return {
        "Name": name,
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
    }


def _standard(name: str, kind: str = "String", **differing: Any) -> dict[str, Any]:
    constraints = {"StringAttributeConstraints": _TEXT} if kind == "String" else {}
    return _unconstrained(name, kind) | constraints | differing


# The OpenID Connect standard claims (CON-23), `sub`, and the flags of the two that can be verified (CON-25)
STANDARD = {
    attribute["Name"]: attribute
    for attribute in (
        _standard(
            "sub", Mutable=False, Required=True, StringAttributeConstraints={"MinLength": "1", "MaxLength": "2048"}
        ),
        _standard("name"),
        _standard("given_name"),
        _standard("family_name"),
        _standard("middle_name"),
        _standard("nickname"),
        _standard("preferred_username"),
        _standard("profile"),
        _standard("picture"),
        _standard("website"),
        _standard("email"),
        _standard("email_verified", "Boolean"),
        _standard("gender"),
        _standard("birthdate", StringAttributeConstraints={"MinLength": "10", "MaxLength": "10"}),
        _standard("zoneinfo"),
        _standard("locale"),
        _standard("phone_number"),
        _standard("phone_number_verified", "Boolean"),
        _standard("address"),
        _standard("updated_at", "Number", NumberAttributeConstraints={"MinValue": "0"}),
    )
}

VERIFIABLE = ("email", "phone_number")
FLAGS = ("email_verified", "phone_number_verified")


def merge(differing: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The whole schema by attribute name: the standard one with what the pool changes, then its custom attributes."""
    return STANDARD | {attribute["Name"]: complete(attribute) for attribute in differing}


def complete(attribute: dict[str, Any]) -> dict[str, Any]:
    """An attribute of this full name with every member. Constraints are those of its type, empty where a custom one
    has none: Terraform makes an attribute anew where they are not shown."""
    if attribute["Name"] in STANDARD:
        return STANDARD[attribute["Name"]] | attribute
    kind = attribute.get("AttributeDataType", "String")
    member = _CONSTRAINTS.get(kind, "")
    shown = {name: value for name, value in attribute.items() if name == member or name not in _CONSTRAINTS.values()}
    return _unconstrained(attribute["Name"], kind) | ({member: {}} if member else {}) | shown
