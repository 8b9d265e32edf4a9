"""Which app clients do about risks what the user pool does, and which have settings of their own (SEC-160, SEC-169)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import user_pools
from pools.actions.threats import configuration
from pools.console import keyset
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import Card, card, page

card(
    Card(
        "client-risks",
        _("What app client do you want to customize settings for?"),
        _("All app clients have the settings above, unless they have some of their own."),
        "client_risks",
        _("Show app clients"),
        "cognito-idp:ListUserPoolClients",
    )
)


@page("user-pools/<str:pool_id>/app-client-risks/", "client_risks", permission="cognito-idp:ListUserPoolClients")
def client_risks(request: HttpRequest, pool_id: str) -> HttpResponse:
    """A page of the pool's clients, each with the way to its settings."""
    pool = user_pools.get_user_pool(pool_id)
    clients = keyset.newest_first(pool.app_clients.all(), request.GET.get("after", ""))
    return render_in_pool(
        request,
        pool,
        "console/app_clients/risks.html",
        Crumb(gettext("Advanced security"), reverse("admin:pool_settings", args=[pool.id, "advanced-security"])),
        Crumb(gettext("App clients")),
        tab="client_risks",
        page=clients,
        customized=configuration.customized(clients.items),
    )
