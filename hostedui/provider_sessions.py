"""Sessions that people have at SAML providers which want to be told when they sign out here (FED-124)."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.utils import timezone

from federation.models import IdentityProvider
from federation.protocols import Outward, saml_logout, saml_settings
from hostedui.models import BrowserSession, ProviderSession
from notifications import sealing

_PURPOSE = "session at a provider"
_ANSWER_WITHIN = timedelta(minutes=10)


def keep(session: BrowserSession, provider: IdentityProvider, names: Mapping[str, str]) -> None:
    """Remember by what `names` the provider knows the person who has just signed in by it, and his session there."""
    if not names or not saml_logout.is_wanted(provider):
        return
    values = {
        "provider": provider,
        "sealed_names": sealing.seal(_PURPOSE, json.dumps(dict(names)).encode()),
        "key_hash": "",
        "expires_at": session.expires_at,
    }
    ProviderSession.objects.update_or_create(session_id=session.pk, defaults=values)


def begin_sign_out(session: BrowserSession, query: str, here: str) -> Outward | None:
    """Where the browser goes to be signed out at the provider too; None where there is nothing to end. `query` is of
    our sign-out, which goes on with the provider's answer. `here` is the domain's address without a trailing slash."""
    rows = ProviderSession.objects.filter(session_id=session.pk, key_hash="", expires_at__gt=timezone.now())
    found = rows.select_related("provider__pool").first()
    if found is None or not saml_logout.is_wanted(found.provider):
        return None
    key, request_id = secrets.token_urlsafe(32), saml_settings.new_id()
    values = {"key_hash": _hash(key), "request_id": request_id, "query": query}
    if not rows.update(**values, expires_at=timezone.now() + _ANSWER_WITHIN):  # a second tab was faster
        return None
    names = json.loads(sealing.unseal(_PURPOSE, bytes(found.sealed_names)))
    return saml_logout.begin(found.provider, names, request_id, key, here)


def end_sign_out(key: str, check: Callable[[IdentityProvider, str], None]) -> str | None:
    """The query with which our own sign-out goes on; None for an answer to nothing. `check` is given the provider and
    the request's ID, and raises `FederationFailed` for an answer that is not the provider's. An answer serves once."""
    rows = ProviderSession.objects.filter(key_hash=_hash(key), expires_at__gt=timezone.now())
    found = rows.select_related("provider__pool").first()
    if found is None:
        return None
    check(found.provider, found.request_id)
    deleted, _ = rows.delete()
    return found.query if deleted else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()
