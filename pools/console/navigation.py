"""The sidebar. Settings name this function to unfold."""

import dataclasses
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pools.console import permissions


@dataclasses.dataclass(frozen=True)
class Link:
    title: str
    icon: str  # a name of Google's Material Symbols, which unfold brings along
    page: str
    permission: str = ""


GROUPS: dict[str, list[Link]] = {
    "": [
        Link("Home", "home", "index"),
        Link("User pools", "group", "user_pools", "cognito-idp:ListUserPools"),
        Link("Certificates", "verified_user", "certificates", "acm:ListCertificates"),
        Link("Functions", "function", "functions", "lambda:ListFunctions"),
        Link("Inbox", "inbox", "inbox", "poolhouse:ListMessages"),
        Link("Senders", "send", "senders", "poolhouse:ListSenders"),
        Link("Events", "history", "events", "cloudtrail:LookupEvents"),
        Link("Quotas", "speed", "quotas", "servicequotas:ListServiceQuotas"),
        Link("Token inspector", "token", "token_inspector", "poolhouse:InspectTokens"),
    ],
    "Access": [
        Link("Principals", "shield_person", "principals", "iam:ListUsers"),
        Link("Groups", "groups", "principal_groups", "iam:ListGroups"),
        Link("Policies", "policy", "policies", "iam:ListPolicies"),
        Link("Access keys", "key", "access_keys"),
        Link("API tokens", "vpn_key", "api_tokens"),
        Link("API documentation", "api", "api"),
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
    if not request.user.is_authenticated:
        return False
    return not link.permission or permissions.is_allowed(request, link.permission)


def _item(request: HttpRequest, link: Link) -> dict[str, Any]:
    address = reverse(f"admin:{link.page}")
    is_here = request.path == address if link.page == "index" else request.path.startswith(address)
    return {"title": link.title, "icon": link.icon, "link": address, "active": is_here}
