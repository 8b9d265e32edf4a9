"""Output in the shape of the service model: times as epoch seconds, bytes as base64, nothing that is None."""

import base64
import datetime
from collections.abc import Callable
from typing import Any

from botocore.model import Shape

Shaper = Callable[[Any], Any]


def compile_shape(shape: Shape | None) -> Shaper:
    """The shaper of an output shape. A member that the model does not know is an error of ours and raises KeyError."""
    if shape is None:
        return lambda value: {}
    kind = "document" if shape.metadata.get("document") else shape.type_name
    compiler = _COMPILERS.get(kind)
    return compiler(shape) if compiler else _as_it_is


def _compile_structure(shape: Any) -> Shaper:
    members = {name: compile_shape(member) for name, member in shape.members.items()}

    def put(value: dict[str, Any]) -> dict[str, Any]:
        return {name: members[name](member) for name, member in value.items() if member is not None}

    return put


def _compile_list(shape: Any) -> Shaper:
    put_element = compile_shape(shape.member)
    if put_element is _as_it_is:
        return _as_it_is
    return lambda value: [put_element(element) for element in value]


def _compile_map(shape: Any) -> Shaper:
    put_value = compile_shape(shape.value)
    if put_value is _as_it_is:
        return _as_it_is
    return lambda value: {key: put_value(element) for key, element in value.items()}


def _epoch_seconds(value: datetime.datetime) -> float:
    return round(value.timestamp(), 3)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _as_it_is(value: Any) -> Any:
    return value


_COMPILERS: dict[str, Callable[[Any], Shaper]] = {
    "structure": _compile_structure,
    "list": _compile_list,
    "map": _compile_map,
    "timestamp": lambda shape: _epoch_seconds,
    "blob": lambda shape: _base64,
}
