"""Text of a policy in which `*` and `?` stand for other text and `${...}` for a value of the request."""

import dataclasses
import functools
import re
from collections.abc import Iterable

from pools.policies.context import Context

_SPLIT_ALL = re.compile(r"(\$\{[^}]*\}|\*|\?)")
_SPLIT_WILDCARDS = re.compile(r"(\*|\?)")
_SPLIT_VARIABLES = re.compile(r"(\$\{[^}]*\})")
_VARIABLE = re.compile(r"\$\{\s*([A-Za-z0-9_-]+:[^,{}']+?)\s*(?:,\s*'([^']*)'\s*)?\}")
_ESCAPES = {"${*}": "*", "${?}": "?", "${$}": "$"}
ARN_COLONS = 5  # before the last of an ARN's six parts, which may hold colons of its own


class Unresolved(Exception):
    """A variable has neither a value in this request nor a default."""


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    key: str
    default: str | None

    def resolve(self, context: Context) -> str:
        value = context.get_single(self.key)
        value = self.default if value is None else value
        if value is None:
            raise Unresolved(self.key)
        return value


@dataclasses.dataclass(frozen=True, slots=True)
class Wildcard:
    is_any: bool  # `*`; otherwise `?`


Part = str | Variable | Wildcard


class Template:
    """One such text. `has_variables` is off for documents of the version that did not know them."""

    def __init__(self, text: str, *, has_variables: bool) -> None:
        self.text = text
        self._has_variables = has_variables
        self.is_fixed = not (has_variables and any(part not in _ESCAPES for part in _SPLIT_VARIABLES.findall(text)))
        self._cached_regex = functools.cache(_regex) if self.is_fixed else _regex

    def problem(self) -> str:
        """What is wrong with its variables; empty when nothing is."""
        if not self._has_variables:
            return ""
        for part in _SPLIT_VARIABLES.findall(self.text):
            if part not in _ESCAPES and not _VARIABLE.fullmatch(part):
                return f"Invalid policy variable {part}."
        return "A policy variable does not end." if "${" in _SPLIT_VARIABLES.sub("", self.text) else ""

    def literal(self, context: Context) -> str:
        """The text with its variables in place and wildcards as they stand. Raises `Unresolved`."""
        return "".join(_resolve(self._parts(_SPLIT_VARIABLES, None), context))

    def matches(self, value: str, context: Context) -> bool:
        """Whether the value has this form. Raises `Unresolved`."""
        return self._regex(context, is_arn=False).fullmatch(value) is not None

    def matches_arn(self, value: str, context: Context, *, is_complete: bool) -> bool:
        """The same of an ARN, part by part: a wildcard reaches over no colon but within the last part.

        Where the text has fewer than an ARN's six parts the rest may be anything, unless it must be complete (as
        conditions demand). Raises `Unresolved`.
        """
        return self._regex(context, is_arn=True, is_complete=is_complete).fullmatch(value) is not None

    def _regex(self, context: Context, *, is_arn: bool, is_complete: bool = True) -> re.Pattern[str]:
        splitter = _SPLIT_ALL if self._has_variables else _SPLIT_WILDCARDS
        parts = tuple(_resolve_variables(self._parts(splitter, Wildcard), context))
        return self._cached_regex(parts, is_arn, is_complete)

    def _parts(self, splitter: re.Pattern[str], wildcard: type[Wildcard] | None) -> list[Part]:
        if wildcard is None and not self._has_variables:
            return [self.text]
        return [_part(text, wildcard is not None) for text in splitter.split(self.text) if text]


def _part(text: str, has_wildcards: bool) -> Part:
    if text in _ESCAPES:
        return _ESCAPES[text]
    if has_wildcards and text in ("*", "?"):
        return Wildcard(text == "*")
    found = _VARIABLE.fullmatch(text)
    return Variable(found[1], found[2]) if found else text


def _resolve(parts: list[Part], context: Context) -> Iterable[str]:
    for part in _resolve_variables(parts, context):
        assert isinstance(part, str)
        yield part


def _resolve_variables(parts: list[Part], context: Context) -> Iterable[str | Wildcard]:
    for part in parts:
        yield part.resolve(context) if isinstance(part, Variable) else part


def _regex(parts: tuple[str | Wildcard, ...], is_arn: bool, is_complete: bool) -> re.Pattern[str]:
    """What stands between two stars is sought at its first place only, by atomic groups: nobody can write a pattern
    that takes long."""
    written, colons, is_open = [], 0, False
    for part in parts:
        within = "." if not is_arn or colons >= ARN_COLONS else "[^:]"
        if isinstance(part, str):
            written.append(re.escape(part))
            colons += part.count(":")
        elif not part.is_any:
            written.append(within)
        else:
            written.append(f"{')' if is_open else ''}(?>{within}*?")
            is_open = True
    missing = max(ARN_COLONS - colons, 0) if is_arn and not is_complete else 0
    if is_open:
        _end_last_star(written)
    if missing:
        written.append(":[^:]*" * (missing - 1) + ":.*")
    return re.compile("".join(written), re.DOTALL)


def _end_last_star(written: list[str]) -> None:
    """The last star gives way until what follows ends the text, so its group is an ordinary one."""
    last = max(position for position, piece in enumerate(written) if "(?>" in piece)
    written[last] = written[last].replace("(?>", "(?:").replace("*?", "*")
    written.append(")")
