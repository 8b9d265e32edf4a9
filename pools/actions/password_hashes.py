"""Passwords kept as hashes: argon2id, for pools that want nothing else, and what comes from a Django application.

The format is Django's, `<algorithm>$...`, so that imported hashes of any of its hashers can be checked too.
"""

import functools

from django.contrib.auth import hashers


class Argon2id(hashers.Argon2PasswordHasher):
    """The parameters that OWASP's Password Storage Cheat Sheet names first: 19 MiB, two passes, one lane. Django's own
    take 100 MiB and eight, which a few sign-ins at once would turn into a gigabyte."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


_hasher = Argon2id()


def hash_password(password: str) -> str:
    """The password under a new salt."""
    return _hasher.encode(password, _hasher.salt())


def is_match(password: str, encoded: str) -> bool:
    """Whether the hash is this password's. False for a hash of no known kind."""
    try:
        return hashers.identify_hasher(encoded).verify(password, encoded)
    except (ValueError, AssertionError, IndexError):  # cut short or made up
        return False


def is_known(encoded: str) -> bool:
    """Whether a password can be checked against this."""
    try:
        return bool(hashers.identify_hasher(encoded).safe_summary(encoded))
    except (ValueError, AssertionError, IndexError, KeyError):
        return False


def is_ours(encoded: str) -> bool:
    """Whether `hash_password` would still make it so."""
    return encoded.startswith("argon2$argon2id$") and not _hasher.must_update(encoded)


def simulate_check(password: str) -> None:
    """The work of `is_match` for a hash that nobody has."""
    is_match(password, _decoy())


@functools.cache
def _decoy() -> str:
    return hash_password("")
