"""The keys that providers sign ID tokens with, kept for a while and fetched anew when one is not among them."""

import threading
import time
from typing import Any

import jwt

from federation.protocols import fetching
from federation.protocols.base import FederationFailed

_KEPT_SECONDS = 600
_AT_MOST_EVERY_SECONDS = 10  # a key that nobody has is not looked for more often
_MOST = 1024  # URLs
_known: dict[str, tuple[float, list[dict[str, Any]]]] = {}
_lock = threading.Lock()


def find(url: str, kid: str | None, algorithm: str) -> jwt.PyJWK:
    """The RSA key of this ID for this algorithm; where the token names none, the only one that there is. Raises
    `FederationFailed`."""
    for is_again in (False, True):
        fitting = [key for key in _keys(url, is_again=is_again) if _fits(key, kid, algorithm)]
        if len(fitting) == 1 or (fitting and kid):
            return jwt.PyJWK(fitting[0], algorithm)
    raise FederationFailed("Unable to find the key of the id_token")


def _fits(key: dict[str, Any], kid: str | None, algorithm: str) -> bool:
    is_named = kid is None or key.get("kid") == kid
    return (
        is_named
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    )


def _keys(url: str, *, is_again: bool) -> list[dict[str, Any]]:
    fetched_at, keys = _known.get(url, (float("-inf"), []))
    age = time.monotonic() - fetched_at
    if age < (_AT_MOST_EVERY_SECONDS if is_again else _KEPT_SECONDS):
        return keys
    answer = fetching.get(url, late=fetching.KEYS_TIMED_OUT)
    found = fetching.object_in(answer).get("keys")
    if answer.status != 200 or not isinstance(found, list):
        raise FederationFailed("The identity provider's jwks uri has no keys")
    keys = [key for key in found if isinstance(key, dict)]
    with _lock:
        if len(_known) >= _MOST:
            _known.clear()
        _known[url] = (time.monotonic(), keys)
    return keys
