"""The certificates of custom domains: uploaded, checked, renewed under the same ARN, given out to a proxy."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from pools.actions import audit, certificate_files, paging
from pools.caller import Caller
from pools.errors import InvalidParameterException, ResourceConflictException, ResourceNotFoundException
from pools.models import Certificate, Domain

_MOST_OFFERED = 200  # to choose from

# CloudFront's words, which CreateUserPoolDomain hands on
UNKNOWN = (
    "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid "
    "certificate chain."
)
NOT_COVERED = (
    "The certificate that is attached to your distribution doesn't cover the alternate domain name (CNAME) that you're "
    "trying to add."
)


def proxys_arn() -> str:
    """What stands for a certificate that a proxy in front of us has. Any ARN of us-east-1 that names none of ours does
    so too."""
    return f"arn:aws:acm:us-east-1:{settings.ACCOUNT_ID}:certificate/proxy"


def import_certificate(
    certificate: str,
    private_key: str,
    *,
    caller: Caller,
    certificate_chain: str = "",
    replaces: Certificate | None = None,
) -> Certificate:
    """Keep a certificate, or renew one under its ARN. All three are PEM; the chain may follow in `certificate` too.

    Raises InvalidParameterException where key, chain or dates are wrong, and where a domain that uses `replaces` would
    lose its name.
    """
    read = certificate_files.read(certificate, private_key, certificate_chain)
    with transaction.atomic():
        kept = _locked(replaces.pk) if replaces else Certificate()
        for column, value in read.columns().items():
            setattr(kept, column, value)
        for domain in domains_of(kept) if replaces else ():
            if not kept.covers(domain.domain):
                raise InvalidParameterException(f"The certificate does not cover {domain.domain}, which uses it.")
        kept.save()
        audit.record(caller, "ImportCertificate", certificate=kept.arn, names=kept.names)
    return kept


def get_certificate(certificate_id: uuid.UUID | str) -> Certificate:
    """Raises ResourceNotFoundException."""
    wanted = _uuid(certificate_id)
    found = Certificate.objects.filter(pk=wanted).first() if wanted else None
    if found is None:
        raise ResourceNotFoundException("Certificate not found.")
    return found


def get_certificate_by_arn(arn: str) -> Certificate:
    """Raises ResourceNotFoundException."""
    return get_certificate(arn.rpartition("/")[2] if arn.startswith(_own_arns()) else "")


def list_certificates(*, limit: int, token: str | None = None) -> tuple[list[Certificate], str | None]:
    """A page of the certificates and the token of the next page, if there is one."""
    return paging.page(Certificate.objects.all(), "id", "certificates", limit=limit, token=token)


def list_usable() -> Sequence[Certificate]:
    """Those that have not ended, the newest first."""
    return list(Certificate.objects.filter(not_after__gt=timezone.now()).order_by("-created_at")[:_MOST_OFFERED])


def delete_certificate(certificate: Certificate, *, caller: Caller) -> None:
    """Raises ResourceConflictException as long as a domain, or our own web server, uses it."""
    try:
        with transaction.atomic():
            if domains_of(certificate) or certificate.arn == settings.TLS:
                raise ResourceConflictException("Certificate is in use.")
            Certificate.objects.filter(pk=certificate.pk).delete()
            audit.record(caller, "DeleteCertificate", certificate=certificate.arn, names=certificate.names)
    except IntegrityError as error:  # a domain began to use it meanwhile
        raise ResourceConflictException("Certificate is in use.") from error


def domains_of(certificate: Certificate) -> Sequence[Domain]:
    """The domains that use it."""
    return list(Domain.objects.filter(certificate=certificate).order_by("domain"))


def choose(custom_domain_config: dict[str, Any], host_name: str) -> Certificate | None:
    """The certificate of ours that a domain's configuration names, or None where the proxy has it.

    Call it in a transaction: it stays as it is until the end of that. Raises InvalidParameterException if it has ended
    or is not for this name.
    """
    arn = custom_domain_config.get("CertificateArn", "")
    if not certificate_files.ARN.fullmatch(arn):
        raise InvalidParameterException(UNKNOWN)
    certificate = _find_locked(arn)
    if certificate is None:
        return None
    if certificate.has_ended:
        raise InvalidParameterException(UNKNOWN)
    if not certificate.covers(host_name):
        raise InvalidParameterException(NOT_COVERED)
    return certificate


def _find_locked(arn: str) -> Certificate | None:
    certificate_id = _uuid(arn.rpartition("/")[2]) if arn.startswith(_own_arns()) else None
    if certificate_id is None:
        return None
    found = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if found is None:  # such an ARN is ours or was
        raise InvalidParameterException(UNKNOWN)
    return found


def _locked(certificate_id: uuid.UUID) -> Certificate:
    found = Certificate.objects.select_for_update().filter(pk=certificate_id).first()
    if found is None:
        raise ResourceNotFoundException("Certificate not found.")
    return found


def _own_arns() -> str:
    return f"arn:aws:acm:us-east-1:{settings.ACCOUNT_ID}:certificate/"


def _uuid(value: uuid.UUID | str) -> uuid.UUID | None:
    if isinstance(value, uuid.UUID):
        return value
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
