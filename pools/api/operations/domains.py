"""CreateUserPoolDomain and its siblings."""

from typing import Any

from django.conf import settings

from pools.actions import domains
from pools.api import members
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import Domain

_SETTINGS = ("custom_domain_config", "managed_login_version", "routing")


@operation("CreateUserPoolDomain")
def create_user_pool_domain(call: Call) -> dict[str, Any]:
    given = members.columns(call.input, _SETTINGS)
    return _made(domains.create_domain(call.pool, call.input["Domain"], caller=call.caller, **given))


@operation("UpdateUserPoolDomain")
def update_user_pool_domain(call: Call) -> dict[str, Any]:
    given = members.columns(call.input, _SETTINGS)
    return _made(domains.update_domain(call.pool, call.input["Domain"], caller=call.caller, **given))


@operation("DescribeUserPoolDomain")
def describe_user_pool_domain(call: Call) -> dict[str, Any]:
    """An unknown domain is no error: its description is empty (APP-194)."""
    domain = domains.describe_domain(call.input["Domain"])
    return {"DomainDescription": _described(domain) if domain else {}}


@operation("DeleteUserPoolDomain")
def delete_user_pool_domain(call: Call) -> dict[str, Any]:
    domains.delete_domain(call.pool, call.input["Domain"], caller=call.caller)
    return {}


def _made(domain: Domain) -> dict[str, Any]:
    return {
        "ManagedLoginVersion": domain.managed_login_version,
        "CloudFrontDomain": domains.alias_target() if domain.is_custom else None,
        "Routing": domain.routing or None,
    }


def _described(domain: Domain) -> dict[str, Any]:
    return {
        "UserPoolId": domain.pool_id,
        "AWSAccountId": settings.ACCOUNT_ID,
        "Domain": domain.domain,
        "S3Bucket": f"poolhouse-{domain.pool.region}-assets",  # tools expect a name; nothing is there
        "CloudFrontDistribution": domains.alias_target(),
        "Version": domains.version(domain),
        "Status": "ACTIVE",
        "CustomDomainConfig": domain.custom_domain_config,
        "ManagedLoginVersion": domain.managed_login_version,
        "Routing": domain.routing or None,
    }
