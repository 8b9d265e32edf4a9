"""A call that passed the contract: what an operation's function is given."""

import functools
from typing import Any

from pools.access import access_tokens
from pools.access.access_tokens import Bearer
from pools.actions import app_clients, user_pools
from pools.caller import Caller
from pools.errors import ResourceNotFoundException
from pools.models import AppClient, UserPool


class Call:
    """What the input names is looked up when it is first asked for."""

    def __init__(self, parsed: dict[str, Any], caller: Caller, region: str) -> None:
        self.input = parsed
        self.caller = caller
        self.region = region

    @functools.cached_property
    def named_pool(self) -> UserPool | None:
        """The pool that the input names by its id, of whatever region, or by its ARN; None where there is none."""
        if "ResourceArn" in self.input:
            arn = self.input["ResourceArn"]
            pool = user_pools.find_user_pool(arn.rpartition("userpool/")[2])
            return pool if pool and pool.arn == arn else None
        return user_pools.find_user_pool(self.input["UserPoolId"]) if "UserPoolId" in self.input else None

    @functools.cached_property
    def pool(self) -> UserPool:
        """The pool, of the region that the call is signed for. Raises `ResourceNotFoundException`."""
        pool = self.named_pool
        if pool is None or self._is_elsewhere(pool):
            raise ResourceNotFoundException(f"User pool {self.input['UserPoolId']} does not exist.")
        return pool

    @functools.cached_property
    def client(self) -> AppClient:
        """The app client; with a `UserPoolId`, that pool's."""
        pool = self.pool if "UserPoolId" in self.input else None
        client = app_clients.get_app_client(self.input["ClientId"], pool)
        if self._is_elsewhere(client.pool):
            raise ResourceNotFoundException(f"User pool client {client.client_id} does not exist.")
        return client

    def _is_elsewhere(self, pool: UserPool) -> bool:
        """A signature is for one region, whose pools it sees; an unsigned call is for none."""
        return bool(self.caller.arn) and pool.region != self.region

    @functools.cached_property
    def bearer(self) -> Bearer:
        """Who the `AccessToken` speaks for."""
        return access_tokens.verify(self.input.get("AccessToken", ""))  # some operations do not demand one
