"""GetProvisionedLimit and UpdateProvisionedLimit."""

from typing import Any

from pools.actions.quotas import provisioned
from pools.actions.quotas.categories import Category
from pools.api.call import Call
from pools.api.registry import operation


@operation("GetProvisionedLimit")
def get_provisioned_limit(call: Call) -> dict[str, Any]:
    category = provisioned.get_category(call.input["LimitDefinition"])
    return {"Limit": _shape(category, provisioned.get_provisioned_limit(category, call.region))}


@operation("UpdateProvisionedLimit")
def update_provisioned_limit(call: Call) -> dict[str, Any]:
    category = provisioned.get_category(call.input["LimitDefinition"])
    wanted = call.input["RequestedLimitValue"]
    return {
        "Limit": _shape(
            category, provisioned.update_provisioned_limit(category, call.region, wanted, caller=call.caller)
        )
    }


def _shape(category: Category, rps: int) -> dict[str, Any]:
    return {
        "LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category.name}},
        "ProvisionedLimitValue": rps,
        "FreeLimitValue": category.rps,
    }
