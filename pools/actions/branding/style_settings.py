"""The settings document of a managed login style: what it may say, and how two of them are laid over each other."""

from typing import Any, NoReturn

from pools.actions.branding.defaults import defaults
from pools.errors import InvalidParameterException

Document = dict[str, Any]

LARGEST_RADIUS = 100
DEEPEST = 12
MOST_VALUES = 5000
_RESERVED = frozenset({"signUp", "instructions", "sessionTimerDisplay", "languageSelector"})  # FED-226
_CHOICES = {
    "categories.auth.federation.interfaceStyle": ("BUTTON_LIST", "DROPDOWN"),
    "categories.form.location.horizontal": ("START", "CENTER", "END"),
    "categories.form.location.vertical": ("START", "CENTER", "END"),
    "categories.global.colorSchemeMode": ("LIGHT", "DARK", "DYNAMIC"),
    "categories.global.spacingDensity": ("COMPACT", "REGULAR"),
    "components.form.logo.formInclusion": ("IN", "OUT"),
    "components.form.logo.location": ("START", "CENTER", "END"),
    "components.form.logo.position": ("TOP", "BOTTOM"),
    "components.pageFooter.logo.location": ("START", "CENTER", "END"),
    "components.pageHeader.logo.location": ("START", "CENTER", "END"),
    "components.phoneNumberSelector.displayType": ("TEXT", "FLAG"),
}


def check(settings: Document) -> None:
    """Raise `InvalidParameterException` where a value that we know is none. What a later edition of the document adds
    is kept, and has no effect."""
    _bound(settings)
    _check(settings, defaults(), "")


def merged(below: Document, above: Document) -> Document:
    """One document laid over another: values of the upper one count, lists as a whole."""
    result = dict(below)
    for key, value in above.items():
        lower = result.get(key)
        result[key] = merged(lower, value) if isinstance(lower, dict) and isinstance(value, dict) else value
    return result


def complete(settings: Document) -> Document:
    """The document with the defaults for all that it leaves out."""
    return merged(defaults(), settings)


def _bound(settings: Document) -> None:
    level: list[Any] = [settings]
    seen = 0
    for _ in range(DEEPEST):
        level = [
            child
            for value in level
            for child in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
        seen += len(level)
    if level or seen > MOST_VALUES:
        _refuse("the document is too large.")


def _check(given: Any, known: Any, path: str) -> None:
    match known:
        case dict():
            if not isinstance(given, dict):
                _refuse(f"{path} must be an object.")
            for key in given.keys() & known.keys() - _RESERVED:
                _check(given[key], known[key], f"{path}.{key}" if path else key)
        case bool():
            if not isinstance(given, bool):
                _refuse(f"{path} must be true or false.")
        case float():
            if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= LARGEST_RADIUS:
                _refuse(f"{path} must be a number from 0 to {LARGEST_RADIUS}.")
        case list():
            if not isinstance(given, list):
                _refuse(f"{path} must be a list.")
        case _ if path in _CHOICES:
            if given not in _CHOICES[path]:
                _refuse(f"{path} must be one of {', '.join(_CHOICES[path])}.")
        case _:
            if not is_colour(given):
                _refuse(f"{path} must be a colour as 8 hexadecimal digits, such as 0972d3ff.")


def is_colour(value: Any) -> bool:
    """RRGGBBAA."""
    return isinstance(value, str) and len(value) == 8 and set(value.lower()) <= set("0123456789abcdef")


def _refuse(why: str) -> NoReturn:
    raise InvalidParameterException(f"Invalid Settings: {why}")
