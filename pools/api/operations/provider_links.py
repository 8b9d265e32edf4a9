"""AdminLinkProviderForUser and AdminDisableProviderForUser."""

from typing import Any

from pools.actions import provider_links
from pools.actions.provider_links import Identity
from pools.api.call import Call
from pools.api.registry import operation


@operation("AdminLinkProviderForUser")
def admin_link_provider_for_user(call: Call) -> dict[str, Any]:
    destination, source = _identity(call.input["DestinationUser"]), _identity(call.input["SourceUser"])
    provider_links.admin_link_provider_for_user(call.pool, destination, source, caller=call.caller)
    return {}


@operation("AdminDisableProviderForUser")
def admin_disable_provider_for_user(call: Call) -> dict[str, Any]:
    provider_links.admin_disable_provider_for_user(call.pool, _identity(call.input["User"]), caller=call.caller)
    return {}


def _identity(given: dict[str, str]) -> Identity:
    """`ProviderUserIdentifierType`."""
    return Identity(
        given.get("ProviderName", ""), given.get("ProviderAttributeName", ""), given.get("ProviderAttributeValue", "")
    )
