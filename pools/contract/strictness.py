"""What the wire overlooks and a stricter face does not: members that the service model does not know, and null."""

from collections.abc import Iterator
from typing import Any

from botocore.model import Shape

Fault = tuple[str, str]  # the path to the value, and what is wrong with it


def find_faults(shape: Shape, value: Any, path: str = "") -> Iterator[Fault]:
    """Every null and every unknown member below this value. What has another type than the shape is not looked into."""
    if value is None:
        yield path, "Must not be null."
    elif shape.metadata.get("document"):
        return
    elif shape.type_name == "structure" and isinstance(value, dict):
        yield from _in_structure(shape, value, path)
    elif shape.type_name == "map" and isinstance(value, dict):
        for key, element in value.items():
            yield from find_faults(shape.value, element, _below(path, key))  # type: ignore[attr-defined]
    elif shape.type_name == "list" and isinstance(value, list):
        for number, element in enumerate(value):
            yield from find_faults(shape.member, element, _below(path, str(number)))  # type: ignore[attr-defined]


def _in_structure(shape: Any, value: dict[str, Any], path: str) -> Iterator[Fault]:
    for name, member in value.items():
        if name in shape.members:
            yield from find_faults(shape.members[name], member, _below(path, name))
        else:
            yield _below(path, name), "There is no such member."


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
