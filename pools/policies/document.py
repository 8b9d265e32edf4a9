"""Policy documents: read, checked as IAM checks them on save, and made ready to be matched."""

import dataclasses
import functools
import json
import re
from typing import Any

from pools.errors import MalformedPolicyDocumentException
from pools.policies.conditions import FOR_ALL, FOR_ANY, IF_EXISTS, OPERATORS, Condition, problems_of
from pools.policies.context import Context
from pools.policies.patterns import Template, Unresolved

VERSION = "2012-10-17"
OLD_VERSION = "2008-10-17"  # in which `${...}` is text like any other

_ELEMENTS = {"Version", "Id", "Statement"}
_PARTS = {"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}
_SID = re.compile(r"[0-9A-Za-z]*")
_ACTION = re.compile(r"\*|\*:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
_ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov|aws-iso[a-z-]*|\*)(:.*)?", re.DOTALL)
_KEY = re.compile(r"[A-Za-z0-9_-]+:[^\s\"]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `place` counts from 1, in the order of the document."""

    place: int
    sid: str
    is_allow: bool
    actions: tuple[Template, ...]
    excludes_actions: bool
    resources: tuple[Template, ...]
    excludes_resources: bool
    conditions: tuple[Condition, ...]

    @property
    def name(self) -> str:
        return self.sid or f"statement {self.place}"

    def applies(self, action: str, resource: str, context: Context) -> bool:
        """Whether it speaks of this request. One whose variables have no value speaks of none."""
        if not self.names(action):
            return False
        return self._covers(resource, context) and all(condition.holds(context) for condition in self.conditions)

    def names(self, action: str) -> bool:
        """Whether it speaks of this action, on whatever resource."""
        return any(_is_action(action, wanted) for wanted in self.actions) != self.excludes_actions

    def _covers(self, resource: str, context: Context) -> bool:
        for wanted in self.resources:
            try:
                if _is_resource(resource, wanted, context):
                    return not self.excludes_resources
            except Unresolved:
                if self.excludes_resources:
                    return False
        return self.excludes_resources


@dataclasses.dataclass(frozen=True, slots=True)
class Document:
    statements: tuple[Statement, ...]


_NO_CONTEXT = Context({})


def _is_action(action: str, wanted: Template) -> bool:
    return wanted.text == "*" or wanted.matches(action.lower(), _NO_CONTEXT)


def _is_resource(resource: str, wanted: Template, context: Context) -> bool:
    """A request without a resource of its own has `*` for one, which only `*` covers (API-16)."""
    return wanted.text == "*" or wanted.matches_arn(resource, context, is_complete=False)


@functools.lru_cache(maxsize=2048)
def parse(text: str) -> Document:
    """The document. Raises `MalformedPolicyDocumentException`, whose message names everything that is wrong."""
    reader = _Reader()
    document = reader.read(text)
    if reader.problems:
        raise MalformedPolicyDocumentException(" ".join(dict.fromkeys(reader.problems)))
    return document


class _Reader:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self._sids: set[str] = set()
        self._has_variables = False

    def read(self, text: str) -> Document:
        try:
            value = json.loads(text, object_pairs_hook=_without_repetition, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            self.problems.append("The policy is not valid JSON. Syntax errors in policy.")
            return Document(())
        if not isinstance(value, dict) or not value.keys() <= _ELEMENTS:
            self.problems.append("Syntax errors in policy.")
            return Document(())
        if value.get("Version", OLD_VERSION) not in (VERSION, OLD_VERSION):
            self.problems.append(f"Policy document must be version {VERSION} or greater.")
        self._has_variables = value.get("Version") == VERSION
        statements = value.get("Statement")
        statements = [statements] if isinstance(statements, dict) else statements
        if not isinstance(statements, list) or not statements:
            self.problems.append("Syntax errors in policy. The policy has no statement.")
            return Document(())
        return Document(tuple(self._statement(each, place) for place, each in enumerate(statements, 1)))

    def _statement(self, value: Any, place: int) -> Statement:
        if not isinstance(value, dict):
            self._complain(place, "Syntax errors in policy.")
            value = {}
        unknown = value.keys() - _PARTS
        if unknown & {"Principal", "NotPrincipal"}:
            self._complain(place, "Policy document should not specify a principal.")
        elif unknown:
            self._complain(place, f"Syntax errors in policy. Unknown element {min(unknown)}.")
        effect = value.get("Effect")
        if effect not in ("Allow", "Deny"):
            self._complain(place, "Missing required field Effect: it is Allow or Deny.")
        actions = self._texts(value, "Action", place, "Policy statement must contain actions.")
        resources = self._texts(value, "Resource", place, "Policy statement must contain resources.")
        self._check_actions(actions, place)
        return Statement(
            place=place,
            sid=self._sid(value, place),
            is_allow=effect == "Allow",
            actions=tuple(Template(action.lower(), has_variables=False) for action in actions),
            excludes_actions="NotAction" in value,
            resources=tuple(self._resource(resource, place) for resource in resources),
            excludes_resources="NotResource" in value,
            conditions=tuple(self._conditions(value.get("Condition", {}), place)),
        )

    def _sid(self, value: dict[str, Any], place: int) -> str:
        sid = value.get("Sid", "")
        if not isinstance(sid, str) or not _SID.fullmatch(sid):
            self._complain(place, "Statement IDs (SID) must be alpha-numeric.")
            return ""
        if sid and sid in self._sids:
            self._complain(place, "Statement IDs (SID) in a single policy must be unique.")
        self._sids.add(sid)
        return sid

    def _texts(self, value: dict[str, Any], name: str, place: int, when_missing: str) -> list[str]:
        """What stands under the name or its opposite, as a list."""
        given = [value[element] for element in (name, f"Not{name}") if element in value]
        if len(given) != 1:
            self._complain(place, when_missing if not given else f"Give {name} or Not{name}, not both.")
            return []
        texts = [given[0]] if isinstance(given[0], str) else given[0]
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            self._complain(place, f"Syntax errors in policy. {name} is a text or a list of texts.")
            return []
        if not texts:
            self._complain(place, when_missing)
        return texts

    def _check_actions(self, actions: list[str], place: int) -> None:
        for action in actions:
            if ":" not in action and action != "*":
                self._complain(place, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
            elif action.count(":") > 1:
                self._complain(place, "Actions/Conditions can contain only one colon.")
            elif not _ACTION.fullmatch(action):
                self._complain(place, f"Action {action} is not valid.")

    def _resource(self, text: str, place: int) -> Template:
        template = Template(text, has_variables=self._has_variables)
        if text != "*" and not text.startswith("arn:"):
            self._complain(place, f'Resource {text} must be in ARN format or "*".')
        elif text != "*" and not _ARN.fullmatch(text):
            self._complain(place, f'Partition "{text.split(":")[1]}" is not valid for resource "{text}".')
        if problem := template.problem():
            self._complain(place, problem)
        return template

    def _conditions(self, value: Any, place: int) -> list[Condition]:
        if not isinstance(value, dict) or not all(isinstance(keys, dict) for keys in value.values()):
            self._complain(place, "Syntax errors in policy. Condition maps operators to keys and values.")
            return []
        found = [
            self._condition(name, key, values, place) for name, keys in value.items() for key, values in keys.items()
        ]
        return [condition for condition in found if condition]

    def _condition(self, name: str, key: str, values: Any, place: int) -> Condition | None:
        quantifier, _, rest = name.rpartition(":")
        base = rest.removesuffix(IF_EXISTS)
        is_known = base in OPERATORS or (rest == "Null" and not quantifier)
        if not is_known or quantifier not in ("", FOR_ALL, FOR_ANY):
            self._complain(place, f"Invalid Condition type : {name}.")
            return None
        if not _KEY.fullmatch(key):
            self._complain(place, f"Condition key {key} must be prefaced by a vendor, e.g., aws:SourceIp.")
        texts = [_text(each) for each in (values if isinstance(values, list) else [values])]
        if None in texts:
            self._complain(place, f"Syntax errors in policy. Invalid value of the condition key {key}.")
            return None
        is_text = base.startswith(("String", "Arn"))  # variables stand in no other kind
        templates = [Template(text or "", has_variables=self._has_variables and is_text) for text in texts]
        for problem in problems_of(base, templates):
            self._complain(place, problem)
        return Condition(base, key, tuple(templates), quantifier, rest != base)

    def _complain(self, place: int, problem: str) -> None:
        self.problems.append(f"Statement {place}: {problem}")


def _text(value: Any) -> str | None:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return str(value)
    return None


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """What is said twice may mean either."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("repeated name")
    return dict(pairs)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
