"""The device that a sign-in comes from: whether it is known, remembered, and has proven to be itself.

A remembered device always proves itself by its own SRP exchange. Where the pool wants it so, that proof takes the place
of the second factor (CON-142, CON-146).
"""

from collections.abc import Mapping

from pools.actions import devices
from pools.actions.devices import ShownDevice
from pools.actions.sign_in.attempt import Attempt
from pools.actions.tokens import NewDevice
from pools.caller import Caller
from pools.errors import NotAuthorizedException, ResourceNotFoundException
from pools.models import Device, User

_KEY, _PROVEN, CLIENT_VALUE = "device_key", "device_proven", "device_A"  # of `Attempt.kept`


def recognise(attempt: Attempt, device_key: str | None) -> None:
    """Note the device that the app names, now or in an earlier step. Raises `ResourceNotFoundException` for one that
    the user does not have, which makes apps try again without it; but only once the user has proven to be himself."""
    pool, user, key = attempt.client.pool, attempt.user, device_key or attempt.kept.get(_KEY)
    if not key or user is None or not pool.tracks_devices:
        return
    if attempt.device is not None and attempt.device.key == key:
        return
    attempt.device = devices.find_device(user, key)
    if attempt.device is None:
        if attempt.factors_proven:
            raise ResourceNotFoundException("Device does not exist.")
        return
    if key != attempt.kept.get(_KEY):
        attempt.kept |= {_KEY: key, CLIENT_VALUE: "", _PROVEN: False}


def recognise_browser(attempt: Attempt, shown: Mapping[str, ShownDevice]) -> None:
    """Note the device that a browser shows itself to be to our own pages, by the `sub` of whose it is. The password is
    shown with it, so nothing is left to prove. What is shown in vain refuses nobody: it is a new device then."""
    user = attempt.user
    mine = shown.get(str(user.sub)) if user is not None else None
    if user is None or mine is None or not attempt.factors_proven or not attempt.client.pool.tracks_devices:
        return
    device = devices.find_device(user, mine.key)
    if device is not None and devices.is_password_of(device, mine.password):
        attempt.device = device
        note_proof(attempt)


def is_trusted(attempt: Attempt) -> bool:
    """Whether no second factor is due: it is a remembered device, which proves itself before there are tokens."""
    takes_the_place = attempt.client.pool.device_configuration.get("ChallengeRequiredOnNewDevice")
    return bool(takes_the_place) and attempt.device is not None and attempt.device.is_remembered


def must_prove(attempt: Attempt) -> bool:
    """Whether the device still owes its proof."""
    return attempt.device is not None and attempt.device.is_remembered and not attempt.kept.get(_PROVEN)


def has_proven(attempt: Attempt) -> bool:
    """Whether the device has shown what it alone knows."""
    return attempt.device is not None and bool(attempt.kept.get(_PROVEN))


def note_proof(attempt: Attempt) -> None:
    attempt.kept[_PROVEN] = True


def awaited(attempt: Attempt, device_key: str) -> Device:
    """The device that owes its proof, which must be the one that the answer names. Raises `NotAuthorizedException` also
    for one that was forgotten meanwhile."""
    if attempt.user is None or device_key != attempt.kept.get(_KEY):
        raise NotAuthorizedException
    attempt.device = devices.find_device(attempt.user, device_key)
    if attempt.device is None or not attempt.device.is_remembered:
        raise NotAuthorizedException
    return attempt.device


def note_browser(attempt: Attempt, caller: Caller) -> Device | None:
    """The device that a sign-in on our own pages came from, if it is known."""
    if attempt.device is not None:
        devices.note_sign_in(attempt.device, caller)
    return attempt.device


def bind(attempt: Attempt, user: User, caller: Caller) -> tuple[str, NewDevice | None]:
    """The key of the device that the session belongs to; and what the app is told of one that was not known before."""
    if not user.pool.tracks_devices:
        return "", None
    if attempt.device is not None and not must_prove(attempt):
        devices.note_sign_in(attempt.device, caller)
        return attempt.device.key, None
    new = devices.name_new_device(user)
    return new.key, new
