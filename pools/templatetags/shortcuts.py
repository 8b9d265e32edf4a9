"""The keys that lead to a page: `g`, then a letter."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse

register = template.Library()

_LETTERS = {
    "index": "h",
    "user_pools": "p",
    "certificates": "c",
    "functions": "f",
    "inbox": "i",
    "senders": "s",
    "events": "e",
    "quotas": "q",
    "token_inspector": "t",
    "principals": "r",
    "principal_groups": "g",
    "policies": "o",
    "access_keys": "k",
    "api_tokens": "n",
    "api": "d",
}
_IN_POOL = {"users": "u", "app_clients": "a", "app_integration": "a", "user_pool": "v"}


@register.simple_tag(takes_context=True)
def page_shortcuts(context: RequestContext) -> list[dict[str, Any]]:
    """Letter, title and address of the pages that stand in the sidebar and in the navigation of the pool."""
    links = [
        (item["title"], item["link"]) for group in context.get("sidebar_navigation") or () for item in group["items"]
    ]
    found = _with_letters(links, {reverse(f"admin:{name}"): letter for name, letter in _LETTERS.items()})
    if pool := context.get("pool"):
        parts = [(link["label"], link["url"]) for group in context.get("navigation") or () for link in group["links"]]
        letters = {reverse(f"admin:{name}", args=[pool.id]): letter for name, letter in _IN_POOL.items()}
        found += _with_letters(parts, letters)
    return found


def _with_letters(links: list[tuple[Any, str]], letters: dict[str, str]) -> list[dict[str, Any]]:
    return [{"letter": letters[url], "title": title, "url": url} for title, url in links if url in letters]
