"""Tags: what a key and a value may be (API-148 to API-152). Capitals tell them apart."""

from collections.abc import Mapping

from pools.errors import InvalidParameterException, PoolError

MAX_TAGS = 50  # of one resource
_MAX_KEY, _MAX_VALUE = 128, 256  # characters
_MARKS = frozenset(" _.:/=+-@")  # beside letters and digits
_RESERVED = "aws:"


def check(tags: Mapping[str, str], refusal: type[PoolError] = InvalidParameterException) -> None:
    """Raise the refusal unless these may be all the tags of one resource."""
    if len(tags) > MAX_TAGS:
        raise refusal(f"A resource can have at most {MAX_TAGS} tags.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _MAX_KEY:
            raise refusal(f"A tag key must have 1 to {_MAX_KEY} characters.")
        if key.lower().startswith(_RESERVED):
            raise refusal(f"Tag keys that start with {_RESERVED} are reserved.")
        if len(value) > _MAX_VALUE:
            raise refusal(f"A tag value must have at most {_MAX_VALUE} characters.")
        if not (_is_plain(key) and _is_plain(value)):
            raise refusal("Tag keys and values hold letters, digits, spaces and _ . : / = + - @ only.")


def _is_plain(text: str) -> bool:
    return all(character.isalnum() or character in _MARKS for character in text)
