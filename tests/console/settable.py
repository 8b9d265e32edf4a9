"""What operations can set, by the service model, and what a change of what they describe has set."""

from typing import Any

from botocore.model import Shape

from pools.contract import service_model

Paths = set[str]


def members(operation: str) -> Paths:
    """Every member of the operation's input that holds a value, as `Policies.PasswordPolicy.MinimumLength`; those of
    things in a list as `Schema[].Name`."""
    return _members(service_model.load("cognito-idp").operation_model(operation).input_shape, "")


def changed(before: dict[str, Any], after: dict[str, Any]) -> Paths:
    """The members that differ."""
    old, new = _values(before, ""), _values(after, "")
    return {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}


def _members(shape: Shape, path: str) -> Paths:
    match shape.type_name:
        case "structure":
            inner = [_members(each, f"{path}.{name}".removeprefix(".")) for name, each in shape.members.items()]
            return set().union(*inner)
        case "list" if shape.member.type_name == "structure":
            return _members(shape.member, f"{path}[]")
        case _:
            return {path}


def _values(value: Any, path: str) -> dict[str, Any]:
    if isinstance(value, dict) and path not in _MAPS:
        found: dict[str, Any] = {}
        for name, each in value.items():
            found |= _values(each, f"{path}.{name}".removeprefix("."))
        return found
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        found = {}
        for each in value:
            for name, inner in _values(each, f"{path}[]").items():
                found[name] = [*found.get(name, []), inner]
        return found
    return {path: value}


_MAPS = ("UserPoolTags", "AcrConfiguration")
