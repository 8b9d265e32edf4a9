"""The model's patterns, written for Java, as Python's.

There `\\w`, `\\s` and `\\d` mean ASCII only, while `\\p{L}` and its like mean Unicode. `re` knows the one half, `regex`
the other: a pattern with a property goes to `regex`, its ASCII classes spelled out.
"""

import functools
import re
from collections.abc import Callable
from typing import Any

import regex

_ASCII_CLASSES = {"w": "a-zA-Z0-9_", "s": r" \t\n\x0b\f\r", "d": "0-9"}
_PART = re.compile(r"\\p\{\w+\}|\\.|[\[\]]|[^\\\[\]]+", re.DOTALL)


@functools.cache
def full_match(pattern: str) -> Callable[[str], Any]:
    """A function that tells whether a whole text matches."""
    if r"\p{" in pattern:
        return regex.compile(_spell_out(pattern)).fullmatch
    return re.compile(pattern, re.ASCII).fullmatch


def _spell_out(pattern: str) -> str:
    in_class, written = False, []
    for part in _PART.findall(pattern):
        if part in "[]":
            in_class = part == "["
        ascii_class = _ASCII_CLASSES.get(part[1:]) if part.startswith("\\") else None
        if ascii_class:
            part = ascii_class if in_class else f"[{ascii_class}]"
        written.append(part)
    return "".join(written)
