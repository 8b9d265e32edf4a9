"""Input held to the service model, with Cognito's own words for what breaks a constraint.

Each shape is compiled once into a parser: it takes a JSON value, returns it without null and unknown members (AWS
ignores both), and adds to `found` what breaks a constraint. A wrong JSON type ends the parse at once, as it does at
AWS, where it fails before any constraint is looked at.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, NamedTuple

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

from pools.contract import patterns
from pools.errors import SerializationException

_INTEGERS = {"integer": 2**31, "long": 2**63}


class Violation(NamedTuple):
    path: str
    shown: str  # "" for a sensitive value
    constraint: str

    def __str__(self) -> str:
        value = f"Value {self.shown}" if self.shown else "Value"
        return f"{value} at '{self.path}' failed to satisfy constraint: {self.constraint}"

    def within(self, prefix: str) -> "Violation":
        path = f"{prefix}.{self.path}" if self.path else prefix
        return self._replace(path=path)


Parser = Callable[[Any, list[Violation]], Any]


def describe_without_values(found: list[Violation]) -> str:
    """The same for the audit trail, which repeats nothing that was not held to the contract."""
    return describe([violation._replace(shown="") for violation in found])


def describe(found: list[Violation]) -> str:
    """What Cognito answers to a call that breaks these constraints."""
    errors = "error" if len(found) == 1 else "errors"
    return f"{len(found)} validation {errors} detected: {'; '.join(map(str, found))}"


def compile_shape(shape: Shape) -> Parser:
    """The parser of a shape."""
    if shape.metadata.get("document"):
        return lambda value, found: value
    return _COMPILERS[shape.type_name](shape)


def _compile_structure(shape: StructureShape) -> Parser:
    members = [
        (name, compile_shape(member), _wire_path(name), name in shape.required_members, _is_sensitive(member))
        for name, member in shape.members.items()
    ]

    def parse(value: Any, found: list[Violation]) -> dict[str, Any]:
        if type(value) is not dict:
            raise SerializationException(_misplaced(value, "a structure"))
        parsed = {}
        for name, parse_member, path, required, sensitive in members:
            member = value.get(name)
            if member is not None:
                before = len(found)
                parsed[name] = parse_member(member, found)
                if len(found) > before:
                    found[before:] = [violation.within(path) for violation in found[before:]]
            elif required:
                found.append(Violation(path, "" if sensitive else "null", "Member must not be null"))
        return parsed

    return parse


def _compile_list(shape: ListShape) -> Parser:
    check_length = _length_check(shape, len)
    sensitive = _is_sensitive(shape)
    parse_element = compile_shape(shape.member)
    plain_constraint = f"Member must satisfy constraint: [{', '.join(_constraints(shape.member))}]"
    of_scalars = shape.member.type_name not in ("structure", "list", "map")

    def parse(value: Any, found: list[Violation]) -> list:
        if type(value) is not list:
            raise SerializationException(_misplaced(value, "a list"))
        before = len(found)
        parsed = []
        for number, element in enumerate(value, 1):
            if element is None:
                continue
            at = len(found)
            parsed.append(parse_element(element, found))
            if len(found) > at and not of_scalars:
                found[at:] = [violation.within(f"{number}.member") for violation in found[at:]]
        if of_scalars and len(found) > before:
            found[before:] = [Violation("", _shown(value, sensitive), plain_constraint)]
        check_length(value, found, sensitive)
        return parsed

    return parse


def _compile_map(shape: MapShape) -> Parser:
    check_length = _length_check(shape, len)
    sensitive = _is_sensitive(shape)
    parse_key, parse_value = compile_shape(shape.key), compile_shape(shape.value)
    key_constraint = f"Map keys must satisfy constraint: [{', '.join(_constraints(shape.key))}]"
    value_constraint = f"Map value must satisfy constraint: [{', '.join(_constraints(shape.value))}]"

    def parse(value: Any, found: list[Violation]) -> dict[str, Any]:
        if type(value) is not dict:
            raise SerializationException(_misplaced(value, "a map"))
        parsed: dict[str, Any] = {}
        in_keys: list[Violation] = []
        in_values: list[Violation] = []
        for key, element in value.items():
            if element is not None:
                parsed[parse_key(key, in_keys)] = parse_value(element, in_values)
        if in_keys:
            found.append(Violation("", _shown(value, sensitive), key_constraint))
        if in_values:
            found.append(Violation("", _shown(value, sensitive), value_constraint))
        check_length(value, found, sensitive)
        return parsed

    return parse


def _compile_string(shape: StringShape) -> Parser:
    check_length = _length_check(shape, _utf16_length)
    sensitive = _is_sensitive(shape)
    pattern = shape.metadata.get("pattern")
    full_match = patterns.full_match(pattern) if pattern else None
    allowed = frozenset(shape.enum)

    def parse(value: Any, found: list[Violation]) -> str:
        if type(value) is not str:
            raise SerializationException(_unconvertible(value, "String"))
        check_length(value, found, sensitive)
        if allowed and value not in allowed:
            found.append(Violation("", _shown(value, sensitive), _enum_constraint(shape)))
        if full_match and not full_match(value):
            found.append(Violation("", _shown(value, sensitive), _pattern_constraint(shape)))
        return value

    return parse


def _compile_integer(shape: Shape) -> Parser:
    bound = _INTEGERS[shape.type_name]
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    sensitive = _is_sensitive(shape)

    def parse(value: Any, found: list[Violation]) -> int:
        if type(value) is not int:
            raise SerializationException(_unconvertible(value, "Integer" if bound == 2**31 else "Long"))
        if not -bound <= value < bound:
            raise SerializationException("NUMBER_VALUE is out of range")
        if minimum is not None and value < minimum:
            found.append(Violation("", _shown(value, sensitive), _least("value", minimum)))
        if maximum is not None and value > maximum:
            found.append(Violation("", _shown(value, sensitive), _most("value", maximum)))
        return value

    return parse


def _compile_float(shape: Shape) -> Parser:
    def parse(value: Any, found: list[Violation]) -> float:
        if type(value) not in (int, float):
            raise SerializationException(_unconvertible(value, "Double"))
        return value

    return parse


def _compile_boolean(shape: Shape) -> Parser:
    def parse(value: Any, found: list[Violation]) -> bool:
        if type(value) is not bool:
            raise SerializationException(_unconvertible(value, "Boolean"))
        return value

    return parse


def _compile_blob(shape: Shape) -> Parser:
    check_length = _length_check(shape, len)

    def parse(value: Any, found: list[Violation]) -> bytes:
        if type(value) is not str:
            raise SerializationException(_unconvertible(value, "Blob"))
        try:
            decoded = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SerializationException("A blob must be base64-encoded") from error
        check_length(decoded, found, True)
        return decoded

    return parse


_COMPILERS: dict[str, Callable[[Any], Parser]] = {
    "structure": _compile_structure,
    "list": _compile_list,
    "map": _compile_map,
    "string": _compile_string,
    "character": _compile_string,
    "integer": _compile_integer,
    "long": _compile_integer,
    "float": _compile_float,
    "double": _compile_float,
    "timestamp": _compile_float,
    "boolean": _compile_boolean,
    "blob": _compile_blob,
}


def _length_check(shape: Shape, length_of: Callable[[Any], int]) -> Callable[[Any, list[Violation], bool], None]:
    minimum, maximum = shape.metadata.get("min", 0), shape.metadata.get("max", float("inf"))

    def check(value: Any, found: list[Violation], sensitive: bool) -> None:
        length = length_of(value)
        if length < minimum:
            found.append(Violation("", _shown(value, sensitive), _least("length", minimum)))
        elif length > maximum:
            found.append(Violation("", _shown(value, sensitive), _most("length", int(maximum))))

    return check


def _constraints(shape: Shape) -> list[str]:
    """Every constraint of a list's or map's element, as AWS enumerates them for an element that breaks one."""
    kind = "value" if shape.type_name in _INTEGERS else "length"
    stated = [_most(kind, shape.metadata["max"])] if "max" in shape.metadata else []
    stated += [_least(kind, shape.metadata["min"])] if "min" in shape.metadata else []
    stated += [_enum_constraint(shape)] if shape.metadata.get("enum") else []
    stated += [_pattern_constraint(shape)] if "pattern" in shape.metadata else []
    return stated


def _least(kind: str, bound: int) -> str:
    return f"Member must have {kind} greater than or equal to {bound}"


def _most(kind: str, bound: int) -> str:
    return f"Member must have {kind} less than or equal to {bound}"


def _enum_constraint(shape: Shape) -> str:
    return f"Member must satisfy enum value set: [{', '.join(shape.metadata['enum'])}]"


def _pattern_constraint(shape: Shape) -> str:
    return f"Member must satisfy regular expression pattern: {shape.metadata['pattern']}"


def _is_sensitive(shape: Shape) -> bool:
    """Whether the value, or anything that it would be shown with, must not be repeated."""
    parts = [getattr(shape, part, None) for part in ("member", "key", "value")]
    return bool(shape.metadata.get("sensitive")) or any(part is not None and _is_sensitive(part) for part in parts)


def _wire_path(name: str) -> str:
    return name[:1].lower() + name[1:]


def _shown(value: Any, sensitive: bool) -> str:
    return "" if sensitive else f"'{_java(value)}'"


def _java(value: Any) -> str:
    """A value as Java prints it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java(element)}" for key, element in value.items()) + "}"
    return str(value)


def _utf16_length(text: str) -> int:
    """Java counts UTF-16 units, so most emoji count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _misplaced(value: Any, expected: str) -> str:
    if isinstance(value, dict):
        return f"Start of structure or map found where {expected} is expected."
    if isinstance(value, list):
        return f"Start of list found where {expected} is expected."
    return f"{_token(value)} found where {expected} is expected."


def _unconvertible(value: Any, target: str) -> str:
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    if isinstance(value, list):
        return "Start of list found where not expected."
    article = "an" if target == "Integer" else "a"
    return f"{_token(value)} can not be converted to {article} {target}"


def _token(value: Any) -> str:
    """The name of a JSON value's kind, as AWS's parser has it."""
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    if isinstance(value, str):
        return "STRING_VALUE"
    return "DECIMAL_VALUE" if isinstance(value, float) else "NUMBER_VALUE"
