"""The classic customization of the hosted pages, and the styles of managed login."""

import io

from django.utils import timezone
from PIL import Image

from pools.actions.branding import managed_login
from pools.models import Domain, ManagedLoginBranding
from tests.operations.cases import refuses, spoils, works

CSS = ".label-customizable {font-weight: 400;}"
DARK = {"categories": {"global": {"colorSchemeMode": "DARK"}}}
BY_ID = ["DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"]
MISSING = "Managed login branding does not exist."
QUICKER = "The item was changed by another request at the same time."
NO_DOMAIN = "There has to be an existing domain associated with this user pool"


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return out.getvalue()


PNG = _png()


def _logo(**changes) -> dict:
    return {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": PNG} | changes


@works("SetUICustomization")
def a_customization_is_set(app, prefix):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, "CSS": CSS, "ImageFile": PNG}
    assert answer["UICustomization"]["CSS"] == CSS


@works("GetUICustomization")
def a_customization_is_shown(pool, prefix):
    answer = yield {"UserPoolId": pool.id}
    assert answer["UICustomization"] == {}


@spoils(["SetUICustomization", "GetUICustomization"], "InvalidParameterException", NO_DOMAIN)
def the_pool_has_no_domain(pool):
    Domain.objects.filter(pool=pool).delete()
    return {}


@spoils(["SetUICustomization"], "InvalidParameterException", "Invalid CSS: @media is not allowed.")
def the_css_has_an_at_rule():
    return {"CSS": "@media all { .label-customizable { color: red } }"}


@spoils(["SetUICustomization"], "InvalidParameterException", "Invalid CSS: the selector body is not allowed.")
def the_css_is_about_something_else():
    return {"CSS": "body { color: red }"}


@spoils(["SetUICustomization"], "InvalidParameterException", "The image is larger than 100 KB.")
def the_logo_is_too_large():
    return {"ImageFile": PNG + b"\0" * 102_400}


@spoils(["SetUICustomization"], "InvalidParameterException", "The image is not a valid file of type PNG or JPEG.")
def the_logo_is_no_picture():
    return {"ImageFile": b"nothing"}


@works("CreateManagedLoginBranding")
def a_style_is_made(app):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, "Settings": DARK, "Assets": [_logo()]}
    assert answer["ManagedLoginBranding"]["Settings"] == DARK


@works("DescribeManagedLoginBranding")
def a_style_is_described(pool, style):
    answer = yield {"UserPoolId": pool.id, "ManagedLoginBrandingId": str(style.id)}
    assert answer["ManagedLoginBranding"]["ManagedLoginBrandingId"] == str(style.id)


@works("DescribeManagedLoginBrandingByClient")
def the_style_of_a_client_is_described(app, style):
    answer = yield {"UserPoolId": app.pool_id, "ClientId": app.client_id, "ReturnMergedResources": True}
    assert answer["ManagedLoginBranding"]["Settings"]["components"]["form"]["borderRadius"] == 16


@works("UpdateManagedLoginBranding")
def a_style_is_changed(pool, style):
    answer = yield {"UserPoolId": pool.id, "ManagedLoginBrandingId": str(style.id), "Settings": DARK}
    assert answer["ManagedLoginBranding"]["Settings"] == DARK


@works("DeleteManagedLoginBranding")
def a_style_is_deleted(pool, style):
    yield {"UserPoolId": pool.id, "ManagedLoginBrandingId": str(style.id)}
    assert not ManagedLoginBranding.objects.exists()


@spoils(
    ["CreateManagedLoginBranding"],
    "ManagedLoginBrandingExistsException",
    "The app client already has a managed login branding style.",
)
def the_client_has_a_style(style):
    return {}


@spoils(
    ["CreateManagedLoginBranding", "UpdateManagedLoginBranding"],
    "InvalidParameterException",
    "Settings and Assets cannot be provided when UseCognitoProvidedValues is true.",
)
def provided_values_come_with_settings():
    return {"UseCognitoProvidedValues": True}


@spoils(
    ["CreateManagedLoginBranding", "UpdateManagedLoginBranding"],
    "InvalidParameterException",
    "Invalid Settings: categories.global.colorSchemeMode must be one of LIGHT, DARK, DYNAMIC.",
)
def the_settings_are_wrong():
    return {"Settings": {"categories": {"global": {"colorSchemeMode": "SEPIA"}}}}


@spoils(
    ["CreateManagedLoginBranding", "UpdateManagedLoginBranding"],
    "InvalidParameterException",
    "The image is not a valid file of type PNG.",
)
def the_picture_is_none():
    return {"Assets": [_logo(Bytes=b"nothing")]}


@refuses("UpdateManagedLoginBranding", "InvalidParameterException", "ManagedLoginBrandingId is required.")
def no_style_is_named(pool):
    return {"UserPoolId": pool.id}


@spoils(BY_ID, "ResourceNotFoundException", MISSING)
def there_is_no_such_style():
    return {"ManagedLoginBrandingId": "00000000-0000-4000-8000-000000000000"}


@spoils(["DescribeManagedLoginBrandingByClient"], "ResourceNotFoundException", MISSING)
def the_client_has_no_style(style):
    style.delete()
    return {}


@spoils(["UpdateManagedLoginBranding", "DeleteManagedLoginBranding"], "ConcurrentModificationException", QUICKER)
def somebody_was_quicker_with_the_style(style, monkeypatch):
    style.modified_at = timezone.now()
    monkeypatch.setattr(managed_login, "get", lambda pool, branding_id: style)
    return {}
