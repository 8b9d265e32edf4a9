"""Sealing: authenticated encryption of what must not be readable in the database or on its way through a browser.

It lives on the lowest floor because every floor seals something. Each purpose has a key of its own, derived from the
installation's master keys (`POOLHOUSE_MASTER_KEYS`: the first one seals, all open), so what was sealed for one purpose
does not open for another.
"""

import base64
import functools

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_REMEMBERED = 1024  # purposes whose keys are kept: some purposes are of one user


class Unsealable(Exception):
    """Tampered with, sealed for another purpose or by a key that is gone, or past its age."""


def seal(purpose: str, plain: bytes) -> bytes:
    """URL-safe text that only `unseal` with the same purpose opens."""
    return _keys(purpose).encrypt(plain)


def unseal(purpose: str, sealed: bytes | str, *, max_age_seconds: int | None = None) -> bytes:
    """What was sealed. Raises `Unsealable`."""
    try:
        return _keys(purpose).decrypt(sealed, ttl=max_age_seconds)
    except (InvalidToken, ValueError) as error:  # the latter for text that is not ASCII
        raise Unsealable(purpose) from error


def fingerprint(purpose: str, value: str) -> str:
    """A keyed digest (HMAC-SHA-256, hex) to find or compare a secret by without keeping it.

    It depends on the last of the master keys, the oldest, so that putting a new key first changes no fingerprint.
    """
    digest = hmac.HMAC(_derive(settings.MASTER_KEYS[-1], f"fingerprint:{purpose}"), hashes.SHA256())
    digest.update(value.encode())
    return digest.finalize().hex()


@functools.lru_cache(_REMEMBERED)
def _keys(purpose: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derive(key, purpose))) for key in settings.MASTER_KEYS])


@functools.lru_cache(_REMEMBERED)
def _derive(master_key: str, purpose: str) -> bytes:
    derivation = HKDF(hashes.SHA256(), length=32, salt=None, info=f"poolhouse:{purpose}".encode())
    return derivation.derive(base64.urlsafe_b64decode(master_key))
