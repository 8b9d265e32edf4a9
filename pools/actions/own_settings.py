"""What Cognito has no setting for: how such a setting is declared. Commands, REST API and console are made of that."""

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any


class Kind(enum.StrEnum):
    """What a setting holds. Off or unset are False, 0, "" and None."""

    SWITCH = "switch"
    URL = "url"
    KEYS = "keys"
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"


@dataclasses.dataclass(frozen=True, slots=True)
class OwnSetting:
    """A setting of its own, mostly a column, and how faces speak of it: `about` says what it makes the product do.
    `longest` is a number of characters, `most` a number, in `unit`; `choices` are values and what they mean; `unset` is
    what an empty text or a zero stands for, unless it `is_required` to hold something."""

    name: str
    kind: Kind
    title: str
    about: str
    longest: int = 1024
    most: int = 0
    choices: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unit: str = ""
    unset: str = "none"
    is_required: bool = False

    @property
    def sentence(self) -> str:
        """`about`, to stand alone."""
        return f"{self.about[0].upper()}{self.about[1:]}."


def said(setting: OwnSetting, value: Any) -> str:
    """The value in a few words."""
    match setting.kind:
        case Kind.SWITCH:
            return "on" if value else "off"
        case Kind.KEYS:
            return _keys(value)
        case _:
            return f"{value} {setting.unit}".strip() if value else setting.unset


def _keys(key_set: dict[str, Any] | None) -> str:
    if key_set is None:
        return "none"
    return ", ".join(f"{key['kty']} {key.get('kid', 'without id')}" for key in key_set["keys"])
