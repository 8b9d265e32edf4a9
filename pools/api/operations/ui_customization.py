"""SetUICustomization and GetUICustomization."""

from typing import Any

from pools.actions import domains
from pools.actions.branding import customization, files
from pools.api.call import Call
from pools.api.registry import operation
from pools.models import AppClient, UICustomization


@operation("SetUICustomization")
def set_ui_customization(call: Call) -> dict[str, Any]:
    row = customization.set_ui_customization(
        call.pool, _client(call), caller=call.caller, css_text=call.input.get("CSS"), image=call.input.get("ImageFile")
    )
    return {"UICustomization": _shape(row)}


@operation("GetUICustomization")
def get_ui_customization(call: Call) -> dict[str, Any]:
    return {"UICustomization": _shape(customization.get_ui_customization(call.pool, _client(call)))}


def _client(call: Call) -> AppClient | None:
    return call.client if call.input.get("ClientId", customization.ALL) != customization.ALL else None


def _shape(row: UICustomization | None) -> dict[str, Any]:
    """`UICustomizationType`. Terraform plans anew at every run unless the pool-wide one says ALL, as AWS does."""
    if row is None:
        return {}
    address = files.path(row.image)
    return {
        "UserPoolId": row.pool_id,
        "ClientId": row.client_id or customization.ALL,
        "ImageUrl": domains.hosted_ui_url(row.pool) + address if address else None,
        "CSS": row.css or None,
        "CSSVersion": row.css_version or None,
        "LastModifiedDate": row.modified_at,
        "CreationDate": row.created_at,
    }
