"""When an identity provider has vouched for somebody: a function rewrites what the provider told (TRG-299 to
TRG-301)."""

from collections.abc import Mapping
from typing import Any

from pools.triggers.invoking import Occasion, invoke, is_assigned, read

INBOUND_FEDERATION = "InboundFederation"


def inbound_federation(
    occasion: Occasion, provider_name: str, provider_type: str, received: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """What the function makes of the provider's attributes; None where they stay the same. Its refusal is raised."""
    if not is_assigned(occasion.pool, INBOUND_FEDERATION):
        return None
    request = {"providerName": provider_name, "providerType": provider_type, "attributes": received}
    source = f"{INBOUND_FEDERATION}_ExternalProvider"
    response = invoke(INBOUND_FEDERATION, source, occasion, request, {"userAttributesToMap": {}})
    return read(response, "userAttributesToMap", dict, {}) or None
