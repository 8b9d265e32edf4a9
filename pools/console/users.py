"""Users of a pool: search, a new one, one's page."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import attribute_changes, contacts, saved_views, searched_attributes, user_pools, user_search, users
from pools.actions.user_search import Found
from pools.console import bulk, user_columns, user_search_form
from pools.console.inbox import newest_code
from pools.console.keyset import PAGE_SIZE, Page
from pools.console.layout import Crumb, errors_on, render_in_pool, render_part
from pools.console.registry import page, tab
from pools.console.user_changes import load_user
from pools.console.user_forms import AttributesForm, CreateForm, PasswordForm
from pools.console.user_frame import render_part_of_user, users_crumb
from pools.console.user_search_form import UserSearchForm
from pools.errors import InvalidParameterException
from pools.models import Administrator, User, UserPool
from pools.templatetags.console import display_name

tab("users", _("Users"), permission="cognito-idp:ListUsers", place=20)


@page("user-pools/<str:pool_id>/users/", "users", permission="cognito-idp:ListUsers")
def list_page(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The list, or for the script that searches as one types its table alone."""
    pool = user_pools.get_user_pool(pool_id)
    form = UserSearchForm(pool, request.GET)
    context = _found(request, pool, form)
    is_part = request.headers.get("X-Poolhouse-Part") == "users"
    if is_part:
        answer: HttpResponse = render_part(request, pool, "console/users/found.html", context)
    else:
        answer = render_in_pool(
            request, pool, "console/users/list.html", tab="users", **context, **_tools(request, pool)
        )
    patch_vary_headers(answer, ["X-Poolhouse-Part"])
    return answer


@page("user-pools/<str:pool_id>/users/create/", "user_create", permission="cognito-idp:AdminCreateUser")
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = CreateForm(pool, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            user = users.admin_create_user(pool, form.user_name(), caller=request.caller, **form.arguments())
            messages.success(request, gettext("User %s is created.") % user.username)
            return redirect("admin:user", pool.id, user.sub)
    crumbs = [users_crumb(pool), Crumb(gettext("Create"))]
    return render_in_pool(
        request, pool, "console/users/create.html", *crumbs, tab="users", form=form, recovery=_recovery(pool)
    )


@page("user-pools/<str:pool_id>/users/<uuid:sub>/", "user", permission="cognito-idp:AdminGetUser")
def user_page(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    return render_part_of_user(
        request,
        user,
        "user",
        "console/users/user.html",
        attributes=[(name, value) for name, value in sorted(user.attributes.items()) if name not in _FLAGS],
        newest=newest_code(request, user),
    )


@page(
    "user-pools/<str:pool_id>/users/<uuid:sub>/attributes/",
    "user_attributes",
    permission="cognito-idp:AdminUpdateUserAttributes",
)
def edit_attributes(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    pool = user.pool
    form = AttributesForm(user, pool.attribute_schema, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            if changes := form.changes():
                attribute_changes.admin_update_user_attributes(user, changes, caller=request.caller)
            messages.success(request, gettext("The attributes are saved."))
            return redirect("admin:user", pool.id, user.sub)
    return _form_page(request, user, form, gettext("Edit user attributes"), gettext("Save changes"))


@page(
    "user-pools/<str:pool_id>/users/<uuid:sub>/password/",
    "user_password",
    permission="cognito-idp:AdminSetUserPassword",
)
def set_password(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            users.admin_set_user_password(user, caller=request.caller, **form.cleaned_data)
            messages.success(request, gettext("The password is set."))
            return redirect("admin:user", user.pool_id, user.sub)
    return _form_page(request, user, form, gettext("Set password"), gettext("Set password"))


_MECHANISMS = {"email": _("Email"), "phone_number": _("SMS message")}
_FLAGS = ("email_verified", "phone_number_verified")  # shown beside the address they speak of


def _found(request: HttpRequest, pool: UserPool, form: UserSearchForm) -> dict[str, Any]:
    """What the table is made of."""
    columns = user_columns.chosen(request, pool)
    found, refusal = Found([]), ""
    try:
        if form.is_valid():
            found = user_search.find_users(pool, form.query, size=PAGE_SIZE, token=request.GET.get("after", ""))
        else:
            refusal = " ".join(str(error) for errors in form.errors.values() for error in errors)
    except InvalidParameterException as error:
        refusal = error.message
    return {
        "form": form,
        "columns": columns,
        "page": Page(user_columns.rows_of(found.users, columns), found.next_token, not request.GET.get("after")),
        "looked_through": found.looked_through,
        "refusal": refusal,
        "asked": user_search_form.asked(request.GET),
        "kept": user_search_form.kept(request.GET),
        "changes": bulk.offered(request, pool),
        "is_being_indexed": ":" in request.GET.get("attribute", "") and searched_attributes.is_being_indexed(pool),
    }


def _tools(request: HttpRequest, pool: UserPool) -> dict[str, Any]:
    """What stands around the table."""
    assert isinstance(request.user, Administrator)
    chosen = {column.name for column in user_columns.chosen(request, pool)}
    return {
        "views": saved_views.list_views(request.user, pool),
        "all_columns": [(column, column.name in chosen) for column in user_columns.all_of(pool)],
        "custom_attributes": searched_attributes.of_schema(pool),
    }


def _recovery(pool: UserPool) -> list[str]:
    """How users may recover their accounts, in the pool's order (USR-96)."""
    return [str(_MECHANISMS.get(name, name)) for name in contacts.recovery_order(pool)]


def _form_page(request: HttpRequest, user: User, form: object, heading: str, submit: str) -> HttpResponse:
    back = reverse("admin:user", args=[user.pool_id, user.sub])
    return render_in_pool(
        request,
        user.pool,
        "console/form_page.html",
        users_crumb(user.pool),
        Crumb(display_name(user), back),
        Crumb(heading),
        heading=heading,
        lead=display_name(user),
        tab="users",
        form=form,
        submit=submit,
        back=back,
    )
