"""Devices that users sign in from: confirmed by the app, remembered by the pool, forgotten by whoever wants to.

A pool that tracks devices gives each new one a key. The app confirms it with the SRP verifier of a password that it
made up for the device; from then on the device can prove itself at sign-in (CON-141 to CON-149).
"""

import base64
import binascii
import dataclasses
import secrets
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from notifications import sealing
from pools.actions import audit, paging, srp
from pools.actions.tokens import NewDevice
from pools.caller import Caller
from pools.errors import (
    DeviceKeyExistsException,
    InvalidParameterException,
    InvalidUserPoolConfigurationException,
    ResourceNotFoundException,
)
from pools.models import Device, Session, User, UserPool

MAX_PAGE = 60
_VERIFIER = "device srp verifier"  # the purposes of what is sealed and of a digest
_GROUP = "device group"
_VERIFIER_BYTES = 384  # a number of the 3072-bit group
_REGION_LENGTH = 18  # characters, which with the rest makes the 55 that a key may have
_LONGEST_NUMBER = 516  # characters of base64: a number of the 3072-bit group with the byte that keeps it positive
_LONGEST_SALT = 64  # hex digits
_PASSWORD_BYTES = 40  # as many as the SDKs take


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """Some devices, oldest first, and the token that the next page is had by; None on the last one."""

    devices: list[Device]
    next_token: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class ShownDevice:
    """What a browser shows on our own pages to be known by: a device and its password."""

    key: str
    password: str = dataclasses.field(repr=False)


def name_new_device(user: User) -> NewDevice:
    """Names for a device that was not seen before. No row is made of it until the app confirms it."""
    return NewDevice(f"{user.pool.region[:_REGION_LENGTH]}_{uuid.uuid4()}", group_key_of(user))


def group_key_of(user: User) -> str:
    """The group that all devices of the user belong to: always the same one."""
    return f"-{base64.b32encode(bytes.fromhex(sealing.fingerprint(_GROUP, str(user.pk)))[:5]).decode()}"


def confirm_device(user: User, device_key: str, *, verifier: str, salt: str, name: str, caller: Caller) -> Device:
    """Begin to track a device that a sign-in of the user was given this key for. `verifier` and `salt` are base64."""
    _check_tracking(user)
    proof = {"srp_salt": _read_salt(salt), "sealed_srp_verifier": _seal_verifier(_read_verifier(verifier))}
    signed_in = Session.objects.filter(user=user, device_key=device_key, revoked_at=None)
    if not signed_in.filter(expires_at__gt=timezone.now()).exists():
        raise InvalidParameterException("Invalid device key given.")
    try:
        return _add(user, device_key, name, caller, is_remembered=not asks_users(user.pool), **proof)
    except IntegrityError:
        raise DeviceKeyExistsException from None


def remember_browser(user: User, *, name: str, caller: Caller) -> ShownDevice:
    """Make a device of the browser in which the user has signed in on our own pages. It is remembered at once: a user
    whom the pool wants to be asked has been. What is given back belongs into that browser and is kept nowhere else."""
    _check_tracking(user)
    key, password, salt = name_new_device(user).key, secrets.token_urlsafe(_PASSWORD_BYTES), srp.new_salt()
    verifier = srp.verifier(group_key_of(user), key, password, salt)
    proof = {"srp_salt": salt, "sealed_srp_verifier": _seal_verifier(verifier)}
    _add(user, key, name, caller, is_remembered=True, **proof)
    return ShownDevice(key, password)


def is_password_of(device: Device, password: str) -> bool:
    """Whether this is the device's password: where it is shown to us, its verifier is computed anew."""
    shown = srp.verifier(device.group_key, device.key, password, device.srp_salt)
    return secrets.compare_digest(_as_bytes(shown), _as_bytes(verifier_of(device)))


def asks_users(pool: UserPool) -> bool:
    """Whether a device is remembered only once its user wants it to be."""
    return bool(pool.device_configuration.get("DeviceOnlyRememberedOnUserPrompt"))


def find_device(user: User, device_key: str) -> Device | None:
    return Device.objects.filter(user=user, key=device_key).first()


def get_device(user: User, device_key: str) -> Device:
    """The user's device of this key. Raises `ResourceNotFoundException`."""
    _check_tracking(user)
    device = find_device(user, device_key)
    if device is None:
        raise ResourceNotFoundException("Device does not exist.")
    device.user = user
    return device


def list_devices(user: User, *, limit: int | None = None, token: str | None = None) -> Page:
    """A page of the user's devices."""
    _check_tracking(user)
    size, listing = limit or MAX_PAGE, f"devices of {user.pk}"
    devices = Device.objects.filter(user=user).order_by("created_at", "key")
    if token:
        moment, _, key = paging.open_position(listing, token).partition(" ")
        created_at = parse_datetime(moment)
        devices = devices.filter(Q(created_at__gt=created_at) | Q(created_at=created_at, key__gt=key))
    found = list(devices[: size + 1])
    page = found[:size]
    for device in page:
        device.user = user
    if len(found) <= size:
        return Page(page, None)
    return Page(page, paging.seal_position(listing, f"{page[-1].created_at.isoformat()} {page[-1].key}"))


def update_device_status(
    user: User, device_key: str, *, remembered: bool, caller: Caller, event: str = "UpdateDeviceStatus"
) -> None:
    """Let the device prove itself at sign-in, or no longer."""
    device = get_device(user, device_key)
    device.is_remembered = remembered
    with transaction.atomic():
        device.save(update_fields=["is_remembered", "modified_at"])
        audit.record(caller, event, user=user, device_key=device_key, remembered=remembered)


def forget_device(user: User, device_key: str, *, caller: Caller, event: str = "ForgetDevice") -> None:
    """Delete the device. The refresh tokens that it was given are dead."""
    device, now = get_device(user, device_key), timezone.now()
    with transaction.atomic():
        Session.objects.filter(user=user, device_key=device_key, expires_at__gt=now).update(expires_at=now)
        device.delete()
        audit.record(caller, event, user=user, device_key=device_key)


def note_sign_in(device: Device, caller: Caller) -> None:
    """Remember when, and from where, the device was last signed in from."""
    Device.objects.filter(pk=device.pk).update(
        last_authenticated_at=timezone.now(), last_ip_address=caller.ip_address, pending_session=""
    )


def verifier_of(device: Device) -> int:
    return int.from_bytes(sealing.unseal(_VERIFIER, bytes(device.sealed_srp_verifier)), "big")


def _add(user: User, key: str, name: str, caller: Caller, **values: Any) -> Device:
    with transaction.atomic():
        device = Device.objects.create(
            key=key,
            user=user,
            group_key=group_key_of(user),
            name=name,
            last_authenticated_at=timezone.now(),
            last_ip_address=caller.ip_address,
            **values,
        )
        audit.record(caller, "ConfirmDevice", user=user, device_key=key)
    return device


def _check_tracking(user: User) -> None:
    if not user.pool.tracks_devices:
        raise InvalidUserPoolConfigurationException(f"User pool {user.pool_id} is not configured to track devices.")


def _read_verifier(text: str) -> int:
    number = _read_number(text)
    if not srp.is_usable(number):
        raise InvalidParameterException("Invalid device secret verifier given.")
    return number


def _seal_verifier(number: int) -> bytes:
    return sealing.seal(_VERIFIER, _as_bytes(number))


def _as_bytes(number: int) -> bytes:
    return number.to_bytes(_VERIFIER_BYTES, "big")


def _read_salt(text: str) -> str:
    """In hex without leading zeros: clients read it as a number."""
    salt = f"{_read_number(text):x}"
    if salt == "0" or len(salt) > _LONGEST_SALT:
        raise InvalidParameterException("Invalid device secret verifier given.")
    return salt


def _read_number(text: str) -> int:
    try:
        if len(text) <= _LONGEST_NUMBER:
            return int.from_bytes(base64.b64decode(text, validate=True), "big")
    except (binascii.Error, ValueError):
        pass
    raise InvalidParameterException("Invalid device secret verifier given.")
