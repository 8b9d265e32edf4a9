"""Certificates of custom domains: uploaded, renewed, deleted (APP-198, APP-284)."""

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import certificates
from pools.console import keyset
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.registry import page
from pools.models import Certificate

_ENDS_SOON = datetime.timedelta(days=30)
_IMPORT = "acm:ImportCertificate"


def _pem(placeholder: str) -> forms.Textarea:
    return forms.Textarea(
        attrs={
            "rows": 7,
            "placeholder": placeholder,
            "spellcheck": "false",
            "class": "ph-mono",
            "autocapitalize": "none",
        }
    )


class ImportForm(forms.Form):
    certificate = forms.CharField(
        label=_("Certificate"),
        help_text=_("PEM. The chain may follow in it."),
        widget=_pem("-----BEGIN CERTIFICATE-----"),
    )
    private_key = forms.CharField(
        label=_("Private key"),
        help_text=_("PEM, without a passphrase. It is kept sealed and never shown."),
        widget=_pem("-----BEGIN PRIVATE KEY-----"),
    )
    certificate_chain = forms.CharField(
        required=False,
        label=_("Certificate chain"),
        help_text=_("PEM: first the certificate of who issued yours."),
        widget=_pem("-----BEGIN CERTIFICATE-----"),
    )


@page("certificates/", "certificates", permission="acm:ListCertificates")
def list_of_certificates(request: HttpRequest) -> HttpResponse:
    found = Certificate.objects.prefetch_related("domains")
    shown = keyset.newest_first(found, request.GET.get("after", ""))
    return render(request, "console/certificates/list.html", {"page": shown, "soon": timezone.now() + _ENDS_SOON})


@page("certificates/import/", "certificate_import", permission=_IMPORT)
def import_certificate(request: HttpRequest) -> HttpResponse:
    return _form_page(request, gettext("Import certificate"), gettext("For a custom domain of a user pool."))


@page("certificates/<uuid:certificate_id>/renew/", "certificate_renew", permission=_IMPORT)
def renew(request: HttpRequest, certificate_id: Any) -> HttpResponse:
    certificate = certificates.get_certificate(certificate_id)
    lead = gettext("A new certificate takes the place of the one for %s. Its ARN and its domains stay.") % certificate
    return _form_page(request, gettext("Renew certificate"), lead, replaces=certificate)


@page("certificates/<uuid:certificate_id>/delete/", "certificate_delete", permission="acm:DeleteCertificate")
@require_POST
def delete(request: HttpRequest, certificate_id: Any) -> HttpResponse:
    with told(request, _("The certificate is deleted.")):
        certificates.delete_certificate(certificates.get_certificate(certificate_id), caller=request.caller)
    return redirect("admin:certificates")


def _form_page(request: HttpRequest, heading: str, lead: str, *, replaces: Certificate | None = None) -> HttpResponse:
    form = ImportForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            certificates.import_certificate(caller=request.caller, replaces=replaces, **form.cleaned_data)
            messages.success(request, gettext("The certificate is kept."))
            return redirect("admin:certificates")
    context = {
        "heading": heading,
        "lead": lead,
        "form": form,
        "crumbs": [Crumb(gettext("Certificates"), reverse("admin:certificates")), Crumb(heading)],
        "submit": heading,
        "back": reverse("admin:certificates"),
    }
    return render(request, "console/form_page.html", context)
