"""Which attributes the users of a pool have, in the wire's own shape (`SchemaAttributeType`)."""

from typing import Any

_TEXT = {"MinLength": "0", "MaxLength": "2048"}


def _standard(name: str, kind: str = "String", **differing: Any) -> dict[str, Any]:
    attribute = {
        "Name": name,
        "AttributeDataType": kind,
        "DeveloperOnlyAttribute": False,
        "Mutable": True,
        "Required": False,
    }
    constraints = {"StringAttributeConstraints": _TEXT} if kind == "String" else {}
    return attribute | constraints | differing


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
    schema = dict(STANDARD)
    for attribute in differing:
        name = _full_name(attribute)
        schema[name] = STANDARD.get(name, _standard(name, attribute.get("AttributeDataType", "String"))) | attribute
        schema[name]["Name"] = name
    return schema


def _full_name(attribute: dict[str, Any]) -> str:
    """Custom attributes are named without their prefix when they are made, and with it everywhere else."""
    name = attribute["Name"]
    if name in STANDARD or ":" in name:
        return name
    return f"dev:{name}" if attribute.get("DeveloperOnlyAttribute") else f"custom:{name}"
