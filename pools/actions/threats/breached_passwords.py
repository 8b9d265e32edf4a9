"""Whether others know a password: it is among the most common ones, or was published by thieves (SEC-183).

Django keeps the list of common ones. A range service in the manner of Have I Been Pwned may be asked beside it
(`POOLHOUSE_BREACHED_PASSWORDS_URL`): it is told the first five hex digits of the password's SHA-1, which hundreds of
passwords share, and answers with the rest of all that it knows. Without an answer a password counts as unknown to it.
The password itself goes nowhere, and neither it nor a digest is kept or logged.
"""

import functools
import hashlib
import logging

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from notifications import outgoing

_PREFIX = 5  # hex digits
_TIMEOUT_SECONDS = 2.0
_MAX_BYTES = 262_144  # a range has some 60 KB

_log = logging.getLogger("poolhouse.threats")


def is_breached(password: str) -> bool:
    """Whether the password is one that others know. Asks outside: not to be called in a transaction."""
    return _is_common(password) or (bool(settings.BREACHED_PASSWORDS_URL) and _is_published(password))


def _is_common(password: str) -> bool:
    return password.lower().strip() in _common().passwords


@functools.cache
def _common() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _is_published(password: str) -> bool:
    digest = hashlib.sha1(password.encode(errors="replace"), usedforsecurity=False).hexdigest().upper()
    prefix, rest = digest[:_PREFIX], digest[_PREFIX:]
    url = settings.BREACHED_PASSWORDS_URL.rstrip("/") + "/" + prefix
    try:
        answer = outgoing.get(url, {"Add-Padding": "true"}, timeout=_TIMEOUT_SECONDS, max_bytes=_MAX_BYTES)
    except outgoing.OutgoingError as error:
        _log.warning("The range service of breached passwords does not answer: %s", error)
        return False
    if answer.status != 200:
        _log.warning("The range service of breached passwords answered with status %d.", answer.status)
        return False
    return _is_in(rest, answer.body.decode("ascii", "replace"))


def _is_in(rest: str, listing: str) -> bool:
    """Lines are `rest:count`; those that only fill the answer up count 0."""
    for line in listing.splitlines():
        suffix, _, count = line.strip().partition(":")
        if suffix.upper() == rest:
            return count.strip() != "0"
    return False
