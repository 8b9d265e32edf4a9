"""Resource servers of a pool and their custom scopes, below its app integration (CON-194 to CON-197, FED-77)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import resource_servers, user_pools
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page
from pools.models import ResourceServer, UserPool

_ADDRESS = "user-pools/<str:pool_id>/app-integration/resource-servers/"
_EMPTY_ROWS = 3
_SHOWN = 300  # as many as Cognito ever grants (API-195)


class EditForm(forms.Form):
    name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=256,
        label=_("Resource server name"),
        widget=forms.TextInput(attrs={"autofocus": True, "placeholder": "Photo API"}),
    )


class CreateForm(EditForm):
    identifier = forms.RegexField(
        r"^[\x21\x23-\x5B\x5D-\x7E]+$",
        max_length=256,
        label=_("Resource server identifier"),
        help_text=_("An address or a name, which scopes start with. It can't be changed later."),
        widget=forms.TextInput(attrs={"placeholder": "https://photos.example.com", "autocapitalize": "none"}),
    )


class ScopeForm(forms.Form):
    """One row of the table. An empty one is no scope."""

    scope_name = forms.RegexField(
        r"^[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+$",
        max_length=256,
        label=_("Scope name"),
        error_messages={"invalid": _("No spaces, slashes or quotes.")},
        widget=forms.TextInput(attrs={"placeholder": "read", "autocapitalize": "none"}),
    )
    description = forms.CharField(
        max_length=256, label=_("Description"), widget=forms.TextInput(attrs={"placeholder": "Look at photos"})
    )

    def has_changed(self) -> bool:
        """Whether anything stands in the row, so that a scope is taken away by emptying its row."""
        return any(self.data.get(self.add_prefix(name), "").strip() for name in self.fields)


class ScopeRows(forms.BaseFormSet):
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"empty_permitted": True, "use_required_attribute": False}


@page(_ADDRESS, "resource_servers", permission="cognito-idp:ListResourceServers")
def list_of_servers(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    servers, _more = resource_servers.list_resource_servers(pool, limit=_SHOWN)
    return render_in_pool(
        request,
        pool,
        "console/resource_servers/list.html",
        *_crumbs(pool, is_last=True),
        tab="app_integration",
        servers=servers,
    )


@page(f"{_ADDRESS}create/", "resource_server_create", permission="cognito-idp:CreateResourceServer")
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form, scopes = CreateForm(request.POST or None), _scope_forms(request, ())
    if _is_complete(request, form, scopes):
        given = form.cleaned_data
        with errors_on(form):
            resource_servers.create_resource_server(
                pool, given["identifier"], given["name"], _scopes(scopes), caller=request.caller
            )
            messages.success(request, gettext("Resource server %s is created.") % given["name"])
            return redirect("admin:resource_servers", pool.id)
    return _form_page(request, pool, form, scopes, gettext("Create resource server"))


@page(f"{_ADDRESS}<int:server_id>/edit/", "resource_server_edit", permission="cognito-idp:UpdateResourceServer")
def edit(request: HttpRequest, pool_id: str, server_id: int) -> HttpResponse:
    server = _load(pool_id, server_id)
    form = EditForm(request.POST or None, initial={"name": server.name})
    scopes = _scope_forms(request, server.scopes)
    if _is_complete(request, form, scopes):
        with errors_on(form):
            resource_servers.update_resource_server(
                server, form.cleaned_data["name"], _scopes(scopes), caller=request.caller
            )
            messages.success(request, gettext("The changes are saved."))
            return redirect("admin:resource_servers", server.pool_id)
    return _form_page(request, server.pool, form, scopes, gettext("Edit resource server"), server)


@page(f"{_ADDRESS}<int:server_id>/delete/", "resource_server_delete", permission="cognito-idp:DeleteResourceServer")
@require_POST
def delete(request: HttpRequest, pool_id: str, server_id: int) -> HttpResponse:
    server = _load(pool_id, server_id)
    with told(request, gettext("Resource server %s is deleted.") % server.name):
        resource_servers.delete_resource_server(server, caller=request.caller)
    return redirect("admin:resource_servers", server.pool_id)


def _load(pool_id: str, server_id: int) -> ResourceServer:
    return resource_servers.get_resource_server_by_id(user_pools.get_user_pool(pool_id), server_id)


def _scope_forms(request: HttpRequest, scopes: Any) -> forms.BaseFormSet:
    """The scopes there are, and some empty rows. Without JavaScript a button asks for more."""
    rows = forms.formset_factory(
        ScopeForm, formset=ScopeRows, extra=_EMPTY_ROWS, max_num=resource_servers.SCOPES_PER_SERVER
    )
    known = [{"scope_name": scope["ScopeName"], "description": scope["ScopeDescription"]} for scope in scopes]
    if "more" in request.POST:
        data = request.POST.copy()
        data["scope-TOTAL_FORMS"] = str(_number(data.get("scope-TOTAL_FORMS", "")) + _EMPTY_ROWS)
        return rows(data, prefix="scope", initial=known)
    return rows(request.POST or None, prefix="scope", initial=known)


def _number(text: str) -> int:
    return min(int(text), resource_servers.SCOPES_PER_SERVER) if text.isdecimal() and len(text) < 4 else 0


def _is_complete(request: HttpRequest, form: forms.Form, scopes: forms.BaseFormSet) -> bool:
    """Whether all of it may go to the action. To ask for more rows is not to save."""
    return request.method == "POST" and form.is_valid() and scopes.is_valid() and "more" not in request.POST


def _scopes(rows: forms.BaseFormSet) -> list[dict[str, str]]:
    """A row that was emptied is a scope that is to go."""
    return [
        {"ScopeName": row["scope_name"], "ScopeDescription": row["description"]}
        for row in rows.cleaned_data
        if row.get("scope_name")
    ]


def _form_page(
    request: HttpRequest,
    pool: UserPool,
    form: forms.Form,
    scopes: forms.BaseFormSet,
    heading: str,
    server: ResourceServer | None = None,
) -> HttpResponse:
    return render_in_pool(
        request,
        pool,
        "console/resource_servers/form.html",
        *_crumbs(pool),
        Crumb(server.name if server else gettext("Create")),
        tab="app_integration",
        heading=heading,
        form=form,
        scopes=scopes,
        server=server,
        back=reverse("admin:resource_servers", args=[pool.id]),
    )


def _crumbs(pool: UserPool, *, is_last: bool = False) -> tuple[Crumb, ...]:
    own = "" if is_last else reverse("admin:resource_servers", args=[pool.id])
    return (
        Crumb(gettext("App integration"), reverse("admin:app_integration", args=[pool.id])),
        Crumb(gettext("Resource servers"), own),
    )
