"""Sending a browser to a provider, and knowing it again when it comes back (FED-91)."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from federation import protocols
from federation.models import FederatedAttempt, IdentityProvider
from federation.protocols import Outward, proofs
from notifications import batches
from pools.models import AppClient

LIFETIME = timedelta(minutes=5)
_REMEMBERED = timedelta(hours=1)  # who comes later than that is no longer told where to begin anew
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)  # as `secrets` makes them


class UnknownAttempt(Exception):
    """No browser of this secret was sent out with this key; or it has come back already."""


class LateAttempt(Exception):
    """The browser came back after the end of its five minutes."""

    def __init__(self, attempt: FederatedAttempt) -> None:
        self.attempt = attempt
        super().__init__(str(attempt))


def begin(
    client: AppClient,
    provider: IdentityProvider,
    app_request: str,
    here: str,
    *,
    browser: str = "",
    wishes: Mapping[str, str] | None = None,
) -> tuple[Outward, str]:
    """Where the browser goes, and the secret that its cookie is to have. One that it has already serves on, so that
    sign-ins in two tabs do not end each other.

    `app_request` is the query string that the app came with, `wishes` what it said of the sign-in itself (`login_hint`
    and the like), `here` the address of the pool's domain without a trailing slash.
    """
    key = secrets.token_urlsafe(32)
    browser = browser if is_key(browser) else secrets.token_urlsafe(32)
    attempt = FederatedAttempt(
        key_hash=_hash(key),
        browser_hash=_hash(browser),
        client=client,
        provider=provider,
        app_request=app_request,
        expires_at=timezone.now() + LIFETIME,
    )
    proofs.keep(attempt, wishes=dict(wishes or {}))
    outward = protocols.of(provider).begin(provider, attempt, key, here)
    attempt.save(force_insert=True)
    return outward, browser


def is_key(text: str) -> bool:
    """Whether it looks like a key or a secret of ours; what else comes from a provider is none."""
    return bool(_SECRET.fullmatch(text))


def take(key: str, browser: str) -> FederatedAttempt:
    """The attempt of this key, which is over with that. Raises `LateAttempt`, and `UnknownAttempt` also for the right
    key in another browser: nobody is signed in by an address that somebody else sent him."""
    found = FederatedAttempt.objects.filter(key_hash=_hash(key)).select_related("client__pool", "provider").first()
    if found is None or not constant_time_compare(found.browser_hash, _hash(browser)):
        raise UnknownAttempt
    deleted, _ = FederatedAttempt.objects.filter(pk=found.pk).delete()
    if not deleted:  # it came twice at once
        raise UnknownAttempt
    found.provider.pool = found.client.pool
    if found.expires_at <= timezone.now():
        raise LateAttempt(found)
    return found


def forget_ended() -> None:
    """Delete those that nobody came back from."""
    batches.delete(FederatedAttempt.objects.filter(expires_at__lt=timezone.now() - _REMEMBERED))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
