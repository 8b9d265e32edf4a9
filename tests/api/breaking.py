"""For each constraint of the model, a call that breaks this one and no other."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpResponse

from pools.contract import service_model

REFUSED = ("InvalidParameterException",)
NOT_READ = ("SerializationException",)
MOST_MADE = 300_000  # longer values are only made for the body limit


def with_constraints(names: list[str]) -> list[str]:
    """Those operations of which a constraint can be broken."""
    return [name for name in names if any(_calls(name))]


def taken_amiss(name: str, send: Callable[[str, Any], HttpResponse]) -> list[str]:
    """What another answer was given to than one of the errors that are right."""
    answers = ((call, names, send(name, call)) for call, names in _calls(name))
    return [
        f"{str(call)[:300]}: {answer.status_code} {answer.content.decode()[:300]}"
        for call, names, answer in answers
        if answer.status_code != 400 or json.loads(answer.content)["__type"] not in names
    ]


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
