"""The certificate that SAML providers know a pool by (FED-122, CON-216)."""

import base64
import ssl

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from federation.console.frame import ADDRESS, crumbs
from pools.actions import saml_certificates, user_pools
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page

_PERMISSION = "cognito-idp:GetSigningCertificate"


@page(f"{ADDRESS}signing-certificate/", "saml_signing_certificate", permission=_PERMISSION)
def signing_certificate(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return render_in_pool(
        request,
        pool,
        "console/identity_providers/certificate.html",
        *crumbs(pool),
        Crumb(gettext("Signing certificate")),
        tab="identity_providers",
        certificate=saml_certificates.get_signing_certificate(pool),
    )


@page(f"{ADDRESS}signing-certificate.crt", "saml_signing_certificate_file", permission=_PERMISSION)
def signing_certificate_file(request: HttpRequest, pool_id: str) -> HttpResponse:
    """The certificate as a file, in PEM."""
    pool = user_pools.get_user_pool(pool_id)
    certificate = saml_certificates.get_signing_certificate(pool).certificate
    body = ssl.DER_cert_to_PEM_cert(base64.b64decode(certificate))
    named = f'attachment; filename="{pool.id}.crt"'
    return HttpResponse(body, content_type="application/x-x509-ca-cert", headers={"Content-Disposition": named})
