"""What `manage.py check --deploy` says of settings that are each right and together are not."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

NOBODY_SPEAKS_TLS = checks.Warning(
    "POOLHOUSE_PUBLIC_URL is an https address, but neither do we speak TLS (POOLHOUSE_TLS) nor is a proxy trusted "
    "(POOLHOUSE_TRUSTED_PROXIES). Forms on pools' domains would be refused as forged, and everybody would have the "
    "proxy's address.",
    hint="Name the addresses of the proxy in POOLHOUSE_TRUSTED_PROXIES; see docs/deployment/README.md.",
    id="poolhouse.W001",
)


@checks.register(checks.Tags.security, deploy=True)
def check_who_speaks_tls(**_: Any) -> Sequence[checks.CheckMessage]:
    """Behind a proxy that is not trusted requests seem to come by http, which is not the origin that forms name."""
    is_https = settings.PUBLIC_URL.startswith("https://")
    return [NOBODY_SPEAKS_TLS] if is_https and settings.TLS == "off" and not settings.TRUSTED_PROXIES else []
