"""App clients: the list, a new one, one's page with its secret and cards, its settings, its end."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import app_clients, hosted_ui, user_pools
from pools.console import consoles, keyset
from pools.console.client_settings.new_client import NewClient
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page, tab
from pools.console.settings_pages import editing
from pools.console.settings_pages.slices import ClientSlice, client_slices
from pools.models import AppClient, UserPool

tab("app_clients", _("App clients"), permission="cognito-idp:ListUserPoolClients", place=30)

_CARDS = (
    "client-information",
    "hosted-ui",
    "attribute-permissions",
    "advanced",
    "sso-session",
    "threat-protection",
    "terms",
    "analytics",
    "own-settings",
)
_DETAILS = (
    "client-information",
    "attribute-permissions",
    "advanced",
    "sso-session",
    "analytics",
    "own-settings",
)  # of the original console's boxes


@page("user-pools/<str:pool_id>/app-clients/", "app_clients", permission="cognito-idp:ListUserPoolClients")
def list_of_clients(request: HttpRequest, pool_id: str) -> HttpResponse:
    """A table; in the original console a box for each client, with its forms in it."""
    pool = user_pools.get_user_pool(pool_id)
    if consoles.is_original(request):
        return _boxes(request, pool, "console/app_clients/original.html", _DETAILS, "app_clients")
    clients = keyset.newest_first(pool.app_clients.all(), request.GET.get("after", ""))
    return render_in_pool(request, pool, "console/app_clients/list.html", tab="app_clients", page=clients)


@page(
    "user-pools/<str:pool_id>/app-client-settings/",
    "app_client_settings",
    permission="cognito-idp:ListUserPoolClients",
)
def settings_of_clients(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The original console's page for what the hosted UI needs of each client (CON-178)."""
    pool = user_pools.get_user_pool(pool_id)
    return _boxes(request, pool, "console/app_clients/original_settings.html", ("hosted-ui",), "app_client_settings")


@page(
    "user-pools/<str:pool_id>/app-clients/create/",
    "app_client_create",
    permission="cognito-idp:CreateUserPoolClient",
)
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    is_original = consoles.is_original(request)
    form = NewClient(pool, request.POST or None, is_original=is_original)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            client = form.create(pool, caller=request.caller)
            messages.success(request, gettext("App client %s is created.") % client.client_name)
            return redirect(_shown_at(request, client, "client-information"))
    return render_in_pool(
        request,
        pool,
        "console/app_clients/form.html",
        _list_crumb(pool),
        Crumb(gettext("Create")),
        tab="app_clients",
        heading=gettext("Add an app client") if is_original else gettext("Create app client"),
        form=form,
        back=reverse("admin:app_clients", args=[pool.id]),
    )


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
    confirms=True,
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
def edit(_request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    """Where whoever was told that the hosted UI lacks something goes on."""
    return redirect("admin:app_client_slice", pool_id, client_id, "hosted-ui")


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/settings/<str:name>/edit/",
    "app_client_slice",
    permission="cognito-idp:DescribeUserPoolClient",
)
def edit_slice(request: HttpRequest, pool_id: str, client_id: str, name: str) -> HttpResponse:
    """Edit a card of the client."""
    if name not in client_slices:
        raise Http404
    editing.require(request, client_slices[name], {"pool_id": pool_id})
    pool, client = _load(pool_id, client_id)
    back = _shown_at(request, client, name)

    def render(template: str, *, form: ClientSlice, **context: Any) -> HttpResponse:
        crumbs = (_list_crumb(pool), _crumb(client), Crumb(str(form.heading)))
        return render_in_pool(request, pool, template, *crumbs, tab="app_clients", form=form, client=client, **context)

    place = editing.Place(back, render)
    return editing.edit(request, client_slices[name], client, place, is_original=consoles.is_original(request))


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/delete/",
    "app_client_delete",
    permission="cognito-idp:DeleteUserPoolClient",
    confirms=True,
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


def _crumb(client: AppClient) -> Crumb:
    return Crumb(client.client_name, reverse("admin:app_client", args=[client.pool_id, client.client_id]))


def _shown_at(request: HttpRequest, client: AppClient, name: str) -> str:
    """The page of the console in use that shows this slice of the client."""
    if not consoles.is_original(request):
        return reverse("admin:app_client", args=[client.pool_id, client.client_id])
    if name == "threat-protection":
        return reverse("admin:client_risks", args=[client.pool_id])
    shown = "app_client_settings" if name == "hosted-ui" else "app_clients"
    return f"{reverse(f'admin:{shown}', args=[client.pool_id])}?open={client.client_id}"


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
        slices=[client_slices[name](client) for name in _CARDS],
        sign_in_url=hosted_ui.find_sign_in_url(client),
    )


def _boxes(request: HttpRequest, pool: UserPool, template: str, names: tuple[str, ...], tab: str) -> HttpResponse:
    """A page of the original console: a box for each client, with these slices as forms."""
    prefetch_related_objects([pool], "resource_servers")  # once for all boxes
    shown = keyset.newest_first(pool.app_clients.all(), request.GET.get("after", ""), size=20)
    return render_in_pool(
        request,
        pool,
        template,
        tab=tab,
        page=shown,
        boxes=[(client, _forms(pool, client, names)) for client in shown.items],
        opened=request.GET.get("open", "") or (shown.items[0].client_id if len(shown.items) == 1 else ""),
    )


def _forms(pool: UserPool, client: AppClient, names: tuple[str, ...]) -> list[ClientSlice]:
    """With ids of their own, as a page has those of several clients."""
    client.pool = pool
    forms = [client_slices[name](client, is_original=True) for name in names]
    for form in forms:
        form.auto_id = f"id_{client.client_id}_%s"
        form.anchor = f"{form.name}-{client.client_id}"
    return forms


def _list_crumb(pool: UserPool) -> Crumb:
    return Crumb(gettext("App clients"), reverse("admin:app_clients", args=[pool.id]))
