"""Fields of bodies, held to shapes of the service model; and serializers that overlook nothing.

A field that keeps a setting is named as its column, and its value has the wire's own shape.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from botocore import xform_name
from botocore.model import Shape, StringShape, StructureShape
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pools.contract import service_model, strictness, validation
from pools.errors import SerializationException
from pools.rest.wording import HELP

SERVICE = "cognito-idp"


class _CompiledField(serializers.Field):
    """Serializers copy their fields for every request; what was compiled for one serves its copies too."""

    def __deepcopy__(self, memo: Any) -> Any:
        return copy.copy(self)


class ShapeField(_CompiledField):
    """A value of a shape, by the shape's name or the shape itself."""

    def __init__(self, shape: str | Shape, *, wire_name: str = "", example: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.example = example
        if wire_name:
            self.wire_name = wire_name  # what policies and the audit trail know the field as
        self.shape = service_model.load(SERVICE).shape_for(shape) if isinstance(shape, str) else shape
        self._parse = validation.compile_shape(self.shape)

    def to_internal_value(self, data: Any) -> Any:
        if faults := dict(strictness.find_faults(self.shape, data)):
            raise serializers.ValidationError(faults)
        found: list[validation.Violation] = []
        try:
            value = self._parse(data, found)
        except SerializationException as error:
            raise serializers.ValidationError(error.message) from error
        if found:
            raise serializers.ValidationError({_own_path(each.path): each.constraint for each in found})
        return value

    def to_representation(self, value: Any) -> Any:
        return value


class AttributesField(_CompiledField):
    """A user's attributes by name. A blank value and null both say that there is none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(help_text=options.pop("help_text", HELP["attributes"]), **options)
        attribute = service_model.load(SERVICE).shape_for("AttributeType")
        assert isinstance(attribute, StructureShape)
        self.name, self.value = attribute.members["Name"], attribute.members["Value"]
        self._parse_name = validation.compile_shape(self.name)
        self._parse_value = validation.compile_shape(self.value)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict):
            raise serializers.ValidationError("Must be an object of attribute names and values.")
        return {name: self._read(name, value) for name, value in data.items()}

    def to_representation(self, value: Any) -> Any:
        return value

    def _read(self, name: str, value: Any) -> str:
        found: list[validation.Violation] = []
        try:
            self._parse_name(name, found)
            text = self._parse_value("" if value is None else value, found)
        except SerializationException as error:
            raise serializers.ValidationError({name: error.message}) from error
        if found:
            raise serializers.ValidationError({name: [each.constraint for each in found]})
        return text


@extend_schema_field({"type": "object", "additionalProperties": True})
class ObjectField(serializers.Field):
    """A JSON object of whatever content."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError("Must be an object.")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class StrictSerializer(serializers.Serializer):
    """Refuses what it does not know, so that a mistyped name is no silent default."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError(dict.fromkeys(unknown, "There is no such field."))
        return super().to_internal_value(data)


def body(name: str, fields: Mapping[str, serializers.Field]) -> type[StrictSerializer]:
    """A request's body, by the name that it has in the OpenAPI document."""
    return type(name, (StrictSerializer,), dict(fields))


def answer(name: str, fields: Mapping[str, serializers.Field]) -> type[serializers.Serializer]:
    """What an answer looks like. It describes only: handlers give the values as they are."""
    return type(name, (serializers.Serializer,), dict(fields))


def page_of(element: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """A page of a list, and the address of the next one."""
    following = serializers.URLField(allow_null=True, help_text="Address of the next page; null on the last one.")
    return answer(f"{element.__name__}Page", {"results": element(many=True), "next": following})


def settings_of(shape_name: str, columns: Iterable[str], *, required: bool | None = None) -> dict[str, ShapeField]:
    """The members of a shape that are these columns, as fields of the columns' names."""
    shape = service_model.load(SERVICE).shape_for(shape_name)
    assert isinstance(shape, StructureShape)
    wanted = set(columns)
    return {
        column: ShapeField(
            member,
            required=member_name in shape.required_members if required is None else required,
            help_text=HELP.get(column, ""),
            wire_name=member_name,
        )
        for member_name, member in shape.members.items()
        if (column := xform_name(member_name)) in wanted
    }


def text(most: int, *, least: int = 1, pattern: str | None = None, values: Iterable[str] = (), **options: Any) -> Any:
    """A field of plain text."""
    model: dict[str, Any] = {"type": "string", "min": least, "max": most}
    model |= {"pattern": pattern} if pattern else {}
    model |= {"enum": list(values)} if values else {}
    return ShapeField(StringShape("Text", model), **options)


def whole_number(least: int, most: int, **options: Any) -> ShapeField:
    return ShapeField(Shape("Number", {"type": "integer", "min": least, "max": most}), **options)


def flag(**options: Any) -> ShapeField:
    return ShapeField(Shape("Flag", {"type": "boolean"}), **options)


def _own_path(path: str) -> str:
    """The path as it stands in the JSON, where members begin with a capital: `passwordPolicy` is `PasswordPolicy`."""
    parts = [part for part in path.split(".") if part not in ("", "member")]
    return ".".join(part[:1].upper() + part[1:] for part in parts)
