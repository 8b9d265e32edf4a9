"""The model's patterns, written for Java, as Python's.

There `\\w`, `\\s` and `\\d` mean ASCII only, while `\\p{L}` and its like mean Unicode. `re` knows the one half, `regex`
the other: a pattern with a property goes to `regex`, its ASCII classes spelled out.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

import regex

# Some patterns of the model take time that grows with the square of the text
_SHORT = 512  # characters, for which that does not matter
_PATIENCE_SECONDS = 0.25

_ASCII_CLASSES = {"w": "a-zA-Z0-9_", "s": r" \t\n\x0b\f\r", "d": "0-9"}
_PART = re.compile(r"\\p\{\w+\}|\\.|[\[\]]|[^\\\[\]]+", re.DOTALL)


@functools.cache
def full_match(pattern: str) -> Callable[[str], Any]:
    """A function that tells whether a whole text matches."""
    if r"\p{" in pattern:
        return functools.partial(_match_in_time, regex.compile(spell_out(pattern)).fullmatch)
    return re.compile(pattern, re.ASCII).fullmatch


def _match_in_time(match: Callable[..., Any], text: str) -> Any:
    if len(text) <= _SHORT:
        return match(text)
    try:
        return match(text, timeout=_PATIENCE_SECONDS)
    except TimeoutError:  # whoever wrote this did not want it to match
        return None


def spell_out(pattern: str) -> str:
    """The pattern with its ASCII classes written as such, so that every dialect reads them alike."""
    in_class, written = False, []
    for part in _PART.findall(pattern):
        if part in "[]":
            in_class = part == "["
        ascii_class = _ASCII_CLASSES.get(part[1:]) if part.startswith("\\") else None
        if ascii_class:
            part = ascii_class if in_class else f"[{ascii_class}]"
        written.append(part)
    return "".join(written)
