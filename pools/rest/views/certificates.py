"""Certificates of custom domains. Private keys go in and never come out."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import certificates
from pools.models import Certificate as CertificateRow
from pools.rest.call import Call
from pools.rest.fields import answer, body, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Certificates"
_LONGEST = 131_072

NewCertificate = body(
    "NewCertificate",
    {
        "certificate": text(_LONGEST, help_text="PEM. The chain may follow in it."),
        "private_key": text(_LONGEST, help_text="PEM, without a passphrase."),
        "certificate_chain": text(_LONGEST, required=False, help_text="PEM, what issued the certificate first."),
    },
)
Certificate = answer(
    "Certificate",
    {
        "id": serializers.UUIDField(),
        "arn": serializers.CharField(help_text="What `CertificateArn` of a custom domain names."),
        "names": serializers.ListField(child=serializers.CharField(), help_text="The host names that it is for."),
        "issuer": serializers.CharField(),
        "fingerprint": serializers.CharField(help_text="SHA-256 of the certificate, in hex."),
        "not_before": serializers.DateTimeField(),
        "not_after": serializers.DateTimeField(),
        "chain": serializers.CharField(help_text="PEM: the certificate, then what it was issued by."),
        "domains": serializers.ListField(child=serializers.CharField(), help_text="The domains that use it."),
    },
)


@route("certificates", tag=TAG)
class Certificates(Resource):
    @operation("ListCertificates", query=PageQuery, answers=page_of(Certificate), action="acm:ListCertificates")
    def get(self, call: Call) -> dict[str, Any]:
        """List certificates."""
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = certificates.list_certificates(limit=limit, token=cursor)
        return call.page([_described(each) for each in found], token)

    @operation(
        "ImportCertificate",
        body=NewCertificate,
        answers=Certificate,
        status=HTTPStatus.CREATED,
        action="acm:ImportCertificate",
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Upload a certificate with its key."""
        return _described(certificates.import_certificate(caller=call.caller, **call.body))


@route("certificates/<str:certificate_id>", tag=TAG)
class OneCertificate(Resource):
    @operation("DescribeCertificate", answers=Certificate, action="acm:DescribeCertificate")
    def get(self, call: Call) -> dict[str, Any]:
        """Read a certificate."""
        return _described(_certificate(call))

    @operation("RenewCertificate", body=NewCertificate, answers=Certificate, action="acm:ImportCertificate")
    def put(self, call: Call) -> dict[str, Any]:
        """Put a renewed certificate in its place.

        The ARN stays, so domains need no change.
        """
        kept = certificates.import_certificate(replaces=_certificate(call), caller=call.caller, **call.body)
        return _described(kept)

    @operation("DeleteCertificate", action="acm:DeleteCertificate", can_conflict=True)
    def delete(self, call: Call) -> None:
        """Delete a certificate that no domain uses."""
        certificates.delete_certificate(_certificate(call), caller=call.caller)


def _certificate(call: Call) -> CertificateRow:
    return certificates.get_certificate(call.path["certificate_id"])


def _described(certificate: CertificateRow) -> dict[str, Any]:
    columns = ("id", "arn", "names", "issuer", "fingerprint", "not_before", "not_after", "chain")
    used_by = [domain.domain for domain in certificates.domains_of(certificate)]
    return {name: getattr(certificate, name) for name in columns} | {"domains": used_by}
