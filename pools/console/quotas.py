"""Quotas: what there may be and how fast, for a region, for a pool and for its app clients (API-183)."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import app_clients, user_pools
from pools.actions.quotas import categories, resources, values
from pools.actions.quotas.categories import Category, Rate
from pools.actions.quotas.resources import Per, Resource
from pools.actions.quotas.values import Owner
from pools.console.layout import Crumb, errors_on, render, render_in_pool
from pools.console.registry import page, tab
from pools.models import AppClient, Domain, Group, Quota, ResourceServer, UserPool

tab("pool_quotas", _("Quotas"), permission="servicequotas:ListServiceQuotas", place=90)

_LISTED_CLIENTS = 1000
_OF_POOLS = {name: rate for name, rate in categories.CATEGORIES.items() if rate is not categories.LIMIT_MANAGEMENT}
_COUNTED_IN_POOLS = {name: resource for name, resource in resources.RESOURCES.items() if resource.per is not Per.REGION}
_OF_CLIENTS = {
    category.name: category
    for category in (
        *categories.READING,
        *categories.WRITING,
        *(categories.USER_CREATION, categories.USER_TOKEN),
        *(categories.CLIENT_AUTHENTICATION, categories.CODE_REDEMPTION),
    )
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A line of a table. `used` of `value` are there, where that can be counted."""

    name: str
    label: Any
    value: int | None
    default: int | None
    is_set: bool
    address: str = ""
    hint: Any = ""
    used: int | None = None


class ValueForm(forms.Form):
    value = forms.IntegerField()

    def __init__(self, quota: Rate | Resource, least: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["value"] = forms.IntegerField(min_value=least, max_value=values.MOST)
        field.widget.attrs |= {"autofocus": True, "inputmode": "numeric"}
        if isinstance(quota, Rate):
            field.label = _("Requests per second")
            field.help_text = _explained(quota)
        else:
            field.label = _("At most")
            field.help_text = gettext("Cognito's value is %d. What is there already stays, if it is more.") % quota.most


class RateForm(forms.Form):
    client_id = forms.ChoiceField(label=_("For"), required=False)
    name = forms.ChoiceField(label=_("Operation category"))
    value = forms.IntegerField(label=_("Requests per second"), min_value=1, max_value=values.MOST)

    def __init__(self, pool: UserPool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clients = pool.app_clients.order_by("client_name", "client_id")[:_LISTED_CLIENTS]
        named = [(client.pk, f"{client.client_name} ({client.pk})") for client in clients]
        self.fields["client_id"].choices = [("", _("The whole user pool")), *named]
        self.fields["name"].choices = [(name, f"{name}: {rate.about}") for name, rate in _OF_POOLS.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("client_id") and cleaned.get("name") in _OF_POOLS.keys() - _OF_CLIENTS.keys():
            self.add_error("name", gettext("Its operations are not called for an app client."))
        return cleaned


def _explained(rate: Rate) -> str:
    operations = ", ".join(sorted(rate.operations)) if isinstance(rate, Category) else ""
    known = gettext("%(about)s. Cognito's value is %(rps)d.") % {"about": rate.about, "rps": rate.rps}
    return f"{known} {gettext('Operations: %s.') % operations}" if operations else known


@page("quotas/", "quotas", permission="servicequotas:ListServiceQuotas")
def quotas(request: HttpRequest) -> HttpResponse:
    region, regions = _regions(request)
    found = values.set_values(region)
    used = _used_in_region(region)

    def address(name: str) -> str:
        return reverse("admin:quota", args=[region, name])

    wanted = request.GET.get("q", "").strip()
    context = {
        "region": region,
        "regions": regions,
        "q": wanted,
        "mode": settings.RATE_LIMITS,
        "resources": _matching(_resource_rows(resources.RESOURCES.values(), found, used, address), wanted),
        "categories": _matching(_rate_rows(categories.CATEGORIES, found, address, settings.RATE_LIMITS), wanted),
        "caps": _matching(_rate_rows(categories.CAPS, found, address, settings.RATE_LIMITS), wanted),
        "fixed": [(label, most) for label, most in resources.FIXED if wanted.casefold() in str(label).casefold()],
    }
    return render(request, "console/quotas/quotas.html", context)


@page("quotas/<str:region>/<str:name>/", "quota", permission="servicequotas:RequestServiceQuotaIncrease")
def quota(request: HttpRequest, region: str, name: str) -> HttpResponse:
    if region not in _known_regions():
        raise Http404
    back = f"{reverse('admin:quotas')}?region={region}"
    form = _value_form(request, _known(categories.RATES | resources.RESOURCES, name), region)
    if _is_saved(request, form, region, name):
        return redirect(back)
    crumbs = [Crumb(gettext("Quotas"), back), Crumb(_title(name))]
    context = {"crumbs": crumbs, "lead": gettext("For all user pools in %s.") % region}
    return render(request, "console/quotas/edit.html", context | _edit_context(form, name, region, back))


@page("user-pools/<str:pool_id>/quotas/", "pool_quotas", permission="servicequotas:ListServiceQuotas")
def pool_quotas(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    found, of_region = values.set_values(pool), values.set_values(pool.region)

    def address(name: str) -> str:
        return reverse("admin:pool_quota", args=[pool.id, name])

    return render_in_pool(
        request,
        pool,
        "console/quotas/pool_quotas.html",
        tab="pool_quotas",
        mode=settings.RATE_LIMITS,
        resources=_resource_rows(_COUNTED_IN_POOLS.values(), found, _used_in_pool(pool), address, of_region),
        rates=list(_rates_in(pool)),
    )


@page(
    "user-pools/<str:pool_id>/quotas/add-rate/",
    "pool_rate_add",
    permission="servicequotas:RequestServiceQuotaIncrease",
)
def pool_rate_add(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = RateForm(pool, request.POST or None)
    if form.is_valid():
        with errors_on(form):
            client_id = form.cleaned_data["client_id"]
            owner = app_clients.get_app_client(client_id, pool) if client_id else pool
            values.set_quota(owner, form.cleaned_data["name"], form.cleaned_data["value"], caller=request.caller)
            messages.success(request, gettext("The rate is set."))
            return redirect("admin:pool_quotas", pool.id)
    return _in_pool(request, pool, "console/form_page.html", gettext("Add rate"), form=form)


@page(
    "user-pools/<str:pool_id>/quotas/<str:name>/",
    "pool_quota",
    permission="servicequotas:RequestServiceQuotaIncrease",
)
def pool_quota(request: HttpRequest, pool_id: str, name: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return _edit_in_pool(request, pool, pool, _known(_OF_POOLS | _COUNTED_IN_POOLS, name))


@page(
    "user-pools/<str:pool_id>/quotas/app-clients/<str:client_id>/<str:name>/",
    "client_quota",
    permission="servicequotas:RequestServiceQuotaIncrease",
)
def client_quota(request: HttpRequest, pool_id: str, client_id: str, name: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return _edit_in_pool(request, pool, app_clients.get_app_client(client_id, pool), _known(_OF_CLIENTS, name))


def _edit_in_pool(
    request: HttpRequest, pool: UserPool, owner: UserPool | AppClient, quota: Rate | Resource
) -> HttpResponse:
    form = _value_form(request, quota, owner)
    if _is_saved(request, form, owner, quota.name):
        return redirect("admin:pool_quotas", pool.id)
    context = _edit_context(form, quota.name, owner, _address(pool))
    lead = gettext("For the app client %s.") if isinstance(owner, AppClient) else gettext("For the user pool %s.")
    return _in_pool(request, pool, "console/quotas/edit.html", _title(quota.name), lead=lead % owner, **context)


def _in_pool(request: HttpRequest, pool: UserPool, template: str, title: str, **context: Any) -> HttpResponse:
    crumbs = [Crumb(gettext("Quotas"), _address(pool)), Crumb(title)]
    shown = {"heading": title, "back": _address(pool), "submit": gettext("Save")} | context
    return render_in_pool(request, pool, template, *crumbs, tab="pool_quotas", **shown)


def _edit_context(form: ValueForm, name: str, owner: Owner, back: str) -> dict[str, Any]:
    return {
        "form": form,
        "heading": _title(name),
        "is_set": name in values.set_values(owner),
        "is_of_region": isinstance(owner, str),
        "back": back,
        "submit": gettext("Save"),
    }


def _value_form(request: HttpRequest, quota: Rate | Resource, owner: Owner) -> ValueForm:
    default = quota.rps if isinstance(quota, Rate) else quota.most
    least = 1 if isinstance(quota, Rate) else 0
    initial = {"value": values.set_values(owner).get(quota.name, default)}
    data = request.POST if request.method == "POST" and "reset" not in request.POST else None
    return ValueForm(quota, least, data, initial=initial)


def _is_saved(request: HttpRequest, form: ValueForm, owner: Owner, name: str) -> bool:
    if request.method == "POST" and "reset" in request.POST:
        values.reset_quota(owner, name, caller=request.caller)
        messages.success(request, gettext("%s has no value of your own any more.") % _title(name))
        return True
    if form.is_valid():
        with errors_on(form):
            values.set_quota(owner, name, form.cleaned_data["value"], caller=request.caller)
            messages.success(request, gettext("%s is saved.") % _title(name))
            return True
    return False


def _title(name: str) -> str:
    return str(resources.RESOURCES[name].label) if name in resources.RESOURCES else name


def _known(quotas: dict[str, Any], name: str) -> Any:
    if name not in quotas:
        raise Http404
    return quotas[name]


def _address(pool: UserPool) -> str:
    return reverse("admin:pool_quotas", args=[pool.id])


def _rates_in(pool: UserPool) -> "QuerySet[Quota]":
    """Those of the pool itself, then those of its app clients."""
    owned = Quota.objects.filter(Q(pool=pool) | Q(client__pool=pool), name__in=_OF_POOLS)
    return owned.select_related("client").order_by(F("client").asc(nulls_first=True), "name")


def _known_regions() -> list[str]:
    return sorted({settings.REGION, *UserPool.objects.order_by().values_list("region", flat=True).distinct()[:100]})


def _regions(request: HttpRequest) -> tuple[str, list[str]]:
    regions = _known_regions()
    region = request.GET.get("region", settings.REGION)
    return (region if region in regions else settings.REGION), regions


def _resource_rows(
    shown: Iterable[Resource],
    found: dict[str, int],
    used: dict[str, int],
    address: Callable[[str], str],
    before: dict[str, int] | None = None,
) -> list[Row]:
    """`before` are the values that hold where `found` has none, in front of Cognito's."""
    rows = []
    for resource in shown:
        default = (before or {}).get(resource.name, resource.most)
        value, is_set = found.get(resource.name, default), resource.name in found
        count = used.get(resource.name)
        rows.append(Row(resource.name, resource.label, value, default, is_set, address(resource.name), "", count))
    return rows


def _rate_rows(rates: dict[str, Any], found: dict[str, int], address: Callable[[str], str], mode: str) -> list[Row]:
    return [
        Row(
            name,
            name,
            found.get(name, None if mode == "custom" else rate.rps),
            rate.rps,
            name in found,
            address(name),
            rate.about,
        )
        for name, rate in rates.items()
    ]


def _matching(rows: list[Row], wanted: str) -> list[Row]:
    wanted = wanted.casefold()
    return [row for row in rows if wanted in f"{row.name} {row.label} {row.hint}".casefold()]


def _used_in_region(region: str) -> dict[str, int]:
    custom = Domain.objects.filter(is_custom=True, pool__region=region, pool__deleted_at=None)
    return {
        "UserPools": _count(UserPool.objects.filter(region=region), region, resources.USER_POOLS),
        "CustomDomains": _count(custom, region, resources.CUSTOM_DOMAINS),
    }


def _used_in_pool(pool: UserPool) -> dict[str, int]:
    return {
        "AppClients": _count(AppClient.objects.filter(pool=pool), pool.region, resources.APP_CLIENTS, pool),
        "Groups": _count(Group.objects.filter(pool=pool), pool.region, resources.GROUPS, pool),
        "ResourceServers": _count(
            ResourceServer.objects.filter(pool=pool), pool.region, resources.RESOURCE_SERVERS, pool
        ),
        "Users": user_pools.estimate_users(pool),
    }


def _count(rows: Any, region: str, resource: Resource, pool: UserPool | None = None) -> int:
    """No further than the quota goes, or a screen needs."""
    most = values.most_of(resource, region=region, pool=pool)
    return rows.order_by()[: min(most + 1, 10_000)].count()
