"""The sidebar. Settings name this function to unfold."""

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclasses.dataclass(frozen=True)
class Link:
    title: str
    icon: str  # a name of Google's Material Symbols, which unfold brings along
    page: str
    permission: str = ""
    for_superusers: bool = False


GROUPS: dict[str, list[Link]] = {
    "": [
        Link("Home", "home", "index"),
        Link("User pools", "group", "user_pools", "pools.view_userpool"),
        Link("Inbox", "inbox", "inbox", "notifications.view_message"),
        Link("Events", "history", "events", "pools.view_auditevent"),
        Link("Quotas", "speed", "quotas", "pools.view_quota"),
    ],
    "Access": [
        Link("Administrators", "shield_person", "pools_administrator_changelist", for_superusers=True),
        Link("Access keys", "key", "access_keys"),
    ],
}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups and the links in them that this administrator may follow."""
    return [
        {
            "title": title,
            "separator": bool(title),
            "items": [_item(request, link) for link in links if _may(request, link)],
        }
        for title, links in GROUPS.items()
    ]


def _may(request: HttpRequest, link: Link) -> bool:
    if link.for_superusers:
        return request.user.is_superuser
    return not link.permission or request.user.has_perm(link.permission)


def _item(request: HttpRequest, link: Link) -> dict[str, Any]:
    address = reverse(f"admin:{link.page}")
    is_here = request.path == address if link.page == "index" else request.path.startswith(address)
    return {"title": link.title, "icon": link.icon, "link": address, "active": is_here}
