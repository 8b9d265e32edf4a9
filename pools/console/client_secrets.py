"""The secrets of an app client: a second one beside the first, so that servers change over one by one (CON-262)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import app_clients, client_secrets, user_pools
from pools.console.fields import line
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page
from pools.models import AppClient

_ROUTE = "user-pools/<str:pool_id>/app-clients/<str:client_id>/secrets/"


class AddForm(forms.Form):
    secret = line(
        _("Client secret of your own"),
        64,
        _("24 to 64 letters, digits, _ and +. Empty: one is made up."),
        pattern=r"[A-Za-z0-9_+]{24,64}",
    )


@page(_ROUTE, "app_client_secrets", permission="cognito-idp:ListUserPoolClientSecrets")
def list_of_secrets(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    """Which secrets count. Their values are shown when they are added, and never again."""
    return _page(request, _load(pool_id, client_id), AddForm())


@page(f"{_ROUTE}add/", "app_client_secret_add", permission="cognito-idp:AddUserPoolClientSecret", confirms=True)
def add(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = _load(pool_id, client_id)
    form = AddForm(request.POST or None)
    made = None
    if form.is_valid():
        with errors_on(form):
            made = client_secrets.add_client_secret(client, form.cleaned_data["secret"] or None, caller=request.caller)
            messages.success(request, gettext("The client secret is added. Both are good now."))
    return _page(request, _load(pool_id, client_id), AddForm() if made else form, value=made.value if made else "")


@page(
    f"{_ROUTE}<str:secret_id>/delete/",
    "app_client_secret_delete",
    permission="cognito-idp:DeleteUserPoolClientSecret",
    confirms=True,
)
@require_POST
def delete(request: HttpRequest, pool_id: str, client_id: str, secret_id: str) -> HttpResponse:
    with told(request, gettext("The client secret is deleted.")):
        client_secrets.delete_client_secret(_load(pool_id, client_id), secret_id, caller=request.caller)
    return redirect("admin:app_client_secrets", pool_id, client_id)


def _load(pool_id: str, client_id: str) -> AppClient:
    return app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))


def _page(request: HttpRequest, client: AppClient, form: AddForm, *, value: str = "") -> HttpResponse:
    pool = client.pool
    return render_in_pool(
        request,
        pool,
        "console/app_clients/secrets.html",
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[pool.id])),
        Crumb(client.client_name, reverse("admin:app_client", args=[pool.id, client.client_id])),
        Crumb(gettext("Client secrets")),
        tab="app_clients",
        client=client,
        form=form,
        value=value,
        may_add=client.has_secret
        and not client.is_self_registered
        and len(client.secrets) < client_secrets.MAX_SECRETS,
    )
