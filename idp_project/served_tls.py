"""How the web server is told to speak TLS, and for which names."""

import ipaddress
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from idp_project import authority
from idp_project.preflight import CannotStart
from pools.actions import certificate_files, certificates
from pools.errors import PoolError
from pools.models import Domain

OFF, LOCAL = "off", "local"  # what POOLHOUSE_TLS knows beside the ARN of an imported certificate
_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  # to listen on, not to be reached at


def options() -> str:
    """The web server's options, as a line of a shell; empty without TLS. Raises `CannotStart`."""
    if settings.TLS == OFF:
        return ""
    if settings.TLS != LOCAL:
        certificate, key = _of_store(settings.TLS)
        return _options(certificate, key)
    try:
        certificate, key = authority.ensure_server_certificate(settings.DATA_DIR, names())
    except (authority.Unreadable, OSError, ValueError) as error:
        raise CannotStart(f"POOLHOUSE_TLS: no certificate can be made: {error}.") from error
    return _options(certificate, key)


def _options(certificate: Path, key: Path) -> str:
    return shlex.join(
        ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key), "--ssl-protocol-min", "tls1.2"]
    )


def _of_store(arn: str) -> tuple[Path, Path]:
    """The files of an imported certificate, as it is now, and of its key."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        found = certificates.get_certificate_by_arn(arn)
    except PoolError as error:
        raise CannotStart("POOLHOUSE_TLS: there is no certificate of this ARN (manage.py certificate list).") from error
    if found.has_ended:
        raise CannotStart(f"POOLHOUSE_TLS: the certificate ended on {found.not_after:%Y-%m-%d}.")
    if not found.covers(host):
        raise CannotStart(f"POOLHOUSE_TLS: the certificate is not for {host}, the host of POOLHOUSE_PUBLIC_URL.")
    folder = settings.DATA_DIR / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key = folder / "imported.pem", folder / "imported.key"
    certificate_files.write(key, found.private_key)
    certificate_files.write(certificate, found.chain)
    return certificate, key


def names() -> list[str]:
    """Whom the certificate is for: this machine, our host, every prefix below it, and the custom domains there are."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    found = ["localhost", "*.auth.localhost", "127.0.0.1", "::1", host]
    if not _is_address(host):
        found.append(f"*.auth.{host}")
    if settings.HOST not in _ANYWHERE:
        found.append(settings.HOST)
    kept = Domain.objects.filter(is_custom=True, pool__deleted_at=None)
    found += kept.order_by("domain").values_list("domain", flat=True)
    return list(dict.fromkeys(found))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
