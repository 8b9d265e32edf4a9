"""JSON as it comes in: what is no JSON, or holds what no database keeps, goes no further."""

import json
from collections.abc import Callable
from typing import Any

from pools.errors import InvalidParameterException, SerializationException


def read(body: bytes, *, parse_float: Callable[[str], Any] = float) -> Any:
    """The value in a request's body; an empty body is an empty object. Raises `SerializationException`, and
    `InvalidParameterException` for a NUL character."""
    try:
        value = json.loads(body.decode() or "{}", parse_float=parse_float, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise SerializationException from error
    if b"\\u" in body:
        _check_escapes(value)
    return value


def whole_as_integer(text: str) -> int | float:
    """A number as JSON Schema counts it: 1.0 is an integer."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _check_escapes(value: Any) -> None:
    r"""What only an escape can bring in: half a character is no text, and no database keeps \u0000."""
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in json.dumps(value).replace("\\\\", ""):
        raise InvalidParameterException("Invalid character U+0000 in the request.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SerializationException("The request has an incomplete surrogate pair.") from error
