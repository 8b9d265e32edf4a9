"""Attribute mapping: of one provider, and in the original console a page for all (FED-202 to FED-207)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from federation.actions import attribute_mapping, identity_providers
from federation.actions.identity_providers import Settings
from federation.console import frame, kinds, mapping
from federation.console.frame import ADDRESS, address_of, crumbs, load
from federation.models import IdentityProvider
from pools.actions import user_pools
from pools.console import consoles, permissions
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page
from pools.models import UserPool


class _Refusals:
    """What an action refuses, said above the table."""

    def __init__(self) -> None:
        self.non_field_errors: list[str] = []

    def add_error(self, field: None, error: str, /) -> None:
        self.non_field_errors.append(error)


@page(
    f"{ADDRESS}<int:provider_id>/attribute-mapping/",
    "identity_provider_mapping",
    permission="cognito-idp:UpdateIdentityProvider",
)
def edit_mapping(request: HttpRequest, pool_id: str, provider_id: int) -> HttpResponse:
    provider = load(pool_id, provider_id)
    is_original = consoles.is_original(request)
    about = kinds.BY_KIND[provider.kind]
    rows = mapping.table(request, provider.pool, about, provider.attribute_mapping, is_original=is_original)
    refusals = _Refusals()
    if request.method == "POST" and "more" not in request.POST and rows.is_valid():
        with errors_on(refusals):
            identity_providers.update_identity_provider(
                provider, Settings(attribute_mapping=rows.mapping()), caller=request.caller
            )
            messages.success(request, gettext("The attribute mapping is saved."))
            if is_original:
                return redirect(f"{_all_address(provider.pool)}?provider={provider.pk}")
            return redirect(address_of("identity_provider", provider))
    return _page(request, provider, rows, refusals)


@page(
    "user-pools/<str:pool_id>/attribute-mapping/",
    "attribute_mapping",
    permission="cognito-idp:ListIdentityProviders",
)
def all_mappings(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The original console's page: a tab for each provider."""
    pool = user_pools.get_user_pool(pool_id)
    found, _more = identity_providers.list_identity_providers(pool)
    asked = request.GET.get("provider", "")
    chosen = next((each for each in found if str(each.pk) == asked), found[0] if found else None)
    if chosen is None:
        return render_in_pool(
            request,
            pool,
            "console/identity_providers/no_mapping.html",
            Crumb(gettext("Attribute mapping")),
            tab="attribute_mapping",
        )
    chosen.pool = pool
    permissions.require(request, "cognito-idp:DescribeIdentityProvider", {"pool_id": pool.id})
    about = kinds.BY_KIND[chosen.kind]
    rows = mapping.table(request, pool, about, chosen.attribute_mapping, is_original=True)
    return _page(request, chosen, rows, _Refusals(), found)


def _page(
    request: HttpRequest,
    provider: IdentityProvider,
    rows: mapping.Rows,
    refusals: _Refusals,
    tabs: list[IdentityProvider] | None = None,
) -> HttpResponse:
    about = kinds.BY_KIND[provider.kind]
    is_original = consoles.is_original(request)
    if is_original and tabs is None:
        tabs, _more = identity_providers.list_identity_providers(provider.pool)
    trail = [Crumb(gettext("Attribute mapping"))]
    if not is_original:
        trail = [*crumbs(provider.pool), Crumb(provider.name, address_of("identity_provider", provider)), *trail]
    return render_in_pool(
        request,
        provider.pool,
        "console/identity_providers/mapping.html",
        *trail,
        tab="attribute_mapping" if is_original else "identity_providers",
        provider=provider,
        about=about,
        rows=rows,
        form=refusals,
        tabs=[frame.Shown(each, is_original) for each in tabs or []],
        unmapped=attribute_mapping.missing(provider),
        back=address_of("identity_provider", provider),
        address=address_of("identity_provider_mapping", provider),
    )


def _all_address(pool: UserPool) -> str:
    return reverse("admin:attribute_mapping", args=[pool.id])
