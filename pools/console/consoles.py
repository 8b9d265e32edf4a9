"""The two consoles over one pool: the new one's tabs and the original one's side navigation (CON-01, CON-11, CON-13).

Both are descriptions of the same slices and pages. What a floor registers and neither names stands at the end.
"""

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.console import permissions, registry
from pools.console.registry import page
from pools.models import Administrator, UserPool

DISMISSED = "invitation_dismissed"  # in the session

_READS = "cognito-idp:DescribeUserPool"
_RISKS = ("compromised-credentials", "adaptive-authentication", "risk-messages", "ip-exceptions")
_SAME_AS = {"app_client_settings": "app_clients", "domain_name": "app_integration", "app_integration": "domain_name"}
_SAME_AS |= {"attribute_mapping": "identity_providers"}


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A tab of the new console, an entry in the navigation of the original one: slices and cards on a page of settings,
    or a page of its own. `owns` names further pages that belong to it; one `within` another is reached from there and
    has no link in the navigation."""

    name: str  # in addresses; with `page` the name of that page
    label: Any
    slices: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    is_page: bool = False
    permission: str = _READS
    within: str = ""

    def address(self, pool: UserPool) -> str:
        if self.is_page:
            return reverse(f"admin:{self.name}", args=[pool.id])
        return reverse("admin:pool_settings", args=[pool.id, self.name])


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """Parts below a heading of the original console's navigation."""

    label: Any
    parts: tuple[Part, ...]


def _page(name: str, label: Any, *owns: str, permission: str = _READS) -> Part:
    return Part(name, label, owns=owns, is_page=True, permission=permission)


NEW = (
    Group(
        "",
        (
            _page("user_pool", _("Overview")),
            _page("users", _("Users"), permission="cognito-idp:ListUsers"),
            _page("groups", _("Groups"), permission="cognito-idp:ListGroups"),
            Part(
                "sign-in-experience",
                _("Sign-in experience"),
                slices=(
                    "sign-in-options",
                    "username-requirements",
                    "password-policy",
                    "sign-in-policy",
                    "mfa",
                    "passkeys",
                    "account-recovery",
                    "device-tracking",
                ),
                cards=("identity-providers",),
                owns=("identity_providers", "attribute_mapping"),
            ),
            Part(
                "sign-up-experience",
                _("Sign-up experience"),
                slices=(
                    "self-registration",
                    "attribute-verification",
                    "pending-updates",
                    "required-attributes",
                    "custom-attributes",
                ),
            ),
            Part(
                "messaging",
                _("Messaging"),
                slices=("email-configuration", "sms-configuration"),
                cards=("messages",),
                owns=("message_templates",),
            ),
            _page(
                "app_integration",
                _("App integration"),
                "app_clients",
                "app_client_settings",
                "domain_name",
                "resource_servers",
            ),
            Part(
                "advanced-security",
                _("Advanced security"),
                slices=("advanced-security", *_RISKS),
                cards=("client-risks",),
                owns=("client_risks",),
                within="app_integration",
            ),
            Part(
                "user-pool-properties",
                _("User pool properties"),
                slices=("tags",),
                cards=("triggers", "web-acl"),
                owns=("pool_triggers",),
            ),
            Part(
                "user-pool-settings",
                _("User pool settings"),
                slices=(
                    "pool-name",
                    "deletion-protection",
                    "feature-plan",
                    "issuer",
                    "signing-keys",
                    "client-registration",
                    "authentication-context",
                    "sessions",
                    "log-delivery",
                    "own-settings",
                ),
            ),
        ),
    ),
)

ORIGINAL = (
    Group(
        _("General settings"),
        (
            _page("user_pool", _("Pool details")),
            _page("users", _("Users and groups"), "groups", permission="cognito-idp:ListUsers"),
            Part(
                "attributes",
                _("Attributes"),
                slices=("sign-in-options", "username-requirements", "required-attributes", "custom-attributes"),
            ),
            Part("policies", _("Policies"), slices=("password-policy", "self-registration", "sign-in-policy")),
            Part(
                "mfa-and-verifications",
                _("MFA and verifications"),
                slices=(
                    "mfa",
                    "passkeys",
                    "account-recovery",
                    "attribute-verification",
                    "pending-updates",
                    "sms-configuration",
                ),
            ),
            Part(
                "advanced-security",
                _("Advanced security"),
                slices=("advanced-security", *_RISKS, "feature-plan", "sessions"),
                cards=("client-risks",),
                owns=("client_risks",),
            ),
            Part(
                "message-customizations",
                _("Message customizations"),
                slices=("email-configuration",),
                cards=("messages",),
                owns=("message_templates",),
            ),
            Part("tags", _("Tags"), slices=("tags",)),
            Part("devices", _("Devices"), slices=("device-tracking",)),
            _page("app_clients", _("App clients"), permission="cognito-idp:ListUserPoolClients"),
            _page("pool_triggers", _("Triggers")),
            _page("pool_analytics", _("Analytics")),
            Part(
                "pool-properties",
                _("Pool properties"),
                slices=(
                    "pool-name",
                    "deletion-protection",
                    "issuer",
                    "signing-keys",
                    "client-registration",
                    "authentication-context",
                    "log-delivery",
                    "own-settings",
                ),
            ),
        ),
    ),
    Group(
        _("App integration"),
        (
            _page("app_client_settings", _("App client settings"), permission="cognito-idp:ListUserPoolClients"),
            _page("domain_name", _("Domain name"), "app_integration"),
            _page("ui_customization", _("UI customization"), permission="cognito-idp:GetUICustomization"),
            _page("resource_servers", _("Resource Servers"), permission="cognito-idp:ListResourceServers"),
        ),
    ),
    Group(
        _("Federation"),
        (
            _page("identity_providers", _("Identity providers"), permission="cognito-idp:ListIdentityProviders"),
            _page("attribute_mapping", _("Attribute mapping"), permission="cognito-idp:ListIdentityProviders"),
        ),
    ),
)


@page("console/", "switch_console", permission="")
@require_POST
def switch_console(request: HttpRequest) -> HttpResponse:
    """Remember which console whoever is signed in wants, and show it (CON-02)."""
    wanted = request.POST.get("console", "")
    if wanted in Administrator.Console.values:
        Administrator.objects.filter(username=request.user.get_username()).update(console=wanted)
    return redirect(_return_address(request))


@page("console/invitation/", "dismiss_invitation", permission="")
@require_POST
def dismiss_invitation(request: HttpRequest) -> HttpResponse:
    """Say no more of the new console in this session."""
    request.session[DISMISSED] = True
    return redirect(_return_address(request))


def counterpart(request: HttpRequest, pool: UserPool, here: str) -> str:
    """Where the other console has what this page of the pool, named as `navigation` does, is about."""
    mine, others = (NEW, ORIGINAL)[:: -1 if is_original(request) else 1]
    if registry.has_page(here) and any(part.name == here for part in _parts(others)):
        return reverse(f"admin:{here}", args=[pool.id])
    part = next((part for part in _parts(mine) if here in (part.name, *part.owns)), None)
    if part is None:
        return _page(here, "").address(pool) if registry.has_page(here) else ""
    if part.is_page:
        return reverse(f"admin:{_SAME_AS.get(here, here)}", args=[pool.id])
    same = [
        each for name in part.slices or part.cards for each in _parts(others) if name in (*each.slices, *each.cards)
    ]
    return same[0].address(pool) if same else reverse("admin:user_pool", args=[pool.id])


def is_original(request: HttpRequest) -> bool:
    """Whether whoever is signed in uses the original console."""
    return getattr(request.user, "console", "") == Administrator.Console.ORIGINAL


def navigation(request: HttpRequest, pool: UserPool, here: str) -> list[dict[str, Any]]:
    """Groups of links to the parts of this pool that may be opened. `here` is the name of the page or part shown."""
    inner = next((part for part in _parts(_console_of(request)) if here in (part.name, *part.owns)), None)
    shown_in = (inner.within if inner else "") or here
    shown = [
        {
            "label": group.label,
            "links": [
                _link(part, pool, shown_in) for part in group.parts if not part.within and _may(request, pool, part)
            ],
        }
        for group in _console_of(request)
    ]
    more = [_link(part, pool, here) for part in _further_parts(request) if _may(request, pool, part)]
    return [*shown, *([{"label": _("Beyond Cognito"), "links": more}] if more else [])]


def find_part(request: HttpRequest, name: str) -> Part | None:
    """The part of settings of this name, of the console in use or else of the other, whose links may be about."""
    consoles = [_console_of(request), ORIGINAL, NEW]
    return next((part for console in consoles for part in _parts(console) if part.name == name), None)


def part_of_slice(request: HttpRequest, name: str) -> Part | None:
    """The part of the console in use that shows this slice."""
    return next((part for part in _parts(_console_of(request)) if name in part.slices), None)


def cards_of(request: HttpRequest, pool: UserPool, part: Part) -> list[registry.Card]:
    """The cards on a part of settings that may be seen."""
    known = [registry.cards[name] for name in part.cards if name in registry.cards]
    return [card for card in known if permissions.is_allowed(request, card.permission, pool=pool)]


def _console_of(request: HttpRequest) -> tuple[Group, ...]:
    return ORIGINAL if is_original(request) else NEW


def _parts(console: tuple[Group, ...]) -> list[Part]:
    return [part for group in console for part in group.parts]


def _further_parts(request: HttpRequest) -> list[Part]:
    named = {name for part in _parts(_console_of(request)) for name in (part.name, *part.owns)}
    return [_page(tab.page, tab.label, permission=tab.permission) for tab in registry.tabs if tab.page not in named]


def _link(part: Part, pool: UserPool, here: str) -> dict[str, Any]:
    return {"label": part.label, "url": part.address(pool), "is_active": here in (part.name, *part.owns)}


def _may(request: HttpRequest, pool: UserPool, part: Part) -> bool:
    is_there = not part.is_page or registry.has_page(part.name)
    return is_there and permissions.is_allowed(request, part.permission, pool=pool)


def _return_address(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else reverse("admin:user_pools")
