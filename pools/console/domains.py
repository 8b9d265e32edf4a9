"""App integration: the pool's domain, and the addresses that an app needs."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import domains, user_pools
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page, tab
from pools.models import UserPool

tab("app_integration", _("App integration"), permission="cognito-idp:DescribeUserPool", place=40)


class CreateForm(forms.Form):
    prefix = forms.RegexField(  # type: ignore[assignment]  # forms take their declared fields out of the class
        r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$",
        label=_("Domain prefix"),
        help_text=_("1 to 63 lower-case letters, digits and hyphens. It must not contain aws, amazon or cognito."),
        widget=forms.TextInput(attrs={"autofocus": True, "placeholder": "my-app", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prefix"].suffix = f".auth.{urlsplit(settings.PUBLIC_URL).netloc}"


@page("user-pools/<str:pool_id>/app-integration/", "app_integration", permission="cognito-idp:DescribeUserPool")
def app_integration(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return render_in_pool(
        request,
        pool,
        "console/domains/app_integration.html",
        tab="app_integration",
        domain=pool.domains.filter(is_custom=False).first(),
        hosted_ui_url=domains.hosted_ui_url(pool),
        endpoints=_endpoints(pool),
    )


@page(
    "user-pools/<str:pool_id>/app-integration/create-domain/",
    "domain_create",
    permission="cognito-idp:CreateUserPoolDomain",
)
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    form = CreateForm(request.POST or None)
    is_available = None
    if form.is_valid():
        prefix = form.cleaned_data["prefix"]
        with errors_on(form):
            if "check" in request.POST:
                domains.check_available(prefix)
                is_available = True
            else:
                return _create(request, pool, prefix)
    crumbs = [Crumb(gettext("App integration"), _address(pool)), Crumb(gettext("Create Cognito domain"))]
    context: dict[str, Any] = {
        "tab": "app_integration",
        "form": form,
        "is_available": is_available,
        "back": _address(pool),
    }
    return render_in_pool(request, pool, "console/domains/create.html", *crumbs, **context)


@page(
    "user-pools/<str:pool_id>/app-integration/delete-domain/",
    "domain_delete",
    permission="cognito-idp:DeleteUserPoolDomain",
)
@require_POST
def delete(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    domain = pool.domains.filter(is_custom=False).first()
    with told(request, gettext("The domain is deleted.")):
        domains.delete_domain(pool, domain.domain if domain else "", caller=request.caller)
    return redirect("admin:app_integration", pool.id)


def _create(request: HttpRequest, pool: UserPool, prefix: str) -> HttpResponse:
    domains.create_domain(pool, prefix, caller=request.caller)
    messages.success(request, gettext("The domain is created: %s") % domains.hosted_ui_url(pool))
    return redirect("admin:app_integration", pool.id)


def _endpoints(pool: UserPool) -> list[tuple[Any, str]]:
    base = domains.hosted_ui_url(pool)
    return [
        (_("Issuer"), pool.issuer),
        (_("Discovery document"), f"{pool.address}/.well-known/openid-configuration"),
        (_("Token signing key URL (JWKS)"), f"{pool.address}/.well-known/jwks.json"),
        (_("Authorize endpoint"), f"{base}/oauth2/authorize"),
        (_("Token endpoint"), f"{base}/oauth2/token"),
        (_("UserInfo endpoint"), f"{base}/oauth2/userInfo"),
        (_("API endpoint for AWS SDKs"), settings.PUBLIC_URL),
    ]


def _address(pool: UserPool) -> str:
    return reverse("admin:app_integration", args=[pool.id])
