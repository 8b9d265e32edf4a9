"""Shapes of the service model as JSON Schema (2020-12): what `validation` lets through, for readers and generators."""

from collections.abc import Callable
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from pools.contract import patterns

Schema = dict[str, Any]
Refer = Callable[[StructureShape], Schema]

_ANY_TEXT = "(?s).*"  # no pattern, in an inline form that JSON Schema's dialect lacks
_INTEGER_BITS = {"integer": 31, "long": 63}


def describe(shape: Shape, refer: Refer) -> Schema:
    """The schema of a shape. `refer` is asked how to speak of each structure in it: by name, or in full."""
    if shape.metadata.get("document"):
        return {}
    return _DESCRIBERS[shape.type_name](shape, refer)


def describe_structure(shape: StructureShape, refer: Refer) -> Schema:
    """A structure in full. Members that the model does not know are not allowed."""
    members = {name: describe(member, refer) for name, member in shape.members.items()}
    required = {"required": list(shape.required_members)} if shape.required_members else {}
    return {"type": "object", "properties": members, "additionalProperties": False} | required


def _list(shape: ListShape, refer: Refer) -> Schema:
    return {"type": "array", "items": describe(shape.member, refer)} | _bounds(shape, "minItems", "maxItems")


def _map(shape: MapShape, refer: Refer) -> Schema:
    names = describe(shape.key, refer)
    described = {"type": "object", "additionalProperties": describe(shape.value, refer), "propertyNames": names}
    return described | _bounds(shape, "minProperties", "maxProperties")


def _string(shape: StringShape, refer: Refer) -> Schema:
    described: Schema = {"type": "string"} | _bounds(shape, "minLength", "maxLength")
    if shape.enum:
        described["enum"] = list(shape.enum)
    if (pattern := shape.metadata.get("pattern")) and pattern != _ANY_TEXT:
        described["pattern"] = f"^(?:{patterns.spell_out(pattern)})$"
    if shape.metadata.get("sensitive") and not shape.enum:
        described["format"] = "password"
    return described


def _integer(shape: Shape, refer: Refer) -> Schema:
    limit = 2 ** _INTEGER_BITS[shape.type_name]
    return {"type": "integer", "minimum": -limit, "maximum": limit - 1} | _bounds(shape, "minimum", "maximum")


def _bounds(shape: Shape, least: str, most: str) -> Schema:
    given = {least: shape.metadata.get("min"), most: shape.metadata.get("max")}
    return {name: bound for name, bound in given.items() if bound is not None}


_DESCRIBERS: dict[str, Callable[[Any, Refer], Schema]] = {
    "structure": lambda shape, refer: refer(shape),
    "list": _list,
    "map": _map,
    "string": _string,
    "character": _string,
    "integer": _integer,
    "long": _integer,
    "float": lambda shape, refer: {"type": "number"},
    "double": lambda shape, refer: {"type": "number"},
    "timestamp": lambda shape, refer: {"type": "number"},
    "boolean": lambda shape, refer: {"type": "boolean"},
    "blob": lambda shape, refer: {"type": "string", "contentEncoding": "base64"},
}
