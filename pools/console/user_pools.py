"""User pools: the list, a new one, one's overview, its end."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import partial_changes, pool_presets, user_pools
from pools.console import keyset, permissions, pools_in_sight
from pools.console.analytics import checklist, pages
from pools.console.fields import CARDS, Option, choose_many
from pools.console.layout import Crumb, errors_on, render, render_in_pool
from pools.console.registry import page, tab
from pools.models import UserPool

tab("user_pool", _("Overview"), permission="cognito-idp:DescribeUserPool", place=10)


class CreateForm(forms.Form):
    name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("User pool name"),
        help_text=_("1 to 128 characters: letters, digits, spaces and _ + = , . @ -"),
        widget=forms.TextInput(attrs={"autofocus": True, "placeholder": "customers"}),
    )
    pool_id = forms.CharField(
        required=False,
        max_length=55,
        label=_("User pool ID"),
        help_text=_("Made up for you. Give the one of a migrated pool to keep its applications' configuration."),
        widget=forms.TextInput(attrs={"placeholder": f"{settings.REGION}_aB3dE6gH9", "autocomplete": "off"}),
    )
    sign_in_options = choose_many(
        _("Cognito user pool sign-in options"),
        {
            "username": Option(_("User name"), _("A name of their own choice")),
            "email": Option(_("Email"), _("Their e-mail address")),
            "phone_number": Option(_("Phone number"), _("In international form, +1…")),
        },
        layout=CARDS,
        initial=["email"],
    )
    case_sensitive = forms.BooleanField(
        required=False,
        label=_("Make user name case sensitive"),
        help_text=_("Off is recommended: then “Alice” and “alice” are the same user."),
    )
    self_registration = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Enable self-registration"),
        help_text=_("Visitors can sign up by themselves. Otherwise only administrators create users."),
    )


class DeleteForm(forms.Form):
    """A protected pool takes one word more (CON-99)."""

    deactivate = forms.BooleanField(
        label=_("Deactivate deletion protection"),
        help_text=_("The user pool is protected from deletion. This deactivates the protection, and deletes it."),
    )
    name = forms.CharField(label=_("User pool name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, pool: UserPool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = pool
        self.is_protected = pool.deletion_protection == UserPool.Protection.ACTIVE
        if not self.is_protected:
            del self.fields["deactivate"]
        self.fields["name"].help_text = _("Type “%s” to confirm.") % pool.name

    def clean_name(self) -> str:
        if self.cleaned_data["name"] != self.pool.name:
            raise forms.ValidationError(_("This is not the name of the user pool."))
        return self.pool.name


@page("user-pools/", "user_pools", permission="cognito-idp:ListUserPools")
def list_of_pools(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("search", "").strip()
    pools = UserPool.objects.all()
    if search:
        pools = pools.filter(name__icontains=search) | pools.filter(id=search)
    context = {"page": pools_in_sight.page(request, pools, request.GET.get("after", "")), "search": search}
    return render(request, "console/user_pools/list.html", context)


@page("user-pools/create/", "user_pool_create", permission="cognito-idp:CreateUserPool")
def create(request: HttpRequest) -> HttpResponse:
    form = CreateForm(request.POST or None)
    if form.is_valid():
        choices = dict(form.cleaned_data)
        name, pool_id = choices.pop("name"), choices.pop("pool_id") or None
        with errors_on(form):
            columns = pool_presets.settings_of_new_pool(**choices)
            pool = user_pools.create_user_pool(
                name, region=settings.REGION, caller=request.caller, pool_id=pool_id, **columns
            )
            messages.success(request, gettext("User pool %s is created.") % pool.name)
            return redirect("admin:user_pool", pool.id)
    crumbs = [Crumb("User pools", reverse("admin:user_pools")), Crumb(gettext("Create"))]
    return render(request, "console/user_pools/create.html", {"form": form, "crumbs": crumbs})


@page("user-pools/<str:pool_id>/", "user_pool", permission="cognito-idp:DescribeUserPool")
def overview(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    clients = list(pool.app_clients.all()[:1])
    return render_in_pool(
        request,
        pool,
        "console/user_pools/overview.html",
        tab="user_pool",
        figures=pages.summary(pool),
        steps=checklist.of_pool(request, pool, clients[0] if clients else None),
        users=keyset.count_up_to(pool.users.all(), 1000),
        clients=clients,
        domain=pool.domains.first(),
        endpoint=settings.PUBLIC_URL,
    )


@page("user-pools/<str:pool_id>/delete/", "user_pool_delete", permission="cognito-idp:DeleteUserPool", confirms=True)
def delete(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = DeleteForm(pool, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            _delete(request, pool, form)
            messages.success(request, gettext("User pool %s is deleted.") % pool.name)
            return redirect("admin:user_pools")
    return render_in_pool(
        request,
        pool,
        "console/form_page.html",
        Crumb(gettext("Delete")),
        heading=gettext("Delete user pool"),
        lead=gettext(
            "Its users, app clients and keys are deleted with it, and nobody signs in any more. This cannot be undone."
        ),
        form=form,
        submit=gettext("Delete user pool"),
        is_dangerous=True,
        back=reverse("admin:user_pool", args=[pool.id]),
    )


def _delete(request: HttpRequest, pool: UserPool, form: DeleteForm) -> None:
    if form.is_protected:
        permissions.require(request, "cognito-idp:UpdateUserPool", {"pool_id": pool.id})
        partial_changes.delete_protected_user_pool(pool, caller=request.caller)
    else:
        user_pools.delete_user_pool(pool, caller=request.caller)
