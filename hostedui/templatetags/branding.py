"""What templates of the hosted pages know of a pool's own style."""

from typing import Any

from django import template

from pools.actions.branding import applied
from pools.actions.branding.applied import Brand

register = template.Library()


@register.simple_tag(takes_context=True)
def brand_of_page(context: dict[str, Any]) -> Brand | None:
    """The style of the app client that the page is for; of an editor's preview, the one that is not saved yet."""
    if "preview" in context:
        return context["preview"]
    client = context.get("client")
    return applied.find_brand(client, context["request"].get_host()) if client else None
