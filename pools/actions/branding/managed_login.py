"""The styles of managed login, one for each app client (FED-225 to FED-228)."""

import uuid
from collections.abc import Sequence
from typing import Any, TypedDict

from django.db import IntegrityError
from django.utils import timezone

from pools.actions import audit
from pools.actions.branding import files, images, rendering, style_settings
from pools.actions.branding.style_settings import Document
from pools.caller import Caller
from pools.errors import (
    ConcurrentModificationException,
    InvalidParameterException,
    ManagedLoginBrandingExistsException,
    ResourceNotFoundException,
)
from pools.models import AppClient, BrandAsset, ManagedLoginBranding, UserPool

LARGEST_ASSETS_BYTES = 2_097_152  # of all assets of a style together
MOST_ASSETS = 40  # FED-227
_MISSING = "Managed login branding does not exist."


class Asset(TypedDict, total=False):
    """A picture as it is given. Without `content` the picture of this kind is taken away."""

    category: str
    color_mode: str
    extension: str
    resource_id: str
    content: bytes


Key = tuple[str, str, str, str]


def create(
    client: AppClient,
    *,
    caller: Caller,
    use_cognito_provided_values: bool = False,
    settings: Document | None = None,
    assets: Sequence[Asset] = (),
) -> ManagedLoginBranding:
    """A style for the app client, which has none so far. Raises `ManagedLoginBrandingExistsException`."""
    _check(use_cognito_provided_values, settings, assets)
    branding = ManagedLoginBranding(
        pool=client.pool,
        client=client,
        use_cognito_provided_values=use_cognito_provided_values,
        settings=settings or {},
    )
    pictures = _encoded(assets)
    try:
        with files.changing(client.pool):
            branding.save(force_insert=True)
            _put(branding, assets, pictures)
            _render(branding)
            audit.record(caller, "CreateManagedLoginBranding", client=client, branding_id=str(branding.id))
    except IntegrityError as error:
        raise ManagedLoginBrandingExistsException from error
    return branding


def update(
    branding: ManagedLoginBranding,
    *,
    caller: Caller,
    use_cognito_provided_values: bool = False,
    settings: Document | None = None,
    assets: Sequence[Asset] = (),
) -> ManagedLoginBranding:
    """Change what is given and keep the rest; or return to the provided values. Raises
    `ConcurrentModificationException` if somebody else changed the style meanwhile."""
    _check(use_cognito_provided_values, settings, assets)
    pictures = _encoded(assets)
    same = ManagedLoginBranding.objects.filter(pk=branding.pk, modified_at=branding.modified_at)
    with files.changing(branding.pool):
        if use_cognito_provided_values:
            branding.settings = {}
            branding.assets.all().delete()
        branding.settings = style_settings.merged(branding.settings, settings or {})
        branding.use_cognito_provided_values = use_cognito_provided_values
        changed_at = timezone.now()
        if not same.update(modified_at=changed_at):
            raise ConcurrentModificationException
        branding.modified_at = changed_at
        _put(branding, assets, pictures)
        _render(branding)
        audit.record(caller, "UpdateManagedLoginBranding", client=branding.client, branding_id=str(branding.id))
    return branding


def delete(branding: ManagedLoginBranding, *, caller: Caller) -> None:
    """End the style: its app client's pages look as they come. Raises `ConcurrentModificationException` if somebody
    else changed it meanwhile."""
    with files.changing(branding.pool):
        audit.record(caller, "DeleteManagedLoginBranding", client=branding.client, branding_id=str(branding.id))
        same = ManagedLoginBranding.objects.filter(pk=branding.pk, modified_at=branding.modified_at)
        deleted, _ = same.delete()
        if not deleted:
            raise ConcurrentModificationException


def get(pool: UserPool, branding_id: str) -> ManagedLoginBranding:
    """The pool's style of this id. Raises `ResourceNotFoundException`."""
    branding = (
        ManagedLoginBranding.objects.select_related("client").filter(pool=pool, id=uuid.UUID(branding_id)).first()
    )
    if branding is None:
        raise ResourceNotFoundException(_MISSING)
    branding.pool = pool
    return branding


def find_by_client(client: AppClient) -> ManagedLoginBranding | None:
    branding = ManagedLoginBranding.objects.filter(client=client).first()
    if branding is not None:
        branding.client, branding.pool = client, client.pool
    return branding


def get_by_client(client: AppClient) -> ManagedLoginBranding:
    """The app client's style. Raises `ResourceNotFoundException`."""
    branding = find_by_client(client)
    if branding is None:
        raise ResourceNotFoundException(_MISSING)
    return branding


def shown_assets(branding: ManagedLoginBranding) -> list[rendering.Shown]:
    """The style's pictures with their addresses."""
    rows = branding.assets.select_related("shown").defer("shown__content")
    return [rendering.Shown(row.category, row.color_mode, files.path(row.shown), row.resource_id) for row in rows]


def _check(use_cognito_provided_values: bool, settings: Document | None, assets: Sequence[Asset]) -> None:
    if use_cognito_provided_values and (settings or assets):
        raise InvalidParameterException("Settings and Assets cannot be provided when UseCognitoProvidedValues is true.")
    style_settings.check(settings or {})
    keys = [_key(asset) for asset in assets]
    if len(set(keys)) < len(keys):
        raise InvalidParameterException("Assets must differ in Category, ColorMode, Extension or ResourceId.")
    for asset in assets:
        wanted = asset["category"].removeprefix("FAVICON_")
        if asset["category"].startswith("FAVICON_") and asset["extension"] != wanted:
            raise InvalidParameterException(f"The Extension of {asset['category']} must be {wanted}.")


def _encoded(assets: Sequence[Asset]) -> dict[Key, images.Picture]:
    """The pictures that were given, before anything is locked: this takes a while."""
    return {
        _key(asset): images.encode(asset["content"], (asset["extension"],)) for asset in assets if asset.get("content")
    }


def _put(branding: ManagedLoginBranding, assets: Sequence[Asset], pictures: dict[Key, images.Picture]) -> None:
    kept = {(row.category, row.color_mode, row.extension, row.resource_id): row for row in branding.assets.all()}
    for asset in assets:
        row = kept.pop(_key(asset), None)
        if row is not None:
            row.delete()
        if picture := pictures.get(_key(asset)):
            BrandAsset.objects.create(
                branding=branding,
                category=asset["category"],
                color_mode=asset["color_mode"],
                extension=asset["extension"],
                resource_id=asset.get("resource_id", ""),
                given=files.store(branding.pool, asset["content"], files.UPLOADED),
                shown=files.store(branding.pool, picture.content, picture.content_type),
            )
    if branding.assets.count() > MOST_ASSETS:
        raise InvalidParameterException(f"A style has at most {MOST_ASSETS} assets.")


def _render(branding: ManagedLoginBranding) -> None:
    assets = shown_assets(branding)
    text = rendering.stylesheet(branding.settings, assets)
    branding.stylesheet = files.store(branding.pool, text.encode(), files.STYLESHEET)
    branding.placed = rendering.placed(branding.settings, assets)
    columns: dict[str, Any] = {
        name: getattr(branding, name) for name in ("settings", "use_cognito_provided_values", "stylesheet", "placed")
    }
    ManagedLoginBranding.objects.filter(pk=branding.pk).update(**columns)


def _key(asset: Asset) -> Key:
    return asset["category"], asset["color_mode"], asset["extension"], asset.get("resource_id", "")
