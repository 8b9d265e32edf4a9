"""CreateUserPool and its siblings."""

from typing import Any

from pools.actions import domains, pool_settings, schema, sending, user_pools
from pools.api import members
from pools.api.call import Call
from pools.api.registry import USER_POOLS, operation
from pools.contract import service_model
from pools.models import UserPool

_CREATED = (*pool_settings.FIXED_AT_CREATION, *pool_settings.REPLACEABLE, "dcr_configuration")
_UPDATED = (*pool_settings.REPLACEABLE, "dcr_configuration")
_ALWAYS_SHOWN = ("LambdaConfig", "UserPoolTags")


@operation("CreateUserPool")
def create_user_pool(call: Call) -> dict[str, Any]:
    settings = members.columns(call.input, _CREATED)
    pool = user_pools.create_user_pool(call.input["PoolName"], region=call.region, caller=call.caller, **settings)
    return {"UserPool": described(pool)}


@operation("DescribeUserPool")
def describe_user_pool(call: Call) -> dict[str, Any]:
    return {"UserPool": described(call.pool)}


@operation("UpdateUserPool")
def update_user_pool(call: Call) -> dict[str, Any]:
    settings = members.columns(call.input, _UPDATED)
    if "PoolName" in call.input:
        settings["name"] = call.input["PoolName"]
    user_pools.update_user_pool(call.pool, caller=call.caller, **settings)
    return {}


@operation("DeleteUserPool")
def delete_user_pool(call: Call) -> dict[str, Any]:
    user_pools.delete_user_pool(call.pool, caller=call.caller)
    return {}


@operation("AddCustomAttributes")
def add_custom_attributes(call: Call) -> dict[str, Any]:
    schema.add_custom_attributes(call.pool, call.input["CustomAttributes"], caller=call.caller)
    return {}


@operation("ListUserPools")
def list_user_pools(call: Call) -> dict[str, Any]:
    pools, token = user_pools.list_user_pools(
        call.region, limit=call.input["MaxResults"], token=call.input.get("NextToken")
    )
    return {"UserPools": [_listed(pool) for pool in pools], "NextToken": token}


def described(pool: UserPool) -> dict[str, Any]:
    """`UserPoolType`: everything there is to know of a pool."""
    names = service_model.load(USER_POOLS.name).shape_for("UserPoolType").members
    domain, custom_domain = domains.names_of(pool)
    trouble = sending.sms_trouble(pool)
    return members.shown(pool_settings.effective(pool), names, always=_ALWAYS_SHOWN) | {
        "Id": pool.id,
        "Name": pool.name,
        "Arn": pool.arn,
        "CreationDate": pool.created_at,
        "LastModifiedDate": pool.modified_at,
        "SchemaAttributes": list(pool.attribute_schema.values()),
        "EstimatedNumberOfUsers": user_pools.estimate_users(pool),
        "Domain": domain,
        "CustomDomain": custom_domain,
        **({"SmsConfigurationFailure": trouble} if trouble else {}),
    }


def _listed(pool: UserPool) -> dict[str, Any]:
    return {
        "Id": pool.id,
        "Name": pool.name,
        "LambdaConfig": pool.lambda_config,
        "CreationDate": pool.created_at,
        "LastModifiedDate": pool.modified_at,
    }
