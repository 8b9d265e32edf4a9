"""What all pages of one user have in common: the head with what can be done, and the parts to choose from."""

import dataclasses
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.console import permissions
from pools.console.layout import Crumb, render_in_pool
from pools.console.user_changes import offered_changes
from pools.models import User, UserPool
from pools.templatetags.console import display_name


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A page of a user, to whom a policy allows the action."""

    page: str
    label: Any
    permission: str


PARTS = (
    Part("user", _("User attributes"), "cognito-idp:AdminGetUser"),
    Part("user_factors", _("Sign-in factors"), "cognito-idp:AdminGetUser"),
    Part("user_groups", _("Group memberships"), "cognito-idp:AdminListGroupsForUser"),
    Part("user_devices", _("Devices"), "cognito-idp:AdminListDevices"),
    Part("user_sessions", _("Sessions"), "cognito-idp:AdminListUserSessions"),
    Part("user_identities", _("Linked identities"), "cognito-idp:AdminGetUser"),
    Part("user_messages", _("Messages"), "poolhouse:ListMessages"),
    Part("user_sign_ins", _("User event history"), "cognito-idp:AdminListUserAuthEvents"),
    Part("user_trail", _("Audit trail"), "cloudtrail:LookupEvents"),
)


def render_part_of_user(request: HttpRequest, user: User, name: str, template: str, **context: Any) -> HttpResponse:
    """The page of this name, one of `PARTS`."""
    pool, here = user.pool, next(part for part in PARTS if part.page == name)
    crumbs = [users_crumb(pool), Crumb(display_name(user), reverse("admin:user", args=[pool.id, user.sub]))]
    if name != "user":
        crumbs.append(Crumb(str(here.label)))
    own = {
        "user_shown": user,
        "changes": offered_changes(request, user),
        "parts": [
            (part.label, reverse(f"admin:{part.page}", args=[pool.id, user.sub]), part is here)
            for part in PARTS
            if permissions.is_allowed(request, part.permission, pool=pool)
        ],
    }
    return render_in_pool(request, pool, template, *crumbs, tab="users", **own, **context)


def users_crumb(pool: UserPool) -> Crumb:
    return Crumb(gettext("Users"), reverse("admin:users", args=[pool.id]))
