"""The command palette: one question, and what of it may be gone to. Nothing is told that its page would not show."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pools.actions import user_pools
from pools.actions.list_users import list_users
from pools.console import consoles, navigation, permissions, pools_in_sight
from pools.console.registry import page
from pools.errors import InvalidParameterException
from pools.models import AppClient, User, UserPool
from pools.templatetags.console import display_name

_SHOWN = 6  # of each kind
_LONGEST = 256  # characters of a question
_LEAST = 2  # characters before users are looked for

# Actions: label, icon, page, permission. The latter are about the pool whose area one is in
_ACTIONS = [
    (gettext_noop("Create user pool"), "add_circle", "user_pool_create", "cognito-idp:CreateUserPool"),
    (gettext_noop("Create access key"), "key", "access_key_create", ""),
]
_POOL_ACTIONS = [
    (gettext_noop("Create user"), "person_add", "user_create", "cognito-idp:AdminCreateUser"),
    (gettext_noop("Create app client"), "add_circle", "app_client_create", "cognito-idp:CreateUserPoolClient"),
    (gettext_noop("Debug a sign-in"), "troubleshoot", "sign_in_debugger", "cloudtrail:LookupEvents"),
    (
        gettext_noop("Create resource server"),
        "add_circle",
        "resource_server_create",
        "cognito-idp:CreateResourceServer",
    ),
]


@page("palette/", "palette", permission="")
def palette(request: HttpRequest) -> HttpResponse:
    """Groups of places for `q`, and for the pool `pool` whose area one is in. Each place has a title and an address."""
    asked = "".join(letter for letter in request.GET.get("q", "") if letter.isprintable()).strip()[:_LONGEST]
    pool = _visible_pool(request, request.GET.get("pool", ""))
    groups = [
        (_("In %s") % pool.name if pool else "", _in_pool(request, pool, asked) if pool else []),
        (_("Users"), _users(request, pool, asked) if pool else []),
        (_("App clients"), _clients(request, pool, asked)),
        (_("User pools"), _pools(request, asked)),
        (_("Pages"), _matching(_pages(request), asked)),
        (_("Actions"), _matching(_actions(request, pool), asked)),
    ]
    return JsonResponse({"groups": [{"label": label, "places": places} for label, places in groups if places]})


def _visible_pool(request: HttpRequest, pool_id: str) -> UserPool | None:
    pool = user_pools.find_user_pool(pool_id) if pool_id.isascii() and pool_id.isprintable() and pool_id else None
    may = pool and permissions.is_allowed(request, "cognito-idp:DescribeUserPool", pool=pool)
    return pool if may else None


def _place(title: Any, url: str, icon: str, detail: str = "") -> dict[str, str]:
    return {"title": str(title), "detail": detail, "url": url, "icon": icon}


def _matching(places: Iterator[dict[str, str]], asked: str) -> list[dict[str, str]]:
    """Those that have every word of the question in their title."""
    words = asked.casefold().split()
    return [place for place in places if all(word in place["title"].casefold() for word in words)][: 2 * _SHOWN]


def _pages(request: HttpRequest) -> Iterator[dict[str, str]]:
    for group in navigation.sidebar(request):
        for item in group["items"]:
            yield _place(item["title"], item["link"], item["icon"])


def _actions(request: HttpRequest, pool: UserPool | None) -> Iterator[dict[str, str]]:
    for label, icon, name, action in _POOL_ACTIONS:
        if pool and permissions.is_allowed(request, action, pool=pool):
            yield _place(_(label), reverse(f"admin:{name}", args=[pool.id]), icon, pool.name)
    for label, icon, name, action in _ACTIONS:
        if not action or permissions.is_allowed(request, action):
            yield _place(_(label), reverse(f"admin:{name}"), icon)


def _in_pool(request: HttpRequest, pool: UserPool, asked: str) -> list[dict[str, str]]:
    links = [link for group in consoles.navigation(request, pool, "") for link in group["links"]]
    return _matching((_place(link["label"], link["url"], "subdirectory_arrow_right") for link in links), asked)


def _pools(request: HttpRequest, asked: str) -> list[dict[str, str]]:
    """The newest, or those whose name has the question in it."""
    pools = UserPool.objects.all()
    if asked:
        pools = pools.filter(name__icontains=asked) | pools.filter(id=asked)
    found = pools_in_sight.page(request, pools, size=_SHOWN).items
    return [_place(pool.name, reverse("admin:user_pool", args=[pool.id]), "group", pool.id) for pool in found]


def _clients(request: HttpRequest, pool: UserPool | None, asked: str) -> list[dict[str, str]]:
    """Those of the pool by their name, and any by its whole ID."""
    if not asked:
        return []
    named = AppClient.objects.filter(client_id=asked).select_related("pool")
    if pool:
        named = named | AppClient.objects.filter(pool=pool, client_name__icontains=asked).select_related("pool")
    found = [client for client in named.order_by("client_name", "client_id")[:_SHOWN] if _may_see(request, client)]
    return [place for client in found for place in _of_client(client)]


def _may_see(request: HttpRequest, client: AppClient) -> bool:
    is_there = client.pool.deleted_at is None
    return is_there and permissions.is_allowed(request, "cognito-idp:DescribeUserPoolClient", pool=client.pool)


def _of_client(client: AppClient) -> Iterator[dict[str, str]]:
    about = [client.pool_id, client.client_id]
    yield _place(client.client_name, reverse("admin:app_client", args=about), "devices", client.pool.name)
    yield _place(_("Code for %s") % client.client_name, reverse("admin:app_client_code", args=about), "code")
    yield _place(_("View hosted UI of %s") % client.client_name, reverse("admin:hosted_ui", args=about), "open_in_new")


def _users(request: HttpRequest, pool: UserPool, asked: str) -> list[dict[str, str]]:
    """Those whose user name or e-mail address begins so, and the one of this sub: searches that have an index."""
    wanted = ("cognito-idp:ListUsers", "cognito-idp:AdminGetUser")
    if len(asked) < _LEAST or not all(permissions.is_allowed(request, action, pool=pool) for action in wanted):
        return []
    value = asked.replace("\\", "\\\\").replace('"', '\\"')
    filters = [f'sub = "{value}"'] if _is_uuid(asked) else [f'username ^= "{value}"', f'email ^= "{value}"']
    found: dict[uuid.UUID, User] = {}
    for filter_text in filters:
        try:
            found |= {user.sub: user for user in list_users(pool, filter_text=filter_text, limit=_SHOWN).users}
        except InvalidParameterException:
            continue
    return [_of_user(pool, user) for user in list(found.values())[:_SHOWN]]


def _of_user(pool: UserPool, user: User) -> dict[str, str]:
    address = reverse("admin:user", args=[pool.id, user.sub])
    return _place(display_name(user), address, "person", user.attributes.get("email", ""))


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
