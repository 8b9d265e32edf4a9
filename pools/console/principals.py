"""Users: administrators, who sign in to the console, and machine users, who only sign calls (APP-22, APP-28)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import password_validation
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools import ids
from pools.access import policy
from pools.actions import administrator_factors, administrator_sessions, policies, principals, roles
from pools.console import permissions
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.principal_forms import ChooseForm, CreateUserForm, PasswordForm, TagsForm, policy_choices
from pools.console.registry import page
from pools.console.role_words import worded
from pools.errors import InvalidParameterException, NoSuchEntityException
from pools.models import Administrator, PrincipalGroup

SHOWN = 500  # users; they are few


def load_user(request: HttpRequest, username: str, *, to_change: bool = False) -> Administrator:
    """The user. What happens to root only root decides: no policy can give that away."""
    try:
        user = principals.get_principal(username)
    except NoSuchEntityException as error:
        raise Http404 from error
    if to_change and not policy.may_manage(permissions.principal_of(request), user):
        raise PermissionDenied(gettext("Only a user with full access may change another one."))
    return user


@page("users/", "principals", permission="iam:ListUsers")
def list_of_users(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "").strip()
    users = Administrator.objects.order_by("username")
    if search:
        users = users.filter(username__icontains=search)
    kind = request.GET.get("kind", "")
    if kind in ("administrators", "machines"):
        users = users.filter(is_staff=kind == "administrators")
    shown = list(users[:SHOWN])
    held = roles.roles_of(shown)
    context = {"people": [(user, worded(held.get(user.pk))) for user in shown], "search": search, "kind": kind}
    return render(request, "console/principals/list.html", context)


@page("users/create/", "principal_create", permission="iam:CreateUser", confirms=True)
def create(request: HttpRequest) -> HttpResponse:
    form = CreateUserForm(request.POST or None, may_make_root=permissions.principal_of(request).is_superuser)
    if form.is_valid():
        given = form.cleaned_data
        permissions.require_on(request, "iam:CreateUser", ids.iam_arn(f"user/{given['username']}"))
        if given["policy"]:
            permissions.require_on(request, "iam:AttachUserPolicy", ids.iam_arn(f"user/{given['username']}"))
        with errors_on(form):
            user = _create(request, given)
            messages.success(request, gettext("User %s is created.") % user.username)
            return redirect("admin:principal", user.username)
    return _form_page(request, form, gettext("Create user"), gettext("Create user"))


def _create(request: HttpRequest, given: dict[str, Any]) -> Administrator:
    password = given["password"] if given["kind"] == "console" else ""
    if password:
        _check_password(password)
    is_root = given.get("is_superuser", False)
    with transaction.atomic():
        user = principals.create_principal(
            given["username"], password=password, is_superuser=is_root, caller=request.caller
        )
        if given["policy"]:
            policies.attach_policy(user, given["policy"], caller=request.caller)
    return user


def _check_password(password: str, user: Administrator | None = None) -> None:
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        raise InvalidParameterException(" ".join(error.messages)) from error


@page("users/<str:username>/", "principal", permission="iam:GetUser")
def user_page(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username)
    context = {
        "person": user,
        "role": worded(roles.roles_of([user]).get(user.pk)),
        "factors": administrator_factors.factors_of(user),
        "groups": list(user.principal_groups.order_by("name")),
        "attachments": list(user.attachments.order_by("policy_arn")),
        "inline_policies": list(user.inline_policies.order_by("name")),
        "keys": list(user.access_keys.order_by("created_at")),
        "crumbs": [_list_crumb(), Crumb(user.username)],
        "may": permissions.May(request, user.arn),
        "is_changeable": policy.may_manage(permissions.principal_of(request), user),
    }
    return render(request, "console/principals/user.html", context)


@page("users/<str:username>/password/", "principal_password", permission="iam:UpdateLoginProfile", confirms=True)
def set_password(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            _check_password(form.cleaned_data["password"], user)
            principals.set_password(user, form.cleaned_data["password"], caller=request.caller)
            messages.success(request, gettext("The password is set."))
            return redirect("admin:principal", username)
    return _form_page(request, form, gettext("Set console password"), gettext("Set password"), user)


@page(
    "users/<str:username>/boundary/", "principal_boundary", permission="iam:PutUserPermissionsBoundary", confirms=True
)
def set_boundary(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    choices = [("", _("None")), *policy_choices()]
    given = request.POST or {"choice": user.boundary_arn}
    form = ChooseForm(_("Permissions boundary"), choices, given, required=False)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            policies.set_boundary(user, form.cleaned_data["choice"], caller=request.caller)
            messages.success(request, gettext("The permissions boundary is set."))
            return redirect("admin:principal", username)
    return _form_page(request, form, gettext("Permissions boundary"), gettext("Save changes"), user)


@page("users/<str:username>/tags/", "principal_tags", permission="iam:TagUser", confirms=True)
def set_tags(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    lines = [f"{name}={value}" for name, value in user.tags.items()]
    form = TagsForm(request.POST or None, initial={"tags": lines})
    if form.is_valid():
        with errors_on(form):
            principals.replace_tags(user, form.as_mapping(), caller=request.caller)
            messages.success(request, gettext("The tags are saved."))
            return redirect("admin:principal", username)
    return _form_page(request, form, gettext("Edit tags"), gettext("Save changes"), user)


@page("users/<str:username>/groups/", "principal_add_group", permission="iam:ListGroupsForUser", confirms=True)
def add_to_group(request: HttpRequest, username: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    others = PrincipalGroup.objects.exclude(memberships__user=user).order_by("name")
    form = ChooseForm(_("Group"), [(group.name, group.name) for group in others], request.POST or None)
    if form.is_valid():
        group = principals.get_group(form.cleaned_data["choice"])
        permissions.require_on(request, "iam:AddUserToGroup", group.arn)
        with errors_on(form):
            principals.add_user_to_group(user, group, caller=request.caller)
            messages.success(request, gettext("The user is in the group."))
            return redirect("admin:principal", username)
    return _form_page(request, form, gettext("Add to group"), gettext("Add to group"), user)


@page(
    "users/<str:username>/groups/<str:group>/remove/",
    "principal_remove_group",
    permission="iam:ListGroupsForUser",
    confirms=True,
)
@require_POST
def remove_from_group(request: HttpRequest, username: str, group: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    permissions.require_on(request, "iam:RemoveUserFromGroup", ids.iam_arn(f"group/{group}"))
    with told(request, gettext("The user is no longer in the group.")):
        principals.remove_user_from_group(user, principals.get_group(group), caller=request.caller)
    return redirect("admin:principal", username)


_CHANGES = {
    "activate": ("iam:UpdateUser", _("The user is active."), {"is_active": True}),
    "deactivate": (
        "iam:UpdateUser",
        _("The user is inactive: keys and password are refused."),
        {"is_active": False},
    ),
}


@page("users/<str:username>/do/<str:verb>/", "principal_change", permission="iam:GetUser", confirms=True)
@require_POST
def change(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    user = load_user(request, username, to_change=True)
    if verb == "delete":
        return _delete(request, user)
    if verb == "remove-password":
        permissions.require_on(request, "iam:DeleteLoginProfile", user.arn)
        with told(request, _("The user can no longer sign in to the console.")):
            principals.set_password(user, "", caller=request.caller)
    elif verb == "reset-second-factor":
        permissions.require_on(request, "iam:DeactivateMFADevice", user.arn)
        with told(request, _("The second factor is taken away. The user sets up another one.")):
            administrator_factors.reset(user, caller=request.caller)
    elif verb == "sign-out":
        permissions.require_on(request, "iam:UpdateLoginProfile", user.arn)
        with told(request, _("The user is signed out of the console everywhere.")):
            administrator_sessions.end_all(user, caller=request.caller)
    elif verb in _CHANGES:
        action, done, changes = _CHANGES[verb]
        permissions.require_on(request, action, user.arn)
        with told(request, done):
            principals.update_principal(user, caller=request.caller, **changes)
    else:
        raise Http404
    return redirect("admin:principal", username)


def _delete(request: HttpRequest, user: Administrator) -> HttpResponse:
    permissions.require_on(request, "iam:DeleteUser", user.arn)
    username = user.username
    with told(request, gettext("User %s is deleted.") % username):
        principals.delete_principal(user, caller=request.caller)
    still_there = Administrator.objects.filter(username=username).exists()
    return redirect("admin:principal", username) if still_there else redirect("admin:principals")


def _list_crumb() -> Crumb:
    return Crumb(gettext("Principals"), reverse("admin:principals"))


def _form_page(
    request: HttpRequest, form: Any, heading: str, submit: str, user: Administrator | None = None
) -> HttpResponse:
    back = reverse("admin:principal", args=[user.username]) if user else reverse("admin:principals")
    crumbs = [_list_crumb(), *([Crumb(user.username, back)] if user else []), Crumb(heading)]
    context = {"heading": heading, "form": form, "submit": submit, "back": back, "crumbs": crumbs}
    return render(request, "console/form_page.html", context | {"lead": user.username if user else ""})
