"""What Cognito has no setting for, of app clients: a card on their pages, and a form."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from pools.actions import app_clients, client_own_settings, user_pools
from pools.actions.own_settings import Kind, OwnSetting
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page
from pools.console.settings_pages.own_settings import field_of
from pools.models import AppClient, UserPool


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """A setting on a card."""

    title: str
    kind: Kind
    is_on: bool
    said: str


def of_client(client: AppClient) -> list[Shown]:
    """What the card on the app client's page lists."""
    return _shown(
        client_own_settings.OWN_SETTINGS, client_own_settings.values_of(client), client_own_settings.said_of(client)
    )


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/own-settings/",
    "app_client_own_settings",
    permission="cognito-idp:UpdateUserPoolClient",
)
def edit_client(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))
    initial = client_own_settings.values_of(client)
    form = _Form(client_own_settings.OWN_SETTINGS, request.POST or None, initial=initial)
    if form.is_valid():
        with errors_on(form):
            client_own_settings.set_own_settings(client, caller=request.caller, **form.cleaned_data)
            messages.success(request, gettext("The changes are saved."))
            return redirect("admin:app_client", pool_id, client_id)
    back = reverse("admin:app_client", args=[pool_id, client_id])
    crumbs = (
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[pool_id])),
        Crumb(client.client_name, back),
    )
    return _form_page(request, client.pool, form, *crumbs, tab="app_clients", lead=client.client_name, back=back)


class _Form(forms.Form):
    """A field for each setting that is declared."""

    def __init__(self, declared: Mapping[str, OwnSetting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {name: field_of(setting) for name, setting in declared.items()}


def _shown(declared: Mapping[str, OwnSetting], values: Mapping[str, Any], words: Mapping[str, str]) -> list[Shown]:
    return [
        Shown(each.title, each.kind, bool(values[name]), each.choices.get(words[name], words[name]))
        for name, each in declared.items()
    ]


def _form_page(request: HttpRequest, pool: UserPool, form: forms.Form, *crumbs: Crumb, **context: Any) -> HttpResponse:
    heading, submit = gettext("Settings beyond Cognito"), gettext("Save changes")
    here = Crumb(heading)
    return render_in_pool(
        request, pool, "console/form_page.html", *crumbs, here, heading=heading, form=form, submit=submit, **context
    )
