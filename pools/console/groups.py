"""Groups of a pool's users (USR-100 to USR-117): listed, made, changed, deleted when empty; their members."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.access import policy
from pools.actions import groups, user_pools, users
from pools.actions.new_users import is_user_name
from pools.console import permissions
from pools.console.keyset import PAGE_SIZE, Page
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page, tab
from pools.errors import InvalidParameterException, PoolError
from pools.models import Group, GroupMembership, UserPool

tab("groups", _("Groups"), permission="cognito-idp:ListGroups", place=25)

_ADDRESS = "user-pools/<str:pool_id>/groups/"
_ARN = r"^arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+){0,2}$"
_HIGHEST = 2**31 - 1


class GroupForm(forms.Form):
    description = forms.CharField(
        max_length=2048, required=False, label=_("Description"), widget=forms.Textarea(attrs={"rows": 2})
    )
    precedence = forms.IntegerField(
        min_value=0,
        max_value=_HIGHEST,
        required=False,
        label=_("Precedence"),
        help_text=_("Of a user's groups the role of the lowest number is preferred. Without a number it weighs least."),
    )
    role_arn = forms.RegexField(
        _ARN,
        min_length=20,
        max_length=2048,
        required=False,
        label=_("IAM role"),
        help_text=_("The ARN of a role that tokens of the members name, for identity pools that choose it from there."),
        widget=forms.TextInput(attrs={"placeholder": "arn:aws:iam::123456789012:role/staff", "spellcheck": "false"}),
        error_messages={"invalid": _("Enter the ARN of a role.")},
    )


class NewGroupForm(GroupForm):
    name = forms.CharField(max_length=128, label=_("Group name"), help_text=_("It can't be changed later."))
    members = forms.CharField(
        required=False,
        max_length=20_000,
        label=_("Add users to this group"),
        help_text=_("User names, or what the users sign in by, one on each line."),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    field_order = ("name", "description", "precedence", "role_arn", "members")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not is_user_name(name):
            raise forms.ValidationError(_("A group name has no spaces."))
        return name


@page(_ADDRESS, "groups", permission="cognito-idp:ListGroups")
def list_page(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    found, refusal = _paged(request, lambda token: groups.list_groups(pool, limit=PAGE_SIZE, token=token))
    return render_in_pool(request, pool, "console/groups/list.html", tab="groups", page=found, refusal=refusal)


@page(f"{_ADDRESS}create/", "group_create", permission="cognito-idp:CreateGroup")
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = NewGroupForm(request.POST or None)
    if form.is_valid():
        settings = _settings(form)
        _require_role(request, settings["role_arn"])
        with errors_on(form):
            group = groups.create_group(pool, form.cleaned_data["name"], caller=request.caller, **settings)
            messages.success(request, gettext("Group %s is created.") % group.name)
            _add_all(request, group, form.cleaned_data["members"])
            return redirect("admin:group", pool.id, group.pk)
    back = reverse("admin:groups", args=[pool.id])
    heading = gettext("Create a group")
    return _form_page(request, pool, form, Crumb(heading), heading=heading, submit=gettext("Create"), back=back)


@page(f"{_ADDRESS}<int:group_id>/edit/", "group_edit", permission="cognito-idp:UpdateGroup")
def edit(request: HttpRequest, pool_id: str, group_id: int) -> HttpResponse:
    group = groups.get_group_by_id(user_pools.get_user_pool(pool_id), group_id)
    initial = {name: getattr(group, name) for name in ("description", "precedence", "role_arn")}
    form = GroupForm(request.POST or None, initial=initial)
    if form.is_valid():
        settings = _settings(form)
        if settings["role_arn"] != group.role_arn:
            _require_role(request, settings["role_arn"])
        with errors_on(form):
            groups.update_group(group, caller=request.caller, **settings)
            messages.success(request, gettext("The group is saved."))
            return redirect("admin:group", pool_id, group.pk)
    back = reverse("admin:group", args=[pool_id, group.pk])
    crumbs = (Crumb(group.name, back), Crumb(gettext("Edit")))
    words = {"heading": gettext("Edit group"), "lead": group.name, "submit": gettext("Save changes"), "back": back}
    return _form_page(request, group.pool, form, *crumbs, **words)


@page(f"{_ADDRESS}<int:group_id>/delete/", "group_delete", permission="cognito-idp:DeleteGroup")
@require_POST
def delete(request: HttpRequest, pool_id: str, group_id: int) -> HttpResponse:
    """As in Cognito's console a group must be empty (USR-115); the API deletes any."""
    group = groups.get_group_by_id(user_pools.get_user_pool(pool_id), group_id)
    if GroupMembership.objects.filter(group=group).exists():
        messages.error(request, gettext("Only empty groups can be deleted. Remove the members first."))
        return redirect("admin:group", pool_id, group.pk)
    with told(request, gettext("The group is deleted.")):
        groups.delete_group(group, caller=request.caller)
    return redirect("admin:groups", pool_id)


@page(f"{_ADDRESS}<int:group_id>/members/add/", "group_add", permission="cognito-idp:AdminAddUserToGroup")
@require_POST
def add(request: HttpRequest, pool_id: str, group_id: int) -> HttpResponse:
    group = groups.get_group_by_id(user_pools.get_user_pool(pool_id), group_id)
    with told(request, gettext("The user is a member of the group.")):
        user = users.get_user(group.pool, request.POST.get("username", "").strip())
        groups.admin_add_user_to_group(user, group, caller=request.caller)
    return redirect("admin:group", pool_id, group.pk)


@page(
    f"{_ADDRESS}<int:group_id>/members/remove/",
    "group_remove",
    permission="cognito-idp:AdminRemoveUserFromGroup",
)
@require_POST
def remove(request: HttpRequest, pool_id: str, group_id: int) -> HttpResponse:
    group = groups.get_group_by_id(user_pools.get_user_pool(pool_id), group_id)
    with told(request, gettext("The user is no member of the group any more.")):
        user = users.get_user(group.pool, request.POST.get("username", "").strip())
        groups.admin_remove_user_from_group(user, group, caller=request.caller)
    return redirect("admin:group", pool_id, group.pk)


@page(f"{_ADDRESS}<int:group_id>/", "group", permission="cognito-idp:GetGroup")
def group_page(request: HttpRequest, pool_id: str, group_id: int) -> HttpResponse:
    """The members are for who may list them."""
    group = groups.get_group_by_id(user_pools.get_user_pool(pool_id), group_id)
    found, refusal = Page([]), ""
    if permissions.is_allowed(request, "cognito-idp:ListUsersInGroup", pool=group.pool):
        found, refusal = _paged(request, lambda token: groups.list_users_in_group(group, limit=PAGE_SIZE, token=token))
    return render_in_pool(
        request,
        group.pool,
        "console/groups/group.html",
        Crumb(gettext("Groups"), reverse("admin:groups", args=[pool_id])),
        Crumb(group.name),
        tab="groups",
        group=group,
        page=found,
        refusal=refusal,
    )


def _settings(form: forms.Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("description", "precedence", "role_arn")}


def _require_role(request: HttpRequest, role_arn: str) -> None:
    """Whoever hands a role over must be allowed to, as on the wire (API-27)."""
    if role_arn:
        permissions.require_on(request, policy.PASS_ROLE, role_arn)


def _add_all(request: HttpRequest, group: Group, names: str) -> None:
    """Those who are named and exist; of the others it is said who they are."""
    wanted = list(dict.fromkeys(line.strip() for line in names.splitlines() if line.strip()))
    if wanted:
        permissions.require(request, "cognito-idp:AdminAddUserToGroup", {"pool_id": group.pool_id})
    for name in wanted:
        try:
            groups.admin_add_user_to_group(users.get_user(group.pool, name), group, caller=request.caller)
        except PoolError as error:
            messages.error(request, f"{name}: {error.message}")


def _paged(request: HttpRequest, listing: Any) -> tuple[Page, str]:
    after = request.GET.get("after", "")
    try:
        found, more = listing(after or None)
    except InvalidParameterException as error:
        return Page([], is_first=not after), error.message
    return Page(list(found), more or "", is_first=not after), ""


def _form_page(request: HttpRequest, pool: UserPool, form: forms.Form, *crumbs: Crumb, **words: Any) -> HttpResponse:
    trail = (Crumb(gettext("Groups"), reverse("admin:groups", args=[pool.id])), *crumbs)
    return render_in_pool(request, pool, "console/form_page.html", *trail, tab="groups", form=form, **words)
