"""SVG is a document that can run scripts and load things: only its shapes, colours and text are kept, written anew."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

import defusedxml.ElementTree
import tinycss2
from defusedxml import DefusedXmlException
from tinycss2.ast import Declaration, FunctionBlock, ParseError, QualifiedRule, URLToken

from pools.errors import InvalidParameterException

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
MOST_ELEMENTS = 5000
DEEPEST = 50
_BROKEN = "The image is not valid SVG."

_ELEMENTS_NAMES = (
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan linearGradient "
    "radialGradient stop clipPath mask pattern marker filter feGaussianBlur feOffset feBlend feColorMatrix feFlood "
    "feComposite feMerge feMergeNode"
)
_ELEMENTS = frozenset(_ELEMENTS_NAMES.split())
_PRESENTATION_NAMES = (
    "clip-path clip-rule color color-interpolation-filters dominant-baseline fill fill-opacity fill-rule filter "
    "flood-color flood-opacity font-family font-size font-style font-weight letter-spacing mask opacity paint-order "
    "shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin "
    "stroke-miterlimit stroke-opacity stroke-width text-anchor text-rendering transform vector-effect"
)
_PRESENTATION = frozenset(_PRESENTATION_NAMES.split())
_GEOMETRY_NAMES = (
    "id x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height viewBox preserveAspectRatio pathLength "
    "offset gradientUnits spreadMethod clipPathUnits maskUnits maskContentUnits mask-type "
    "patternUnits patternContentUnits markerWidth markerHeight markerUnits refX refY orient "
    "filterUnits primitiveUnits stdDeviation in in2 mode values type operator k1 k2 k3 k4 result rotate textLength "
    "lengthAdjust version"
)
_GEOMETRY = frozenset(_GEOMETRY_NAMES.split())
ElementTree.register_namespace("", _SVG.strip("{}"))


def looks_like_one(content: bytes) -> bool:
    return b"<svg" in content[:4096]


def clean(content: bytes) -> bytes:
    """The drawing without scripts, animation, links, embedded pictures and everything else that is not a shape. Raises
    `InvalidParameterException` where it cannot be read, or is made to take for ever to draw."""
    try:
        root = defusedxml.ElementTree.fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise InvalidParameterException(_BROKEN) from error
    if root.tag not in (f"{_SVG}svg", "svg"):
        raise InvalidParameterException(_BROKEN)
    elements = list(root.iter())
    if len(elements) > MOST_ELEMENTS or _is_deep(root):
        raise InvalidParameterException("The image has too many elements.")
    cleaned = _copied(root, _class_rules(elements))
    _check_uses(cleaned)
    return ElementTree.tostring(cleaned, encoding="utf-8")


def _is_deep(root: Any) -> bool:
    level = [root]
    for _ in range(DEEPEST):
        level = [child for element in level for child in element]
    return bool(level)


def _copied(element: Any, rules: dict[str, dict[str, str]]) -> Any:
    made = ElementTree.Element(f"{_SVG}{_local(element.tag)}", dict(_attributes(element, rules)))
    made.text = element.text
    for child in element:
        if isinstance(child.tag, str) and _local(child.tag) in _ELEMENTS:
            copy = _copied(child, rules)
            copy.tail = child.tail
            made.append(copy)
    return made


def _attributes(element: Any, rules: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    """In order of weight: the attribute, the rule of a class, the element's own style."""
    for name, value in element.attrib.items():
        is_drawn = name in _PRESENTATION or name in _TRANSFORMS
        if (is_drawn and _is_harmless(value)) or (name in _GEOMETRY and "(" not in value):
            yield name, value
        elif name in ("href", f"{_XLINK}href") and value.startswith("#"):
            yield "href", value
    for name in element.get("class", "").split():
        yield from rules.get(name, {}).items()
    yield from _declared(tinycss2.parse_blocks_contents(element.get("style", ""), skip_comments=True))


_TRANSFORMS = frozenset({"gradientTransform", "patternTransform"})


def _class_rules(elements: Sequence[Any]) -> dict[str, dict[str, str]]:
    """What drawing programs write: a style element with a rule for each class."""
    rules: dict[str, dict[str, str]] = {}
    for element in elements:
        if isinstance(element.tag, str) and _local(element.tag) == "style":
            sheet = tinycss2.parse_stylesheet(element.text or "", skip_comments=True, skip_whitespace=True)
            for rule in sheet:
                if isinstance(rule, QualifiedRule):
                    declared = dict(_declared(tinycss2.parse_blocks_contents(rule.content, skip_comments=True)))
                    for name in _classes_of(rule):
                        rules.setdefault(name, {}).update(declared)
    return rules


def _classes_of(rule: QualifiedRule) -> Iterator[str]:
    for selector in tinycss2.serialize(rule.prelude).split(","):
        name = selector.strip()
        if name.startswith(".") and name[1:].replace("-", "").replace("_", "").isalnum():
            yield name[1:]


def _declared(nodes: Sequence[Any]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, Declaration) and node.lower_name in _PRESENTATION:
            value = tinycss2.serialize(node.value).strip()
            if _is_harmless(value):
                yield node.lower_name, value


def _is_harmless(value: str) -> bool:
    """No address but one within the drawing."""
    for token in tinycss2.parse_component_value_list(value):
        if isinstance(token, ParseError) or "\\" in value:
            return False
        if isinstance(token, URLToken) and not token.value.startswith("#"):
            return False
        if isinstance(token, FunctionBlock) and not _is_harmless_function(token):
            return False
    return True


def _is_harmless_function(token: FunctionBlock) -> bool:
    if token.lower_name == "url":
        return tinycss2.serialize(token.arguments).strip("\"' ").startswith("#")
    return token.lower_name in _FUNCTIONS


_FUNCTIONS_NAMES = "rgb rgba hsl hsla matrix translate translatex translatey scale scalex scaley rotate skewx skewy"
_FUNCTIONS = frozenset(_FUNCTIONS_NAMES.split())


def _check_uses(root: Any) -> None:
    """A copy of copies of copies is drawn a thousand times a thousand times."""
    by_id = {element.get("id"): element for element in root.iter()}
    repeating = (f"{_SVG}use", f"{_SVG}pattern")
    for use in root.iter(f"{_SVG}use"):
        target = by_id.get(use.get("href", "#")[1:])
        if target is not None and any(each.tag in repeating for each in target.iter()):
            raise InvalidParameterException("The image repeats parts of itself too often.")


def _local(tag: str) -> str:
    return tag.removeprefix(_SVG)
