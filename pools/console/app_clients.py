"""App clients: the list, a new one, one's page with its secret and hosted UI, its settings, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import app_clients, client_settings, hosted_ui, user_pools
from pools.console import keyset, own_settings
from pools.console.app_client_forms import AppClientForm, CreateForm, custom_scopes_of, initial_of, values_of
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page, tab
from pools.models import AppClient, UserPool

tab("app_clients", _("App clients"), permission="cognito-idp:ListUserPoolClients", place=30)


@page("user-pools/<str:pool_id>/app-clients/", "app_clients", permission="cognito-idp:ListUserPoolClients")
def list_of_clients(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    clients = keyset.newest_first(pool.app_clients.all(), request.GET.get("after", ""))
    return render_in_pool(request, pool, "console/app_clients/list.html", tab="app_clients", page=clients)


@page(
    "user-pools/<str:pool_id>/app-clients/create/",
    "app_client_create",
    permission="cognito-idp:CreateUserPoolClient",
)
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = CreateForm(request.POST or None, initial=initial_of(pool), pool=pool, custom_scopes=custom_scopes_of(pool))
    if form.is_valid():
        with errors_on(form):
            client = app_clients.create_app_client(
                pool,
                form.cleaned_data["client_name"],
                caller=request.caller,
                client_id=form.cleaned_data["client_id"] or None,
                generate_secret=form.generates_secret(),
                **form.settings(),
            )
            messages.success(request, gettext("App client %s is created.") % client.client_name)
            return redirect("admin:app_client", pool.id, client.client_id)
    return _form_page(request, pool, form, Crumb(gettext("Create")), heading=gettext("Create app client"))


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/",
    "app_client",
    permission="cognito-idp:DescribeUserPoolClient",
)
def app_client(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    pool, client = _load(pool_id, client_id)
    return _client_page(request, pool, client)


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/secret/",
    "app_client_secret",
    permission="cognito-idp:DescribeUserPoolClient",
)
@require_POST
def show_secret(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    """By POST, so that it is in no history and no prefetch."""
    pool, client = _load(pool_id, client_id)
    return _client_page(request, pool, client, secret=client.secret)


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/edit/",
    "app_client_edit",
    permission="cognito-idp:UpdateUserPoolClient",
)
def edit(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    pool, client = _load(pool_id, client_id)
    choices = custom_scopes_of(pool, client)
    form = AppClientForm(request.POST or None, initial=values_of(client), pool=pool, custom_scopes=choices)
    if form.is_valid():
        with errors_on(form):
            name, settings = form.cleaned_data["client_name"], _current_settings(client) | form.settings()
            app_clients.update_app_client(client, caller=request.caller, client_name=name, **settings)
            messages.success(request, gettext("The changes are saved."))
            return redirect("admin:app_client", pool.id, client.client_id)
    return _form_page(request, pool, form, _crumb(client), Crumb(gettext("Edit")), heading=gettext("Edit app client"))


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/delete/",
    "app_client_delete",
    permission="cognito-idp:DeleteUserPoolClient",
)
@require_POST
def delete(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    pool, client = _load(pool_id, client_id)
    with told(request, gettext("App client %s is deleted.") % client.client_name):
        app_clients.delete_app_client(client, caller=request.caller)
    return redirect("admin:app_clients", pool.id)


def _load(pool_id: str, client_id: str) -> tuple[UserPool, AppClient]:
    client = app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))
    return client.pool, client


def _current_settings(client: AppClient) -> dict[str, Any]:
    """All of them: an update sets back what it is not given (APP-101)."""
    return {name: getattr(client, name) for name in client_settings.REPLACEABLE}


def _crumb(client: AppClient) -> Crumb:
    return Crumb(client.client_name, reverse("admin:app_client", args=[client.pool_id, client.client_id]))


def _client_page(request: HttpRequest, pool: UserPool, client: AppClient, *, secret: str | None = None) -> HttpResponse:
    return render_in_pool(
        request,
        pool,
        "console/app_clients/app_client.html",
        _list_crumb(pool),
        Crumb(client.client_name),
        tab="app_clients",
        client=client,
        secret=secret,
        own_settings=own_settings.of_client(client),
        sign_in_url=hosted_ui.find_sign_in_url(client),
    )


def _form_page(request: HttpRequest, pool: UserPool, form: AppClientForm, *crumbs: Crumb, heading: str) -> HttpResponse:
    return render_in_pool(
        request,
        pool,
        "console/app_clients/form.html",
        _list_crumb(pool),
        *crumbs,
        tab="app_clients",
        heading=heading,
        form=form,
        back=next((crumb.url for crumb in crumbs if crumb.url), reverse("admin:app_clients", args=[pool.id])),
    )


def _list_crumb(pool: UserPool) -> Crumb:
    return Crumb(gettext("App clients"), reverse("admin:app_clients", args=[pool.id]))
