"""GetSigningCertificate."""

from typing import Any

from pools.actions import saml_certificates
from pools.api.call import Call
from pools.api.registry import operation


@operation("GetSigningCertificate")
def get_signing_certificate(call: Call) -> dict[str, Any]:
    return {"Certificate": saml_certificates.get_signing_certificate(call.pool).certificate}
