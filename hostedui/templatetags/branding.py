"""What templates of the hosted pages know of a pool's own style."""

from typing import Any

from django import template

from pools.actions.branding import applied
from pools.actions.branding.applied import Brand

register = template.Library()


@register.filter
def provider_icon(brand: Brand | None, name: str) -> dict[str, str]:
    """The icon on the button of an identity provider: its own, else the one for all."""
    icons = brand.placed.get("icons_of_providers", {}) if brand else {}
    return icons.get(name) or icons.get("", {})


@register.simple_tag(takes_context=True)
def brand_of_page(context: dict[str, Any]) -> Brand | None:
    """The style that the page was given, as an editor's preview is; else that of the app client that it is for."""
    if "brand" in context:
        return context["brand"]
    client = context.get("client")
    return applied.find_brand(client, context["request"].get_host()) if client else None
