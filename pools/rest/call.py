"""A request that was let in: what a handler is given."""

import dataclasses
import functools
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from rest_framework.request import Request

from pools import ids
from pools.access import policy, principals, resources
from pools.access.principals import Principal
from pools.actions import app_clients, groups, user_pools, users
from pools.caller import Caller, Via
from pools.models import Administrator, ApiToken, AppClient, Group, User, UserPool
from pools.rest import trail


class Call:
    """What the path names is looked up when it is first asked for. `body` and `query` have passed their checks."""

    def __init__(self, request: Request, path: dict[str, str]) -> None:
        assert isinstance(request.user, Administrator)
        self.request = request
        self.path = path
        self.owner: Administrator = request.user
        self.token: ApiToken | None = request.auth
        self.body: dict[str, Any] = {}
        self.query: dict[str, Any] = {}
        self.caller = Caller(
            via=Via.REST,
            arn=self.owner.arn,
            ip_address=request.META.get("REMOTE_ADDR", ""),
            user_agent=request.META.get("HTTP_USER_AGENT", ""),
        )

    def follow(self, action: str, given: dict[str, Any]) -> None:
        """Have the audit trail know what is asked. `given` is the body under the wire's names."""
        service, _, name = action.partition(":")
        asked = trail.asked_for(service, name, self.path, given, self.region)
        self.caller = dataclasses.replace(self.caller, asked=asked)

    def require(self, action: str, given: dict[str, Any]) -> None:
        """Raise `AccessDeniedException` unless the policies let the principal do this to what the path names."""
        if self.principal.is_superuser:
            return
        pool_id = self.path.get("pool_id")
        pool = user_pools.find_user_pool(pool_id) if pool_id else None
        named = self.path.get("username") or (self.body.get("username") if action.startswith("iam:") else None)
        policy.require_call(
            self.principal,
            action,
            ids.iam_arn(f"user/{named}")
            if named
            else resources.arn_of({"UserPoolId": pool_id} if pool_id else {}, pool),
            given,
            origin=policy.origin_of(self.request._request),
            resource_tags=lambda: pool.user_pool_tags if pool else {},
        )

    @functools.cached_property
    def principal(self) -> Principal:
        """Who asks, with its policies."""
        return principals.of_user(self.owner, self.region)

    @property
    def region(self) -> str:
        """The region that the pool's id names; for requests about no pool, the one they name or the installation's."""
        named = self.path.get("pool_id", "").rpartition("_")[0]
        return named or self.query.get("region") or self.body.get("region") or settings.REGION

    @functools.cached_property
    def pool(self) -> UserPool:
        return user_pools.get_user_pool(self.path["pool_id"])

    @functools.cached_property
    def client(self) -> AppClient:
        return app_clients.get_app_client(self.path["client_id"], self.pool)

    @functools.cached_property
    def user(self) -> User:
        """By `sub`, else by user name or alias: a name that looks like somebody's `sub` leads nobody astray."""
        named = self.path["user"]
        return _by_sub(self.pool, named) or users.get_user(self.pool, named)

    def reread_user(self) -> User:
        """The user as an action left him that locked a row of its own."""
        self.user.refresh_from_db()
        return self.user

    @functools.cached_property
    def group(self) -> Group:
        return groups.get_group(self.pool, self.path["group_name"])

    def page(self, results: list[Any], token: str | None) -> dict[str, Any]:
        """The answer of a list, with the address of its next page."""
        return {"results": results, "next": self._following(token) if token else None}

    def _following(self, token: str) -> str:
        asked = {name: value for name, value in self.request.query_params.items() if name != "cursor"}
        return f"{settings.PUBLIC_URL}{self.request.path}?{urlencode(asked | {'cursor': token})}"


def _by_sub(pool: UserPool, text: str) -> User | None:
    try:
        sub = UUID(text)
    except ValueError:
        return None
    return users.find_user_by_sub(pool, sub) if str(sub) == text else None
