"""The policies of a user or a group: attached, detached, and those of its own. The pages of both are alike."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import policies
from pools.actions.policies import Holder
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.principal_forms import EXAMPLE, ChooseForm, DocumentForm, policy_choices
from pools.console.principal_groups import load_group
from pools.console.principals import load_user
from pools.console.registry import page


@dataclasses.dataclass(frozen=True)
class Kind:
    """One of the two kinds of holders: the names of its pages, of its actions, and how one is found."""

    word: str  # in IAM's actions
    route: str
    page: str
    load: Callable[[HttpRequest, dict[str, Any]], Holder]


KINDS = (
    Kind("User", "users/<str:username>/", "principal", lambda request, at: load_user(request, **at, to_change=True)),
    Kind("Group", "groups/<str:group_name>/", "principal_group", lambda request, at: load_group(at["group_name"])),
)


def _register(kind: Kind) -> None:
    def action(template: str) -> str:
        return f"iam:{template.format(kind.word)}"

    @page(f"{kind.route}attach/", f"{kind.page}_attach", permission=action("Attach{}Policy"), confirms=True)
    def attach(request: HttpRequest, **at: str) -> HttpResponse:
        holder = kind.load(request, at)
        form = ChooseForm(_("Managed policy"), policy_choices(), request.POST or None)
        if form.is_valid():
            with errors_on(form):
                policies.attach_policy(holder, form.cleaned_data["choice"], caller=request.caller)
                messages.success(request, gettext("The policy is attached."))
                return _back(kind, at)
        return _form_page(request, kind, at, form, gettext("Attach policy"), gettext("Attach policy"))

    @page(f"{kind.route}detach/", f"{kind.page}_detach", permission=action("Detach{}Policy"), confirms=True)
    @require_POST
    def detach(request: HttpRequest, **at: str) -> HttpResponse:
        holder = kind.load(request, at)
        with told(request, gettext("The policy is detached.")):
            policies.detach_policy(holder, request.POST.get("arn", ""), caller=request.caller)
        return _back(kind, at)

    @page(f"{kind.route}inline/create/", f"{kind.page}_inline_create", permission=action("Put{}Policy"), confirms=True)
    def create_inline(request: HttpRequest, **at: str) -> HttpResponse:
        holder = kind.load(request, at)
        form = DocumentForm(request.POST or None, initial={"document": EXAMPLE}, hidden=("description",))
        if form.is_valid():
            given = form.cleaned_data
            with errors_on(form):
                policies.put_inline_policy(holder, given["name"], given["document"], caller=request.caller)
                messages.success(request, gettext("The policy is saved."))
                return _back(kind, at)
        return _form_page(request, kind, at, form, gettext("Create inline policy"), gettext("Create policy"))

    @page(f"{kind.route}inline/<str:name>/", f"{kind.page}_inline", permission=action("Put{}Policy"), confirms=True)
    def edit_inline(request: HttpRequest, name: str, **at: str) -> HttpResponse:
        holder = kind.load(request, at)
        kept = get_object_or_404(holder.inline_policies, name=name)
        form = DocumentForm(request.POST or None, initial={"document": kept.document}, hidden=("name", "description"))
        if form.is_valid():
            with errors_on(form):
                policies.put_inline_policy(holder, name, form.cleaned_data["document"], caller=request.caller)
                messages.success(request, gettext("The policy is saved."))
                return _back(kind, at)
        return _form_page(request, kind, at, form, name, gettext("Save changes"))

    @page(
        f"{kind.route}inline/<str:name>/delete/",
        f"{kind.page}_inline_delete",
        permission=action("Delete{}Policy"),
        confirms=True,
    )
    @require_POST
    def delete_inline(request: HttpRequest, name: str, **at: str) -> HttpResponse:
        holder = kind.load(request, at)
        with told(request, gettext("The policy is deleted.")):
            policies.delete_inline_policy(holder, name, caller=request.caller)
        return _back(kind, at)


def _back(kind: Kind, at: dict[str, str]) -> HttpResponse:
    return redirect(f"admin:{kind.page}", *at.values())


def _form_page(
    request: HttpRequest, kind: Kind, at: dict[str, str], form: object, heading: str, submit: str
) -> HttpResponse:
    [holder] = at.values()
    back = reverse(f"admin:{kind.page}", args=[holder])
    crumbs = [Crumb(gettext("Principals" if kind.word == "User" else "Groups"), reverse(f"admin:{kind.page}s"))]
    context = {
        "heading": heading,
        "lead": holder,
        "form": form,
        "submit": submit,
        "back": back,
        "crumbs": [*crumbs, Crumb(holder, back), Crumb(heading)],
    }
    return render(request, "console/form_page.html", context)


for _kind in KINDS:
    _register(_kind)
