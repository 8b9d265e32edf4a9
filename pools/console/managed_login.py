"""The editor of an app client's managed login style, beside the page as it would look."""

import base64
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pools.actions import app_clients, tiers, user_pools
from pools.actions.branding import images, managed_login, rendering, style_settings
from pools.actions.branding.applied import Brand
from pools.actions.branding.managed_login import Asset
from pools.actions.branding.rendering import Shown
from pools.actions.branding.style_settings import Document
from pools.console import permissions, previews
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.managed_login_form import StyleForm
from pools.console.registry import page
from pools.errors import PoolError
from pools.models import AppClient, ManagedLoginBranding

_ADDRESS = "user-pools/<str:pool_id>/app-clients/<str:client_id>/managed-login/"


@page(_ADDRESS, "managed_login", permission="cognito-idp:DescribeManagedLoginBrandingByClient")
def edit(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = _client(pool_id, client_id)
    branding = managed_login.find_by_client(client)
    form = _form(request, branding)
    if request.method == "POST":
        action = "UpdateManagedLoginBranding" if branding else "CreateManagedLoginBranding"
        permissions.require(request, f"cognito-idp:{action}", {"pool_id": pool_id})
        if form.is_valid():
            with errors_on(form):
                _save(request, client, branding, form)
            if form.is_valid():
                with told(request, gettext("The style is saved.")):
                    return redirect("admin:managed_login", pool_id, client_id)
    return _page(request, client, branding, form)


@page(f"{_ADDRESS}preview/", "managed_login_preview", permission="cognito-idp:DescribeManagedLoginBrandingByClient")
def preview(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    """The sign-in page with what stands in the form; before anything was posted, as it is."""
    client = _client(pool_id, client_id)
    branding = managed_login.find_by_client(client)
    form = _form(request, branding)
    settings = branding.settings if branding else {}
    pictures = managed_login.shown_assets(branding) if branding else []
    if form.is_valid():
        settings = style_settings.merged(settings, form.settings())
        pictures = _with(pictures, form.assets())
    return previews.render(request, client, _brand(_in_mode(settings, request.GET.get("mode", "")), pictures))


@page(f"{_ADDRESS}delete/", "managed_login_delete", permission="cognito-idp:DeleteManagedLoginBranding")
@require_POST
def delete(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = _client(pool_id, client_id)
    with told(request, gettext("The style is deleted.")):
        managed_login.delete(managed_login.get_by_client(client), caller=request.caller)
    return redirect("admin:managed_login", pool_id, client_id)


def _save(request: HttpRequest, client: AppClient, branding: ManagedLoginBranding | None, form: StyleForm) -> None:
    given: dict[str, Any] = {"settings": form.settings(), "assets": form.assets()}
    if branding:
        managed_login.update(branding, caller=request.caller, **given)
    else:
        managed_login.create(client, caller=request.caller, **given)


def _form(request: HttpRequest, branding: ManagedLoginBranding | None) -> StyleForm:
    document = style_settings.complete(branding.settings if branding else {})
    return StyleForm(request.POST or None, request.FILES or None, document=document)


def _in_mode(settings: Document, mode: str) -> Document:
    """Bound to one colour scheme, so that both can be looked at."""
    if mode not in ("LIGHT", "DARK"):
        return settings
    return style_settings.merged(settings, {"categories": {"global": {"colorSchemeMode": mode}}})


def _brand(settings: Document, pictures: list[Shown]) -> Brand:
    text = rendering.stylesheet(settings, pictures)
    return Brand(tiers.MANAGED_LOGIN, "", placed=rendering.placed(settings, pictures), unsaved=text)


def _with(saved: list[Shown], assets: list[Asset]) -> list[Shown]:
    """The saved pictures with the new ones in their places. One that is none shows as nothing: saving says why."""
    replaced = {(asset["category"], asset["color_mode"]) for asset in assets}
    kept = [picture for picture in saved if (picture.category, picture.color_mode) not in replaced]
    new = [Shown(asset["category"], asset["color_mode"], address) for asset in assets if (address := _inline(asset))]
    return kept + new


def _inline(asset: Asset) -> str:
    if "content" not in asset:
        return ""
    try:
        picture = images.encode(asset["content"], (asset["extension"],))
    except PoolError:
        return ""
    return f"data:{picture.content_type};base64,{base64.b64encode(picture.content).decode()}"


def _client(pool_id: str, client_id: str) -> AppClient:
    return app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))


def _page(
    request: HttpRequest, client: AppClient, branding: ManagedLoginBranding | None, form: StyleForm
) -> HttpResponse:
    pool = client.pool
    saved = managed_login.shown_assets(branding) if branding else []
    pictures = {(picture.category, picture.color_mode): picture.path for picture in saved}
    crumbs = [
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[pool.id])),
        Crumb(client.client_name, reverse("admin:app_client", args=[pool.id, client.client_id])),
        Crumb(gettext("Managed login branding")),
    ]
    context: dict[str, Any] = {
        "tab": "app_clients",
        "client": client,
        "branding": branding,
        "form": form,
        "pictures": form.picture_rows(pictures),
        "document": json.dumps(branding.settings, indent=2, sort_keys=True) if branding else "",
        "is_shown": pool.domains.filter(managed_login_version=tiers.MANAGED_LOGIN).exists(),
        "preview": reverse("admin:managed_login_preview", args=[pool.id, client.client_id]),
    }
    return render_in_pool(request, pool, "console/branding/managed_login.html", *crumbs, **context)
