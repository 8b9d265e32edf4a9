"""Users of a pool: search, a new one, one's page."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import attribute_changes, user_pools, users
from pools.actions.list_users import list_users
from pools.console.inbox import newest_code
from pools.console.keyset import PAGE_SIZE, Page
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page, tab
from pools.console.user_changes import load_user, offered_changes
from pools.console.user_forms import AttributesForm, CreateForm, PasswordForm, SearchForm
from pools.errors import InvalidParameterException
from pools.models import AuditEvent, User, UserPool
from pools.templatetags.console import display_name

tab("users", _("Users"), permission="cognito-idp:ListUsers", place=20)


@page("user-pools/<str:pool_id>/users/", "users", permission="cognito-idp:ListUsers")
def list_page(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = SearchForm(request.GET or None)
    return render_in_pool(
        request, pool, "console/users/list.html", tab="users", form=form, page=_found(request, pool, form)
    )


@page("user-pools/<str:pool_id>/users/create/", "user_create", permission="cognito-idp:AdminCreateUser")
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = CreateForm(pool, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            user = users.admin_create_user(pool, form.user_name(), caller=request.caller, **form.arguments())
            messages.success(request, gettext("User %s is created.") % user.username)
            return redirect("admin:user", pool.id, user.sub)
    crumbs = [_list_crumb(pool), Crumb(gettext("Create"))]
    return render_in_pool(request, pool, "console/users/create.html", *crumbs, tab="users", form=form)


@page("user-pools/<str:pool_id>/users/<uuid:sub>/", "user", permission="cognito-idp:AdminGetUser")
def user_page(request: HttpRequest, pool_id: str, sub: uuid.UUID) -> HttpResponse:
    user = load_user(pool_id, sub)
    pool = user.pool
    return render_in_pool(
        request,
        pool,
        "console/users/user.html",
        _list_crumb(pool),
        Crumb(display_name(user)),
        tab="users",
        user_shown=user,
        attributes=[(name, value) for name, value in sorted(user.attributes.items()) if name not in _FLAGS],
        changes=offered_changes(request, user),
        events=list(AuditEvent.objects.filter(sub=str(user.sub), read_only=False).order_by("-created_at")[:10]),
        newest=newest_code(request, user),
        sessions=list(user.sessions.select_related("client").order_by("-auth_time")[:5]),
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


_FLAGS = ("email_verified", "phone_number_verified")  # shown beside the address they speak of


def _found(request: HttpRequest, pool: UserPool, form: SearchForm) -> Page:
    after = request.GET.get("after", "")
    try:
        found = list_users(pool, filter_text=form.filter_text(), limit=PAGE_SIZE, pagination_token=after or None)
    except InvalidParameterException as error:
        messages.error(request, error.message)
        return Page([])
    return Page(found.users, found.next_token or "", is_first=not after)


def _form_page(request: HttpRequest, user: User, form: object, heading: str, submit: str) -> HttpResponse:
    back = reverse("admin:user", args=[user.pool_id, user.sub])
    return render_in_pool(
        request,
        user.pool,
        "console/form_page.html",
        _list_crumb(user.pool),
        Crumb(display_name(user), back),
        Crumb(heading),
        heading=heading,
        lead=display_name(user),
        tab="users",
        form=form,
        submit=submit,
        back=back,
    )


def _list_crumb(pool: UserPool) -> Crumb:
    return Crumb(gettext("Users"), reverse("admin:users", args=[pool.id]))
