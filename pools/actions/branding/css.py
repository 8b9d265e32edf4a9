"""The stylesheet of a classic customization: read by a CSS parser, kept to Cognito's classes, written anew (FED-11 to
FED-31)."""

from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import tinycss2
from tinycss2.ast import (
    AtRule,
    CurlyBracketsBlock,
    Declaration,
    FunctionBlock,
    IdentToken,
    LiteralToken,
    ParenthesesBlock,
    ParseError,
    QualifiedRule,
    SquareBracketsBlock,
    URLToken,
    WhitespaceToken,
)

from pools.actions.branding.css_values import PROPERTIES
from pools.errors import InvalidParameterException

_POINTED_AT = ("hover", "focus", "active")
DEEPEST = 8  # blocks within blocks: no colour or length needs more than two

# What may be spoken of, with the states that it has
CLASSES: dict[str, tuple[str, ...]] = {
    "background-customizable": (),
    "banner-customizable": (),
    "errorMessage-customizable": (),
    "idpButton-customizable": _POINTED_AT,
    "idpDescription-customizable": (),
    "inputField-customizable": _POINTED_AT,
    "label-customizable": (),
    "legalText-customizable": (),
    "logo-customizable": (),
    "passwordCheck-notValid-customizable": (),
    "passwordCheck-valid-customizable": (),
    "redirect-customizable": _POINTED_AT,
    "socialButton-customizable": _POINTED_AT,
    "submitButton-customizable": _POINTED_AT,
    "textDescription-customizable": (),
}


def clean(text: str) -> str:
    """The stylesheet that browsers are given for this one. Raises `InvalidParameterException` where it says what no
    customization may say; a property or value that is merely unknown has no effect (FED-13)."""
    rules: list[str] = []
    for node in tinycss2.parse_stylesheet(_shallow(text), skip_comments=True, skip_whitespace=True):
        if isinstance(node, QualifiedRule):
            selectors = ",".join(_selectors(node.prelude))
            if declarations := ";".join(_declarations(node.content)):
                rules.append(f"{selectors}{{{declarations}}}")
        elif isinstance(node, AtRule):
            _refuse(f"@{node.at_keyword} is not allowed.")  # FED-12
        else:
            _refuse(f"{node.message}.")
    return "\n".join(rules)


def _shallow(text: str) -> list[Any]:
    """The tokens of the sheet, without the stray semicolons between rules that Cognito puts up with (FED-09)."""
    if "\0" in text:
        _refuse("a NUL character is not allowed.")
    values = tinycss2.parse_component_value_list(text, skip_comments=True)
    _check(values)
    kept: list[Any] = []
    for value in values:
        between_rules = not kept or isinstance(kept[-1], CurlyBracketsBlock | WhitespaceToken)
        if not (between_rules and isinstance(value, LiteralToken) and value == ";"):
            kept.append(value)
    return kept


def _check(values: Sequence[Any]) -> None:
    """Refuse what loads, runs or breaks out, wherever it stands: also where it would have no effect."""
    level = list(values)
    for _ in range(DEEPEST + 1):
        inner: list[Any] = []
        for value in level:
            match value:
                case ParseError():
                    _refuse(f"{value.message}.")
                case URLToken():
                    _refuse("url() is not allowed.")
                case FunctionBlock():
                    if value.lower_name in _FORBIDDEN_FUNCTIONS:
                        _refuse(f"{value.lower_name}() is not allowed.")
                    inner += value.arguments
                case ParenthesesBlock() | SquareBracketsBlock() | CurlyBracketsBlock():
                    inner += value.content
                case LiteralToken() if value.value in ("<!--", "-->"):
                    _refuse("HTML comments are not allowed.")
                case IdentToken() if value.lower_value in ("javascript", "vbscript"):
                    _refuse("Javascript is not allowed.")
        level = inner
        if not level:
            return
    _refuse("blocks are nested too deeply.")


_FORBIDDEN_FUNCTIONS = frozenset(
    {"url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "element", "paint", "expression", "attr"}
)


def _selectors(prelude: Sequence[Any]) -> Iterator[str]:
    """The rule's selectors: classes of the list, one at a time, with one state at most."""
    for part in _split(prelude):
        match part:
            case [dot, IdentToken() as name, *state] if dot == "." and name.value in CLASSES:
                yield f".{name.value}{_state(name.value, state, part)}"
            case _:
                _refuse(f"the selector {_quoted(part)} is not allowed.")


def _state(name: str, state: Sequence[Any], part: Sequence[Any]) -> str:
    match state:
        case []:
            return ""
        case [colon, IdentToken() as pseudo] if colon == ":" and pseudo.lower_value in CLASSES[name]:
            return f":{pseudo.lower_value}"
        case _:
            raise _invalid(f"the selector {_quoted(part)} is not allowed.")


def _split(prelude: Sequence[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for value in prelude:
        if value == ",":
            yield _trimmed(part)
            part = []
        else:
            part.append(value)
    yield _trimmed(part)


def _declarations(content: Sequence[Any]) -> Iterator[str]:
    for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if isinstance(node, AtRule):
            _refuse(f"@{node.at_keyword} is not allowed.")
        if isinstance(node, QualifiedRule):
            _refuse("a rule within a rule is not allowed.")
        reader = PROPERTIES.get(node.lower_name) if isinstance(node, Declaration) else None
        if reader is not None:
            read = reader([token for token in node.value if not isinstance(token, WhitespaceToken)])
            if read is not None:
                yield f"{node.lower_name}:{read}"


def _trimmed(tokens: Sequence[Any]) -> list[Any]:
    start, end = 0, len(tokens)
    while start < end and isinstance(tokens[start], WhitespaceToken):
        start += 1
    while end > start and isinstance(tokens[end - 1], WhitespaceToken):
        end -= 1
    return list(tokens[start:end])


def _quoted(tokens: Sequence[Any]) -> str:
    return tinycss2.serialize(tokens)[:80]


def _refuse(why: str) -> NoReturn:
    raise _invalid(why)


def _invalid(why: str) -> InvalidParameterException:
    return InvalidParameterException(f"Invalid CSS: {why}")
