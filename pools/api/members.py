"""Wire members and the columns that keep them: a column is named as its member in snake case."""

from collections.abc import Iterable
from typing import Any

from botocore import xform_name

_NOTHING: tuple = (None, "", [], {})


def columns(given: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Those of the wire members that were given and are columns of these names."""
    known = set(names)
    return {column: value for member, value in given.items() if (column := xform_name(member)) in known}


def shown(values: dict[str, Any], members: Iterable[str], *, always: Iterable[str] = ()) -> dict[str, Any]:
    """Column values under their wire names. What is empty is left out, as AWS does, except for what it always shows."""
    kept = set(always)
    named = ((member, values.get(xform_name(member))) for member in members)
    return {member: value for member, value in named if member in kept or value not in _NOTHING}
