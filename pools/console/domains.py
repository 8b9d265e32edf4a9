"""App integration: the pool's domain, and the addresses that an app needs."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import certificates, domains, tiers, user_pools
from pools.actions.threats import modes
from pools.console import keyset
from pools.console.fields import CARDS, Option, choose_one
from pools.console.layout import Crumb, errors_on, render_in_pool, told
from pools.console.registry import page, tab
from pools.models import Domain, UserPool

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


class CustomForm(forms.Form):
    name = forms.CharField(
        max_length=63,  # as CreateUserPoolDomain takes it
        label=_("Domain name"),
        help_text=_("A subdomain of a domain of yours: lower-case letters, digits, hyphens and periods."),
        widget=forms.TextInput(
            attrs={"autofocus": True, "placeholder": "auth.example.com", "autocapitalize": "none", "inputmode": "url"}
        ),
    )
    certificate = forms.ChoiceField(label=_("ACM certificate"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_certificates(self.fields["certificate"])


class CertificateForm(forms.Form):
    certificate = forms.ChoiceField(label=_("ACM certificate"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_certificates(self.fields["certificate"])


class BrandingForm(forms.Form):
    version = choose_one(
        _("Branding version"),
        {
            str(tiers.MANAGED_LOGIN): Option(
                _("Managed login"), _("Pages with a style for each app client. Needs Essentials.")
            ),
            "1": Option(_("Hosted UI (classic)"), _("Pages with a logo and CSS.")),
        },
        layout=CARDS,
    )


@page("user-pools/<str:pool_id>/app-integration/", "app_integration", permission="cognito-idp:DescribeUserPool")
def app_integration(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    prefix, custom = pool.domains.filter(is_custom=False).first(), _find_custom(pool)
    return render_in_pool(
        request,
        pool,
        "console/domains/app_integration.html",
        tab="app_integration",
        domain=prefix,
        domain_url=domains.address_of(prefix) if prefix else "",
        custom=custom,
        custom_url=domains.address_of(custom) if custom else "",
        alias_target=domains.alias_target(),
        hosted_ui_url=domains.hosted_ui_url(pool),
        endpoints=_endpoints(pool),
        security_is_on=modes.is_on(pool),
        page=keyset.newest_first(pool.app_clients.all()),
    )


@page(
    "user-pools/<str:pool_id>/app-integration/create-domain/",
    "domain_create",
    permission="cognito-idp:CreateUserPoolDomain",
)
def create(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    heading = gettext("Create Cognito domain")
    lead = gettext(
        "The hosted UI of this user pool answers below the host of this installation. DNS must lead the name here."
    )
    return _check_or_create(request, pool, CreateForm(request.POST or None), "prefix", heading=heading, lead=lead)


@page(
    "user-pools/<str:pool_id>/app-integration/create-custom-domain/",
    "custom_domain_create",
    permission="cognito-idp:CreateUserPoolDomain",
)
def create_custom(request: HttpRequest, pool_id: str) -> HttpResponse:
    """APP-207, APP-208."""
    pool = user_pools.get_user_pool(pool_id)
    heading = gettext("Create custom domain")
    lead = gettext("The hosted UI of this user pool answers at a host name of your own.")
    return _check_or_create(request, pool, CustomForm(request.POST or None), "name", heading=heading, lead=lead)


@page(
    "user-pools/<str:pool_id>/app-integration/custom-domain-certificate/",
    "custom_domain_certificate",
    permission="cognito-idp:UpdateUserPoolDomain",
)
def change_certificate(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    domain = _find_custom(pool)
    if domain is None:
        return redirect("admin:app_integration", pool.id)
    form = CertificateForm(request.POST or None, initial={"certificate": _shown_arn(domain)})
    if form.is_valid():
        config = domain.custom_domain_config | {"CertificateArn": form.cleaned_data["certificate"]}
        with errors_on(form):
            domains.update_domain(pool, domain.domain, caller=request.caller, custom_domain_config=config)
            messages.success(request, gettext("The certificate is changed."))
            return redirect("admin:app_integration", pool.id)
    return _form_page(request, pool, form, gettext("Change certificate"), lead=domain.domain)


@page(
    "user-pools/<str:pool_id>/app-integration/branding-version/<str:name>/",
    "domain_branding",
    permission="cognito-idp:UpdateUserPoolDomain",
)
def choose_branding(request: HttpRequest, pool_id: str, name: str) -> HttpResponse:
    """Which pages a domain shows: `ManagedLoginVersion`."""
    pool = user_pools.get_user_pool(pool_id)
    domain = pool.domains.filter(domain=name).first()
    if domain is None:
        return redirect("admin:app_integration", pool.id)
    form = BrandingForm(request.POST or None, initial={"version": str(domain.managed_login_version)})
    if form.is_valid():
        with errors_on(form):
            version = int(form.cleaned_data["version"])
            domains.update_domain(pool, domain.domain, caller=request.caller, managed_login_version=version)
            messages.success(request, gettext("The changes are saved."))
            return redirect("admin:app_integration", pool.id)
    return _form_page(
        request, pool, form, gettext("Branding version"), lead=domain.domain, submit=gettext("Save changes")
    )


@page(
    "user-pools/<str:pool_id>/app-integration/delete-domain/",
    "domain_delete",
    permission="cognito-idp:DeleteUserPoolDomain",
)
@require_POST
def delete(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return _delete(request, pool, pool.domains.filter(is_custom=False).first())


@page(
    "user-pools/<str:pool_id>/app-integration/delete-custom-domain/",
    "custom_domain_delete",
    permission="cognito-idp:DeleteUserPoolDomain",
)
@require_POST
def delete_custom(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return _delete(request, pool, _find_custom(pool))


def _check_or_create(
    request: HttpRequest, pool: UserPool, form: forms.Form, name_field: str, *, heading: str, lead: str
) -> HttpResponse:
    """Try the name in this field, or take it. A custom domain is one with a certificate."""
    is_available = None
    if form.is_valid():
        name, certificate = form.cleaned_data[name_field], form.cleaned_data.get("certificate")
        with errors_on(form):
            if "check" in request.POST:
                domains.check_available(name, is_custom=certificate is not None)
                is_available = True
            else:
                config = {"CertificateArn": certificate} if certificate else None
                made = domains.create_domain(pool, name, caller=request.caller, custom_domain_config=config)
                messages.success(request, gettext("The domain is created: %s") % domains.address_of(made))
                return redirect("admin:app_integration", pool.id)
    return _form_page(request, pool, form, heading, lead=lead, checked=form[name_field], is_available=is_available)


def _delete(request: HttpRequest, pool: UserPool, domain: Domain | None) -> HttpResponse:
    with told(request, gettext("The domain is deleted.")):
        domains.delete_domain(pool, domain.domain if domain else "", caller=request.caller)
    return redirect("admin:app_integration", pool.id)


def _form_page(
    request: HttpRequest,
    pool: UserPool,
    form: forms.Form,
    heading: str,
    *,
    lead: str,
    checked: forms.BoundField | None = None,
    is_available: bool | None = None,
    submit: str = "",
) -> HttpResponse:
    """A form about the pool's domain; the name in the field `checked` can be tried before it is taken."""
    crumbs = [Crumb(gettext("App integration"), _address(pool)), Crumb(heading)]
    context: dict[str, Any] = {
        "tab": "app_integration",
        "form": form,
        "heading": heading,
        "lead": lead,
        "submit": submit or heading,
        "checked": checked,
        "is_available": is_available,
        "back": _address(pool),
    }
    return render_in_pool(request, pool, "console/domains/form.html", *crumbs, **context)


def _offer_certificates(field: Any) -> None:
    """Those of the store, the newest first, and the one that the proxy has (APP-284)."""
    field.choices = [
        (each.arn, gettext("%(names)s, until %(end)s") % {"names": each, "end": date_format(each.not_after)})
        for each in certificates.list_usable()
    ] + [(certificates.proxys_arn(), gettext("None here: the proxy in front has it"))]


def _find_custom(pool: UserPool) -> Domain | None:
    return pool.domains.filter(is_custom=True).select_related("certificate").first()


def _shown_arn(domain: Domain) -> str:
    return domain.certificate.arn if domain.certificate else certificates.proxys_arn()


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
