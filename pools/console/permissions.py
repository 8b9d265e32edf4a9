"""What an administrator may do in the console: the same decision as on the wire, by the same policies (API-353).

Pages and tabs name an action, such as `cognito-idp:DescribeUserPool`. What it is about is told by the page's address.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from pools import ids
from pools.access import policy, principals, resources
from pools.access.principals import Principal
from pools.access.sight import Sight
from pools.actions import user_pools
from pools.errors import AccessDeniedException
from pools.models import Administrator, UserPool

LIST_POOLS = "cognito-idp:ListUserPools"
_OTHER_SERVICES = frozenset({"acm", "cloudtrail", "iam", "lambda", "poolhouse", "servicequotas"})
_IAM_KINDS = {"username": "user", "group_name": "group", "policy_name": "policy"}  # in addresses


def principal_of(request: HttpRequest) -> Principal:
    """Who is signed in, with the policies read once for the whole page."""
    if not hasattr(request, "principal"):
        assert isinstance(request.user, Administrator)  # pages are for those who have signed in
        request.principal = principals.of_user(request.user)
    return request.principal


def sight_of(request: HttpRequest) -> Sight:
    """Which user pools whoever is signed in may see."""
    if not hasattr(request, "sight"):
        request.sight = Sight(principal_of(request), policy.origin_of(request))
    return request.sight


def is_allowed(request: HttpRequest, action: str, resource: str = resources.ANY, pool: UserPool | None = None) -> bool:
    """Whether whoever is signed in may do this. A pool stands for its ARN and its tags.

    The console's list of pools, which shows those alone that one may see, opens to whoever may see some.
    """
    if action == LIST_POOLS and sight_of(request).possible is not None:
        return True
    return policy.is_allowed(
        principal_of(request),
        action,
        pool.arn if pool else resource,
        origin=policy.origin_of(request),
        resource_tags=(lambda: pool.user_pool_tags) if pool else None,
    )


def require(request: HttpRequest, action: str, address: Mapping[str, Any]) -> None:
    """Raise `PermissionDenied`, which says what AWS would, unless the page of this address may be opened."""
    principal = principal_of(request)
    if principal.is_superuser or (action == LIST_POOLS and is_allowed(request, action)):
        return
    resource, tags = _named_in(address)
    try:
        policy.require(principal, action, resource, origin=policy.origin_of(request), resource_tags=tags)
    except AccessDeniedException as refusal:
        raise PermissionDenied(refusal.message) from refusal


def require_on(request: HttpRequest, action: str, resource: str) -> None:
    """The same for what the address does not tell."""
    try:
        policy.require(principal_of(request), action, resource, origin=policy.origin_of(request))
    except AccessDeniedException as refusal:
        raise PermissionDenied(refusal.message) from refusal


def require_in_pool(request: HttpRequest, action: str, pool_id: str) -> None:
    """The same for a row that tells by itself which pool it is of; one of none is the installation's. The refusal does
    not name the pool, which may be one that nobody told of."""
    try:
        require(request, action, {"pool_id": pool_id} if pool_id else {})
    except PermissionDenied as refusal:
        arn = principal_of(request).arn
        raise PermissionDenied(f"User: {arn} is not authorized to perform: {action}") from refusal


def _named_in(address: Mapping[str, Any]) -> tuple[str, Callable[[], Mapping[str, str]] | None]:
    """The resource that an address names, and how to get at its tags."""
    if "pool_id" in address:
        pool = user_pools.find_user_pool(address["pool_id"])
        arn = resources.arn_of({"UserPoolId": address["pool_id"]}, pool)
        return arn, (lambda: pool.user_pool_tags) if pool else None
    for name, kind in _IAM_KINDS.items():
        if name in address:
            return ids.iam_arn(f"{kind}/{address[name]}"), None
    return resources.ANY, None


class May:
    """For templates: `{% if may.DeleteUserPool %}`, `{% if may.iam.CreateUser %}`, on the page's own resource."""

    def __init__(
        self, request: HttpRequest, resource: str = resources.ANY, pool: UserPool | None = None, service: str = ""
    ) -> None:
        self._request = request
        self._resource = resource
        self._pool = pool
        self._service = service

    def __getitem__(self, name: str) -> "May | bool":
        if not self._service and name in _OTHER_SERVICES:
            return May(self._request, self._resource, self._pool, name)
        action = f"{self._service or 'cognito-idp'}:{name}"
        return is_allowed(self._request, action, self._resource, self._pool)
