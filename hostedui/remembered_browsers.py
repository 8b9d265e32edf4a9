"""Browsers that a pool remembers as devices (CON-141 to CON-146).

A browser keeps the device's key and password in a cookie of the pool, sealed, one for each of the users who sign in
with it. Signing out leaves it: it says what the browser is, not who is there.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hostedui.callers import caller_of
from notifications import sealing
from pools.actions import devices, user_sessions, users
from pools.actions.devices import ShownDevice
from pools.actions.sign_in import Authenticated
from pools.models import User, UserPool

_COOKIE = "cognito-device"
_PURPOSE = "hosted ui device"
_LIFETIME_SECONDS = 400 * 24 * 3600  # as long as browsers keep any cookie (RFC 6265bis section 5.5)
_MOST_USERS = 5  # of one browser: a cookie has about 4,000 characters


def cookie_name(pool: UserPool) -> str:
    """Each pool has a cookie of its own, also where all answer on one host."""
    return f"{_COOKIE}-{pool.id}"


def shown(request: HttpRequest, pool: UserPool) -> dict[str, ShownDevice]:
    """The devices that this browser shows itself to be, by the `sub` of whose each is, the last used one last."""
    if not pool.tracks_devices:
        return {}
    try:
        content = sealing.unseal(
            _PURPOSE, request.COOKIES.get(cookie_name(pool), ""), max_age_seconds=_LIFETIME_SECONDS
        )
    except sealing.Unsealable:
        return {}
    kept = json.loads(content)
    return {sub: ShownDevice(*each) for sub, each in kept["devices"].items()} if kept["pool"] == pool.id else {}


def asks(request: HttpRequest, pool: UserPool, username: str) -> bool:
    """Whether to ask this user if the browser shall be remembered: where the pool wants it so, and it is not yet."""
    if not devices.asks_users(pool):
        return False
    user = users.find_user(pool, username)
    if user is None:
        return False
    mine = shown(request, pool).get(str(user.sub))
    device = devices.find_device(user, mine.key) if mine else None  # none of a device that was forgotten elsewhere
    return device is None or not device.is_remembered


def device_of(request: HttpRequest, authenticated: Authenticated, *, is_wanted: bool) -> ShownDevice | None:
    """The device that this browser is to who has just signed in; it is made of a browser that was none before, if the
    pool remembers all or the user wants it."""
    user, caller = authenticated.user, caller_of(request)
    if authenticated.device is not None:
        if is_wanted and not authenticated.device.is_remembered:
            devices.update_device_status(user, authenticated.device.key, remembered=True, caller=caller)
        return shown(request, user.pool)[str(user.sub)]
    if not user.pool.tracks_devices or (devices.asks_users(user.pool) and not is_wanted):
        return None
    name = user_sessions.device_type(caller.user_agent)
    return devices.remember_browser(user, name="" if name == user_sessions.UNKNOWN else name, caller=caller)


def keep(request: HttpRequest, response: HttpResponse, user: User, device: ShownDevice) -> None:
    """Have the browser keep that it is this device. Scripts cannot read it."""
    known = shown(request, user.pool)
    known.pop(str(user.sub), None)
    known[str(user.sub)] = device
    kept = {sub: [each.key, each.password] for sub, each in list(known.items())[-_MOST_USERS:]}
    content = json.dumps({"pool": user.pool_id, "devices": kept}, separators=(",", ":")).encode()
    response.set_cookie(
        cookie_name(user.pool),
        sealing.seal(_PURPOSE, content).decode(),
        max_age=_LIFETIME_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
