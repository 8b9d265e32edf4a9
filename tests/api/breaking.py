"""For each constraint of the model, a call that breaks this one and no other."""

from collections.abc import Iterator
from typing import Any

from pools.contract import service_model

REFUSED = ("InvalidParameterException",)
NOT_READ = ("SerializationException",)
MOST_MADE = 300_000  # longer values are only made for the body limit


def calls(names: list[str]) -> list[tuple[str, dict[str, Any], tuple[str, ...]]]:
    return [(name, call, error) for name in names for call, error in _calls(name)]


def label(value: Any) -> str | None:
    return value if isinstance(value, str) else ""


def _calls(name: str) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    shape = service_model.load("cognito-idp").operation_model(name).input_shape
    right = sample(shape)
    for member in shape.required_members:
        yield {key: value for key, value in right.items() if key != member}, REFUSED
    for member, member_shape in shape.members.items():
        for value, error in wrong(member_shape):
            yield right | {member: value}, error


def sample(shape: Any) -> Any:
    """A value that breaks nothing; of a structure only what is required."""
    kind = shape.type_name
    if kind == "structure":
        return {name: sample(shape.members[name]) for name in shape.required_members}
    if kind == "list":
        return [sample(shape.member)] * shape.metadata.get("min", 0)
    if kind == "string":
        return shape.enum[0] if shape.enum else _text(shape)
    return {"map": {}, "boolean": True, "blob": "", "integer": shape.metadata.get("min", 1)}.get(kind, 1)


def _text(shape: Any) -> str:
    known = {
        "UserPoolIdType": "us-east-1_aB3dE6gH9",
        "ArnType": "arn:aws:iam::123456789012:role/x",
        "EmailVerificationMessageType": "{####}",
    }
    return known.get(shape.name, "a" * max(shape.metadata.get("min", 1), 1))


def wrong(shape: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    kind, limits = shape.type_name, shape.metadata
    if limits.get("document"):
        return
    yield ({"structure": 1, "map": 1, "list": "text"}.get(kind, [1])), NOT_READ
    if kind == "string":
        yield from _wrong_texts(shape)
    if kind == "integer":
        yield 2**31, NOT_READ
        yield from ((limits[bound] + step, REFUSED) for bound, step in (("min", -1), ("max", 1)) if bound in limits)
    if kind == "list":
        yield from _wrong_lists(shape)
    if kind == "structure":
        right = sample(shape)
        yield from (({key: right[key] for key in right.keys() - {name}}, REFUSED) for name in shape.required_members)
        yield from (
            ({**right, name: value}, error) for name, part in shape.members.items() for value, error in wrong(part)
        )
    if kind == "map":
        key, value = sample(shape.key), sample(shape.value)
        yield from (({key: each}, error) for each, error in wrong(shape.value))
        yield from (({each: value}, error) for each, error in wrong(shape.key) if error == REFUSED)


def _wrong_texts(shape: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    limits = shape.metadata
    if shape.enum:
        yield "nonsense", REFUSED
    if limits.get("min"):
        yield "", REFUSED
    if limits.get("max", MOST_MADE) < MOST_MADE:
        yield "a" * (limits["max"] + 1), REFUSED
    if "pattern" in limits and not limits["pattern"].startswith("(?s)"):
        yield "\x01 \u2028", REFUSED


def _wrong_lists(shape: Any) -> Iterator[tuple[Any, tuple[str, ...]]]:
    if "max" in shape.metadata:
        yield [sample(shape.member)] * (shape.metadata["max"] + 1), REFUSED
    if shape.metadata.get("min"):
        yield [], REFUSED
    yield from (([value], error) for value, error in wrong(shape.member))
