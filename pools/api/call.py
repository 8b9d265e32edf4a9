"""A call that passed the contract: what an operation's function is given."""

import functools
from typing import Any

from pools.access import access_tokens
from pools.access.access_tokens import Bearer
from pools.actions import app_clients, user_pools
from pools.caller import Caller
from pools.models import AppClient, UserPool


class Call:
    """What the input names is looked up when it is first asked for."""

    def __init__(self, parsed: dict[str, Any], caller: Caller, region: str) -> None:
        self.input = parsed
        self.caller = caller
        self.region = region

    @functools.cached_property
    def pool(self) -> UserPool:
        return user_pools.get_user_pool(self.input["UserPoolId"])

    @functools.cached_property
    def client(self) -> AppClient:
        """The app client; with a `UserPoolId`, that pool's."""
        pool = self.pool if "UserPoolId" in self.input else None
        return app_clients.get_app_client(self.input["ClientId"], pool)

    @functools.cached_property
    def bearer(self) -> Bearer:
        """Who the `AccessToken` speaks for."""
        return access_tokens.verify(self.input.get("AccessToken", ""))  # some operations do not demand one
