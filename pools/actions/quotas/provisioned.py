"""The rates of operation categories as the API reads and sets them (API-375)."""

from typing import Any

from pools.actions.quotas import values
from pools.actions.quotas.categories import CATEGORIES, Category
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceNotFoundException, ServiceQuotaExceededException


def get_category(definition: dict[str, Any]) -> Category:
    """The category that a `LimitDefinitionType` names. Raises `ResourceNotFoundException` for one that is not there."""
    attributes = definition["Attributes"]
    if attributes.keys() != {"Category"}:
        raise InvalidParameterException("LimitDefinition needs the attribute Category and no other.")
    category = CATEGORIES.get(attributes["Category"])
    if category is None:
        raise ResourceNotFoundException(f"Category {attributes['Category']} does not exist.")
    return category


def get_provisioned_limit(category: Category, region: str) -> int:
    """Requests per second for all of the region: what was set, else the default."""
    return values.set_values(region).get(category.name, category.rps)


def update_provisioned_limit(category: Category, region: str, rps: int, *, caller: Caller) -> int:
    """Set the requests per second for all of the region, and give them back.

    Raises `ServiceQuotaExceededException` outside of the default and the category's maximum.
    """
    if not category.rps <= rps <= category.maximum:
        raise ServiceQuotaExceededException(
            f"The value must be between {category.rps} and {category.maximum} for category {category.name}."
        )
    values.set_quota(region, category.name, rps, caller=caller, event="UpdateProvisionedLimit")
    return rps
