"""What was asked and answered, as the audit trail may keep it: secrets and personal data hidden, keys in lowerCamel
case (API-122, API-134).

Hidden is what the service model marks as sensitive, and what it forgot to mark. The app client's id, which it marks, is
no secret and tells which app it was: CloudTrail shows it as well (API-131).
"""

from collections.abc import Callable
from typing import Any

from botocore.model import Shape

from pools.contract.shaping import compile_shape as compile_shaper

HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS"

_SHOWN = frozenset({"ClientIdType"})
_HIDDEN_MEMBERS = frozenset(
    {
        *("Code", "ConfirmationCode", "Credential", "CredentialCreationOptions", "PasswordVerifier", "Salt"),
        *("NextToken", "PaginationToken", "PreSignedUrl"),
        *("ClientMetadata", "ChallengeParameters", "ContextData", "EncodedData", "AnalyticsMetadata"),
        *("Destination", "Filter", "ProviderAttributeValue", "PhoneNumber"),
    }
)
_HIDDEN_KEYS = frozenset({"client_secret", "private_key"})  # of a map, such as an identity provider's details

# Also puts what it hides into the list, so that whoever words the rest can look for it there
Redactor = Callable[[Any, list[Any]], Any]


def compile_shape(shape: Shape | None) -> Redactor:
    """The redactor of a shape; of none, one that says nothing was asked."""
    if shape is None:
        return lambda value, hidden: None
    if shape.metadata.get("document") or (shape.metadata.get("sensitive") and shape.name not in _SHOWN):
        return _hide
    compiler = _COMPILERS.get(shape.type_name)
    return compiler(shape) if compiler else _as_it_is


def _hide(value: Any, hidden: list[Any]) -> str:
    hidden.append(value)
    return HIDDEN


def _as_it_is(value: Any, hidden: list[Any]) -> Any:
    return value


def _compile_structure(shape: Any) -> Redactor:
    members = {
        name: (f"{name[:1].lower()}{name[1:]}", _hide if name in _HIDDEN_MEMBERS else compile_shape(member))
        for name, member in shape.members.items()
    }

    def put(value: dict[str, Any], hidden: list[Any]) -> dict[str, Any]:
        shown = {}
        for name, member in value.items():
            if member is not None:
                key, redact = members[name]
                shown[key] = redact(member, hidden)
        return shown

    return put


def _compile_list(shape: Any) -> Redactor:
    redact = compile_shape(shape.member)
    return lambda value, hidden: [redact(element, hidden) for element in value]


def _compile_map(shape: Any) -> Redactor:
    redact = compile_shape(shape.value)
    return lambda value, hidden: {
        key: _hide(element, hidden) if key in _HIDDEN_KEYS else redact(element, hidden)
        for key, element in value.items()
    }


def _compile_plain(shape: Shape) -> Redactor:
    """Times in the wire's words, when they are an action's own values."""
    shaper = compile_shaper(shape)
    return lambda value, hidden: value if isinstance(value, str | int | float) else shaper(value)


_COMPILERS: dict[str, Callable[[Any], Redactor]] = {
    "structure": _compile_structure,
    "list": _compile_list,
    "map": _compile_map,
    "timestamp": _compile_plain,
    "blob": lambda shape: lambda value, hidden: HIDDEN,  # pictures of up to a megabyte, which tell a reader nothing
}


def without(text: str, hidden: list[Any]) -> str:
    """A message, which may repeat what was asked, without what is hidden of it."""
    for secret in sorted(_texts(hidden), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return text


def _texts(value: Any) -> set[str]:
    """Every text within, of a length that means something."""
    if isinstance(value, str):
        return {value} if len(value) > 2 else set()
    if isinstance(value, dict):
        value = value.values()
    return set().union(*map(_texts, value)) if isinstance(value, list | type({}.values())) else set()
