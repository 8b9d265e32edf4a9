"""The role of an administrator: which one, and over which user pools."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools import ids
from pools.actions import roles
from pools.actions.roles import Held
from pools.console import permissions, pools_in_sight
from pools.console.fields import Option, choose_one
from pools.console.layout import Crumb, errors_on, render
from pools.console.principals import load_user
from pools.console.registry import page
from pools.console.role_words import ROLES
from pools.models import UserPool
from pools.policies.roles import FOR_CHOSEN_POOLS, Role

_LISTED_POOLS = 200
ALL, CHOSEN = "all", "chosen"


class RoleForm(forms.Form):
    role = choose_one(_("Role"), ROLES, required=False)
    reach = choose_one(
        _("User pools"),
        {
            ALL: Option(_("All user pools"), _("Those that are made later included.")),
            CHOSEN: Option(_("Chosen user pools"), _("All others do not exist for this administrator.")),
        },
        initial=ALL,
        required=False,
    )
    pools = forms.MultipleChoiceField(label=_("Chosen user pools"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, pools: list[UserPool], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pools = {pool.id: pool for pool in pools}
        self.fields["pools"].choices = [(pool.id, Option(pool.name, pool.id)) for pool in pools]

    def chosen(self) -> tuple[Role | None, list[UserPool] | None]:
        """The role, and the pools that it is over if not over all."""
        given = self.cleaned_data
        role = Role(given["role"]) if given["role"] else None
        pools = [self._pools[pool_id] for pool_id in given["pools"]]
        return role, pools if given["reach"] == CHOSEN and role in FOR_CHOSEN_POOLS else None


@page("users/<str:username>/role/", "principal_role", permission="iam:AttachUserPolicy", confirms=True)
def set_role(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    held = roles.roles_of([user]).get(user.pk)
    form = RoleForm(_offered(request, held), request.POST or None, initial=_initial(held))
    if form.is_valid():
        role, pools = form.chosen()
        if held:
            permissions.require_on(request, "iam:DetachUserPolicy", user.arn)
        if role in FOR_CHOSEN_POOLS and pools:
            name, _document = roles.policy_of(role, pools)
            permissions.require_on(request, "iam:CreatePolicy", ids.iam_arn(f"policy/{name}"))
        with errors_on(form):
            roles.assign_role(user, role, pools, caller=request.caller)
            messages.success(request, gettext("The role is saved. It counts from now on."))
            return redirect("admin:principal", username)
    back = reverse("admin:principal", args=[username])
    context = {
        "heading": gettext("Role"),
        "lead": username,
        "form": form,
        "person": user,
        "submit": gettext("Save role"),
        "back": back,
        "crumbs": [
            Crumb(gettext("Principals"), reverse("admin:principals")),
            Crumb(username, back),
            Crumb(gettext("Role")),
        ],
    }
    return render(request, "console/principals/role.html", context)


def _offered(request: HttpRequest, held: Held | None) -> list[UserPool]:
    """The newest pools, and those of the present role."""
    pools = pools_in_sight.newest(request, _LISTED_POOLS)
    known = {pool.id for pool in pools}
    missing = [pool_id for pool_id in (held.pool_ids if held else ()) if pool_id not in known]
    return pools + list(UserPool.objects.filter(id__in=missing))


def _initial(held: Held | None) -> dict[str, Any]:
    if held is None:
        return {"role": "", "reach": ALL}
    reach = CHOSEN if held.pool_ids else ALL
    return {"role": held.role.value, "reach": reach, "pools": list(held.pool_ids)}
