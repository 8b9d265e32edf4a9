"""The resource that a wire operation is about, as policies name it."""

from collections.abc import Mapping
from typing import Any

from pools import ids
from pools.models import UserPool

ANY = "*"  # operations that are about nothing in particular: creating, and the lists of an account (API-16)


def arn_of(given: Mapping[str, Any], pool: UserPool | None) -> str:
    """The ARN of what the input names: a user pool's is of the pool's own region, wherever the call was signed for."""
    if "ResourceArn" in given:
        return given["ResourceArn"]
    if pool is not None:
        return pool.arn
    if "UserPoolId" in given:
        pool_id = given["UserPoolId"]
        return ids.arn("cognito-idp", f"userpool/{pool_id}", pool_id.partition("_")[0])
    if given.get("KeyId", "").startswith("arn:"):
        return given["KeyId"]
    if "IdentityPoolId" in given:
        identity_pool_id = given["IdentityPoolId"]
        return ids.arn("cognito-identity", f"identitypool/{identity_pool_id}", identity_pool_id.partition(":")[0])
    return ANY
