"""Devices that somebody signs in with another one: codes, and what becomes of them (RFC 8628)."""

import datetime
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant

from hostedui.models import BrowserSession, DeviceAuthorization
from notifications import sealing
from pools.actions import attempts, audit, limits
from pools.caller import Caller
from pools.models import AppClient, UserPool

GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"
LIFETIME = datetime.timedelta(minutes=15)
INTERVAL_SECONDS = 5
_SLOWER_SECONDS = 5  # RFC 8628 section 3.5
_LONGEST_INTERVAL = 300
_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"  # section 6.1: no vowels, so no words; 20^8 codes
_LENGTH = 8
# An address that looks up codes, its own too. Of the codes it might guess one in 400 million
_LOOK_UP = limits.Limit("device user code", 60)
_WAITING = {"user": None, "denied_at": None}


def new_user_code() -> str:
    """As it is shown and typed: two groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def keep(client: AppClient, scopes: list[str], device_code: str, user_code: str) -> None:
    """Begin to wait for somebody who enters the user code."""
    DeviceAuthorization.objects.create(
        device_code_hash=_hash(device_code),
        user_code_hash=_fingerprint(user_code),
        client=client,
        scopes=scopes,
        expires_at=timezone.now() + LIFETIME,
        interval_seconds=INTERVAL_SECONDS,
    )


def find_waiting(user_code: str, pool: UserPool | None, *, caller: Caller) -> DeviceAuthorization | None:
    """The device that shows this code and waits for an answer; of this pool, if the request came to a pool's domain.
    Raises `LimitExceededException` for who has looked up too many (RFC 8628 section 5.1)."""
    attempts.count(_LOOK_UP, caller.ip_address)
    rows = DeviceAuthorization.objects.select_related("client__pool")
    row = rows.filter(user_code_hash=_fingerprint(user_code), expires_at__gt=timezone.now(), **_WAITING).first()
    if row is None or row.client.pool.deleted_at or not row.client.allow_device_flow:
        return None
    return row if pool is None or row.client.pool_id == pool.id else None


def allow(device: DeviceAuthorization, session: BrowserSession, *, caller: Caller) -> bool:
    """Sign the device in as who is signed in here. Whoever answers first has answered."""
    answer: dict[str, Any] = {
        "user": session.user,
        "auth_time": session.auth_time,
        "methods": session.methods,
        "event_id": session.event_id,
        "browser_session_id": session.pk,
    }
    return _answer(device, session, answer, "AllowDevice", caller)


def deny(device: DeviceAuthorization, session: BrowserSession, *, caller: Caller) -> bool:
    """Refuse it."""
    return _answer(device, session, {"denied_at": timezone.now()}, "DenyDevice", caller)


def _answer(
    device: DeviceAuthorization, session: BrowserSession, answer: dict[str, Any], event: str, caller: Caller
) -> bool:
    waiting = DeviceAuthorization.objects.filter(pk=device.pk, expires_at__gt=timezone.now(), **_WAITING)
    with transaction.atomic():
        if not waiting.update(**answer):
            return False
        audit.record(caller, event, client=device.client, user=session.user)
    return True


def find(device_code: str, client: AppClient) -> DeviceAuthorization | None:
    """What the device waits for; None for a code that is unknown, of another client or spent."""
    rows = DeviceAuthorization.objects.select_related("user__pool")
    return rows.filter(device_code_hash=_hash(device_code), client=client, spent_at=None).first()


def status_of(device: DeviceAuthorization) -> str:
    """How things stand, in the words of oauthlib's grant. Who asks too often is told so, and must wait longer."""
    now = timezone.now()
    if device.expires_at <= now:
        return str(DeviceCodeGrant.DEVICE_CODE_EXPIRED)
    if device.denied_at or (device.user and not device.user.enabled):
        return str(DeviceCodeGrant.DEVICE_CODE_DENIED)
    if device.user:
        return str(DeviceCodeGrant.DEVICE_CODE_AUTHORIZED)
    row = DeviceAuthorization.objects.filter(pk=device.pk)
    seconds = device.interval_seconds
    if device.polled_at and device.polled_at + datetime.timedelta(seconds=seconds) > now:
        row.update(polled_at=now, interval_seconds=min(seconds + _SLOWER_SECONDS, _LONGEST_INTERVAL))
        return str(DeviceCodeGrant.DEVICE_CODE_SLOW_DOWN)
    row.update(polled_at=now)
    return str(DeviceCodeGrant.DEVICE_CODE_PENDING)


def _fingerprint(user_code: str) -> str:
    """People type small letters, and leave out the dash or put in spaces (section 6.1)."""
    typed = user_code.upper().encode(errors="replace").decode()
    return sealing.fingerprint("device user code", "".join(filter(str.isalnum, typed)))


def _hash(device_code: str) -> str:
    return hashlib.sha256(device_code.encode(errors="surrogatepass")).hexdigest()
