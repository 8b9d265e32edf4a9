"""Which properties a customization may set, and which values are taken. A value is written anew from what was
understood of it; what was not understood is left out, so that nothing passes as it came."""

from collections.abc import Callable, Sequence
from typing import Any

from tinycss2.ast import DimensionToken, IdentToken, NumberToken, PercentageToken
from tinycss2.color4 import Color, parse_color

Reader = Callable[[Sequence[Any]], str | None]

_UNITS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0}  # in pixels, near enough to bound them
_BORDER_STYLES = ("solid", "none", "dashed", "dotted", "double")


def colour(token: Any) -> str | None:
    """The colour as rgb() or by its keyword, whatever notation it came in (FED-31)."""
    if isinstance(token, IdentToken) and token.lower_value in ("transparent", "currentcolor"):
        return token.lower_value
    parsed = parse_color(token)
    if not isinstance(parsed, Color):
        return None
    red, green, blue = (min(255, max(0, round(part * 255))) for part in parsed.to("srgb").coordinates)
    alpha = 1.0 if parsed.alpha is None else min(1.0, max(0.0, float(parsed.alpha)))
    return f"rgb({red} {green} {blue})" if alpha == 1 else f"rgb({red} {green} {blue} / {alpha:.3g})"


def length(least: float, most: float, *, percent: tuple[float, float] | None = None) -> Callable[[Any], str | None]:
    """Reads a length of so many pixels, or a percentage; zero where zero is within."""

    def read(token: Any) -> str | None:
        if isinstance(token, PercentageToken) and percent and percent[0] <= token.value <= percent[1]:
            return f"{token.value:g}%"
        if isinstance(token, NumberToken) and token.value == 0 and least <= 0 <= most:
            return "0"
        unit = token.lower_unit if isinstance(token, DimensionToken) else ""
        if unit in _UNITS and least <= token.value * _UNITS[unit] <= most:
            return f"{token.value:g}{unit}"
        return None

    return read


def keyword(*words: str) -> Callable[[Any], str | None]:
    return lambda token: token.lower_value if isinstance(token, IdentToken) and token.lower_value in words else None


def _weight(token: Any) -> str | None:
    """A multiple of 100 up to 900, or a word (FED-15, FED-19)."""
    if isinstance(token, NumberToken) and token.is_integer and token.int_value in range(100, 901, 100):
        return str(token.int_value)
    return keyword("normal", "bold")(token)


def first_of(*readers: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    return lambda token: next((read for reader in readers if (read := reader(token))), None)


def one(reader: Callable[[Any], str | None]) -> Reader:
    return lambda tokens: reader(tokens[0]) if len(tokens) == 1 else None


def up_to_four(reader: Callable[[Any], str | None]) -> Reader:
    def read(tokens: Sequence[Any]) -> str | None:
        parts = [reader(token) for token in tokens]
        return " ".join(map(str, parts)) if 1 <= len(parts) <= 4 and all(parts) else None

    return read


def border(tokens: Sequence[Any]) -> str | None:
    """Width, style and colour in any order, each at most once (FED-16, FED-23)."""
    readers = {"width": _BORDER_WIDTH, "style": keyword(*_BORDER_STYLES), "colour": colour}
    found: dict[str, str] = {}
    for token in tokens:
        kind, text = next(
            ((kind, text) for kind, read in readers.items() if kind not in found and (text := read(token))), ("", "")
        )
        if not kind:
            return None
        found[kind] = text
    return " ".join(found[kind] for kind in readers if kind in found) or None


_BORDER_WIDTH = length(0, 100)
_SPACE = length(0, 200, percent=(0, 50))
_MARGIN = first_of(length(-50, 200, percent=(-25, 50)), keyword("auto"))
_COLOUR = one(colour)
_ONE_SPACE, _ONE_MARGIN = one(_SPACE), one(_MARGIN)
_SIZE = one(first_of(length(16, 2000, percent=(20, 120)), keyword("auto")))

# Of every class: what paints it and what sets it out among the others. Nothing that takes it from its place, hides it,
# covers another, loads anything or moves.
PROPERTIES: dict[str, Reader] = {
    "color": _COLOUR,
    "background": _COLOUR,
    "background-color": _COLOUR,
    "border": border,
    "border-top": border,
    "border-right": border,
    "border-bottom": border,
    "border-left": border,
    "border-color": up_to_four(colour),
    "border-style": up_to_four(keyword(*_BORDER_STYLES)),
    "border-width": up_to_four(_BORDER_WIDTH),
    "border-radius": up_to_four(length(0, 999, percent=(0, 50))),
    "box-sizing": one(keyword("border-box", "content-box")),
    "display": one(keyword("block", "inline", "inline-block")),
    "font-size": one(length(8, 72, percent=(50, 400))),
    "font-style": one(keyword("normal", "italic")),
    "font-weight": one(_weight),
    "height": _SIZE,
    "letter-spacing": one(first_of(length(-2, 10), keyword("normal"))),
    "line-height": one(length(8, 120, percent=(50, 400))),
    "margin": up_to_four(_MARGIN),
    "margin-top": _ONE_MARGIN,
    "margin-right": _ONE_MARGIN,
    "margin-bottom": _ONE_MARGIN,
    "margin-left": _ONE_MARGIN,
    "max-height": one(first_of(length(16, 2000, percent=(1, 100)), keyword("none"))),
    "max-width": one(first_of(length(16, 2000, percent=(1, 100)), keyword("none"))),
    "outline": border,
    "padding": up_to_four(_SPACE),
    "padding-top": _ONE_SPACE,
    "padding-right": _ONE_SPACE,
    "padding-bottom": _ONE_SPACE,
    "padding-left": _ONE_SPACE,
    "text-align": one(keyword("left", "right", "center", "start", "end")),
    "text-decoration": one(keyword("none", "underline")),
    "text-transform": one(keyword("none", "uppercase", "lowercase", "capitalize")),
    "width": _SIZE,
}
