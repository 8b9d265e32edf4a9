"""Whether a principal may do something, by its policies; the same decision for every face (API-353)."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from pools.access.principals import Principal
from pools.errors import AccessDeniedException
from pools.models import Administrator
from pools.policies.context import Context, Tags, Value
from pools.policies.decision import Decision, Outcome, Request, decide

PASS_ROLE = "iam:PassRole"  # noqa: S105  # an action
_PASSED_TO = "cognito-idp.amazonaws.com"
_ROLE_MEMBERS = frozenset({"RoleArn", "SnsCallerArn", "CallerArn", "CloudWatchLogsRoleArn"})


@dataclasses.dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as conditions ask."""

    ip_address: str = ""
    user_agent: str = ""
    is_secure: bool = False


def origin_of(request: HttpRequest) -> Origin:
    return Origin(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_USER_AGENT", ""), request.is_secure())


def find_decision(
    principal: Principal,
    action: str,
    resource: str = "*",
    *,
    origin: Origin = Origin(),  # it is immutable
    keys: Mapping[str, Value] | None = None,
    resource_tags: Callable[[], Tags] | None = None,
) -> Decision:
    """The decision on e.g. `cognito-idp:DescribeUserPool`, with what decided. `keys` are further condition keys;
    `resource_tags` is called only if a policy asks for a tag of the resource."""
    if principal.is_superuser:
        return Decision(Outcome.ALLOWED)
    values = principal.condition_keys() | _circumstances(principal, origin) | dict(keys or {})
    return decide(Request(action, resource, Context(values, resource_tags=resource_tags)), principal.bounds)


def require(principal: Principal, action: str, resource: str = "*", **circumstances: Any) -> None:
    """Raise AWS's refusal unless the principal may do this. Takes what `find_decision` takes."""
    decision = find_decision(principal, action, resource, **circumstances)
    if not decision.is_allowed:
        raise AccessDeniedException(refusal(principal, action, resource, decision))


def is_allowed(principal: Principal, action: str, resource: str = "*", **circumstances: Any) -> bool:
    return find_decision(principal, action, resource, **circumstances).is_allowed


def refusal(principal: Principal, action: str, resource: str, decision: Decision) -> str:
    """AWS's sentence (API-26); on passing a role it names no resource (API-27)."""
    target = "" if action == PASS_ROLE else f" on resource: {resource}"
    return f"User: {principal.arn} is not authorized to perform: {action}{target} {decision.reason(action)}"


def require_call(
    principal: Principal,
    action: str,
    resource: str,
    given: Mapping[str, Any],
    *,
    origin: Origin,
    resource_tags: Callable[[], Tags] | None = None,
) -> None:
    """The same for a wire operation with this input: its tags are condition keys, and each role in it is passed."""
    if principal.is_superuser:
        return
    require(principal, action, resource, origin=origin, keys=_tag_keys(given), resource_tags=resource_tags)
    for role_arn in dict.fromkeys(_roles_in(given)):
        require(principal, PASS_ROLE, role_arn, origin=origin, keys={"iam:PassedToService": _PASSED_TO})


def may_manage(principal: Principal, user: Administrator) -> bool:
    """Whether policies have a say at all: what happens to root only root decides."""
    return principal.is_superuser or not user.is_superuser


def _circumstances(principal: Principal, origin: Origin) -> dict[str, Value]:
    values: dict[str, Value] = {
        "aws:CurrentTime": timezone.now().isoformat(),
        "aws:EpochTime": str(int(time.time())),
        "aws:RequestedRegion": principal.region,
        "aws:SecureTransport": "true" if origin.is_secure else "false",
        "aws:ViaAWSService": "false",
    }
    if origin.ip_address:
        values["aws:SourceIp"] = origin.ip_address
    if origin.user_agent:
        values["aws:UserAgent"] = origin.user_agent
    return values


def _tag_keys(given: Mapping[str, Any]) -> dict[str, Value]:
    """`aws:RequestTag/...` and `aws:TagKeys` (API-11)."""
    tags = given.get("UserPoolTags") or given.get("Tags") or {}
    names = [*tags, *given.get("TagKeys", [])]
    keys: dict[str, Value] = {f"aws:RequestTag/{name}": value for name, value in tags.items()}
    return keys | ({"aws:TagKeys": names} if names else {})


def _roles_in(given: Any) -> Iterator[str]:
    """The ARNs of roles anywhere in an input: whoever hands one over must be allowed to."""
    if isinstance(given, list):
        for each in given:
            yield from _roles_in(each)
    elif isinstance(given, dict):
        for name, value in given.items():
            if name in _ROLE_MEMBERS and isinstance(value, str) and value:
                yield value
            else:
                yield from _roles_in(value)
