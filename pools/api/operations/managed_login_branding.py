"""CreateManagedLoginBranding and its siblings."""

from typing import Any

from pools.actions.branding import managed_login, style_settings
from pools.actions.branding.managed_login import Asset
from pools.api.call import Call
from pools.api.registry import operation
from pools.errors import InvalidParameterException
from pools.models import BrandAsset, ManagedLoginBranding

_ASSET = {
    "Category": "category",
    "ColorMode": "color_mode",
    "Extension": "extension",
    "ResourceId": "resource_id",
    "Bytes": "content",
}


@operation("CreateManagedLoginBranding")
def create_managed_login_branding(call: Call) -> dict[str, Any]:
    return _answer(managed_login.create(call.client, caller=call.caller, **_given(call)))


@operation("UpdateManagedLoginBranding")
def update_managed_login_branding(call: Call) -> dict[str, Any]:
    return _answer(managed_login.update(_branding(call), caller=call.caller, **_given(call)))


@operation("DescribeManagedLoginBranding")
def describe_managed_login_branding(call: Call) -> dict[str, Any]:
    return _answer(_branding(call), merged=call.input.get("ReturnMergedResources", False))


@operation("DescribeManagedLoginBrandingByClient")
def describe_managed_login_branding_by_client(call: Call) -> dict[str, Any]:
    branding = managed_login.get_by_client(call.client)
    return _answer(branding, merged=call.input.get("ReturnMergedResources", False))


@operation("DeleteManagedLoginBranding")
def delete_managed_login_branding(call: Call) -> dict[str, Any]:
    managed_login.delete(_branding(call), caller=call.caller)
    return {}


def _branding(call: Call) -> ManagedLoginBranding:
    """The model lets an update leave out both ids, though it means nothing without them."""
    for member in ("UserPoolId", "ManagedLoginBrandingId"):
        if member not in call.input:
            raise InvalidParameterException(f"{member} is required.")
    return managed_login.get(call.pool, call.input["ManagedLoginBrandingId"])


def _given(call: Call) -> dict[str, Any]:
    return {
        "use_cognito_provided_values": call.input.get("UseCognitoProvidedValues", False),
        "settings": call.input.get("Settings"),
        "assets": [_asset(each) for each in call.input.get("Assets", [])],
    }


def _asset(given: dict[str, Any]) -> Asset:
    return Asset(**{_ASSET[member]: value for member, value in given.items()})  # type: ignore[typeddict-item]


def _answer(branding: ManagedLoginBranding, *, merged: bool = False) -> dict[str, Any]:
    """`ManagedLoginBrandingType`: what was changed, or with `merged` the defaults around it as well."""
    settings = style_settings.complete(branding.settings) if merged else branding.settings
    return {
        "ManagedLoginBranding": {
            "ManagedLoginBrandingId": str(branding.id),
            "UserPoolId": branding.pool_id,
            "UseCognitoProvidedValues": branding.use_cognito_provided_values,
            "Settings": settings or None,
            "Assets": [_asset_shape(row) for row in branding.assets.select_related("given").order_by("id")],
            "CreationDate": branding.created_at,
            "LastModifiedDate": branding.modified_at,
        }
    }


def _asset_shape(row: BrandAsset) -> dict[str, Any]:
    """The bytes as they came: what Terraform compares with its own."""
    return {
        "Category": row.category,
        "ColorMode": row.color_mode,
        "Extension": row.extension,
        "Bytes": bytes(row.given.content) if row.given else None,
        "ResourceId": row.resource_id or None,
    }
