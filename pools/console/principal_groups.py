"""Groups of users who share policies."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pools import ids
from pools.actions import principals
from pools.console import permissions
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.principal_forms import NameForm
from pools.console.registry import page
from pools.errors import NoSuchEntityException
from pools.models import PrincipalGroup

SHOWN = 500


def load_group(name: str) -> PrincipalGroup:
    try:
        return principals.get_group(name)
    except NoSuchEntityException as error:
        raise Http404 from error


@page("groups/", "principal_groups", permission="iam:ListGroups")
def list_of_groups(request: HttpRequest) -> HttpResponse:
    groups = PrincipalGroup.objects.order_by("name")[:SHOWN]
    return render(request, "console/principals/groups.html", {"groups": list(groups)})


@page("groups/create/", "principal_group_create", permission="iam:CreateGroup", confirms=True)
def create(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None)
    if form.is_valid():
        permissions.require_on(request, "iam:CreateGroup", ids.iam_arn(f"group/{form.cleaned_data['name']}"))
        with errors_on(form):
            group = principals.create_group(form.cleaned_data["name"], caller=request.caller)
            messages.success(request, gettext("Group %s is created.") % group.name)
            return redirect("admin:principal_group", group.name)
    context = {
        "heading": gettext("Create group"),
        "lead": gettext("Its policies are those of everybody in it."),
        "form": form,
        "submit": gettext("Create group"),
        "back": reverse("admin:principal_groups"),
        "crumbs": [_list_crumb(), Crumb(gettext("Create"))],
    }
    return render(request, "console/form_page.html", context)


@page("groups/<str:group_name>/", "principal_group", permission="iam:GetGroup")
def group_page(request: HttpRequest, group_name: str) -> HttpResponse:
    group = load_group(group_name)
    context = {
        "group": group,
        "members": list(group.members.order_by("username")[:SHOWN]),
        "attachments": list(group.attachments.order_by("policy_arn")),
        "inline_policies": list(group.inline_policies.order_by("name")),
        "crumbs": [_list_crumb(), Crumb(group.name)],
        "may": permissions.May(request, group.arn),
        "is_changeable": True,
    }
    return render(request, "console/principals/group.html", context)


@page("groups/<str:group_name>/delete/", "principal_group_delete", permission="iam:DeleteGroup", confirms=True)
@require_POST
def delete(request: HttpRequest, group_name: str) -> HttpResponse:
    with told(request, gettext("Group %s is deleted.") % group_name):
        principals.delete_group(load_group(group_name), caller=request.caller)
    return redirect("admin:principal_groups")


def _list_crumb() -> Crumb:
    return Crumb(gettext("Groups"), reverse("admin:principal_groups"))
