"""The original console's page Domain name: a prefix is tried and taken on the page itself (CON-186)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from pools.actions import domains, user_pools
from pools.console import permissions
from pools.console.domains import CreateForm
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.registry import page
from pools.models import UserPool


@page("user-pools/<str:pool_id>/domain-name/", "domain_name", permission="cognito-idp:DescribeUserPool")
def domain_name(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = CreateForm(request.POST or None)
    form.fields["prefix"].widget.attrs.pop("autofocus", None)
    is_available = False
    if form.is_valid():
        permissions.require(request, "cognito-idp:CreateUserPoolDomain", {"pool_id": pool_id})
        with errors_on(form):
            if "check" not in request.POST:
                made = domains.create_domain(pool, form.cleaned_data["prefix"], caller=request.caller)
                messages.success(request, gettext("The domain is created: %s") % domains.address_of(made))
                return redirect("admin:domain_name", pool.id)
            domains.check_available(form.cleaned_data["prefix"])
            is_available = True
    return _page(request, pool, form, is_available=is_available)


def _page(request: HttpRequest, pool: UserPool, form: CreateForm, *, is_available: bool) -> HttpResponse:
    kinds = {domain.is_custom: domain for domain in pool.domains.all()}
    prefix, custom = kinds.get(False), kinds.get(True)
    return render_in_pool(
        request,
        pool,
        "console/domains/original.html",
        Crumb(gettext("Domain name")),
        tab="domain_name",
        form=form,
        is_available=is_available,
        domain=prefix,
        domain_url=domains.address_of(prefix) if prefix else "",
        custom_url=domains.address_of(custom) if custom else "",
    )
