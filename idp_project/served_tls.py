"""How the web server is told to speak TLS, and for which names."""

import ipaddress
import shlex
from urllib.parse import urlsplit

from django.conf import settings

from idp_project import authority
from idp_project.preflight import CannotStart
from pools.models import Domain

OFF, LOCAL = "off", "local"  # what POOLHOUSE_TLS knows
_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104  # to listen on, not to be reached at


def options() -> str:
    """The web server's options, as a line of a shell; empty without TLS. Raises `CannotStart`."""
    if settings.TLS == OFF:
        return ""
    try:
        certificate, key = authority.ensure_server_certificate(settings.DATA_DIR, names())
    except (authority.Unreadable, OSError, ValueError) as error:
        raise CannotStart(f"POOLHOUSE_TLS: no certificate can be made: {error}.") from error
    return shlex.join(
        ["--ssl-certificate", str(certificate), "--ssl-keyfile", str(key), "--ssl-protocol-min", "tls1.2"]
    )


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
