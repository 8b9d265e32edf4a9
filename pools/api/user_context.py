"""What an app says of the user behind its call: `ContextData` of administrators' operations, `UserContextData` of the
others (SEC-199 to SEC-209)."""

import base64
import binascii
import dataclasses
import json
from typing import Any

from notifications import sealing
from pools.actions.threats import modes, networks
from pools.actions.user_sessions import UNKNOWN, device_type
from pools.api.call import Call
from pools.caller import Caller, UserContext
from pools.errors import InvalidParameterException

_LONGEST = 64  # characters of what is kept of each value


def caller_of(call: Call) -> Caller:
    """The caller of an operation, with what the app says of its user where that counts: threat protection must be on.
    Raises `InvalidParameterException` for an address that counts and is none."""
    given = call.input.get("ContextData") or call.input.get("UserContextData")
    if not given or not modes.is_on(call.client.pool):
        return call.caller
    is_admin = "ContextData" in call.input
    address = given.get("IpAddress", "") if is_admin or _may_name_address(call) else ""
    if address and networks.read_address(address) is None:
        raise InvalidParameterException("IpAddress must be a valid IPv4 or IPv6 address.")
    fingerprint = _fingerprint(given.get("EncodedData", ""))
    agent = _agent(given.get("HttpHeaders", ())) or _text(fingerprint, "UserAgent")
    context = UserContext(
        ip_address=address.strip(),
        device_name=_name(agent, fingerprint),
        device_id=_device_id(call, fingerprint),
        timezone=_text(fingerprint, "ClientTimezone"),
    )
    return dataclasses.replace(call.caller, context=context)


def _may_name_address(call: Call) -> bool:
    """An app that anybody may call by cannot vouch for an address (SEC-205, SEC-206)."""
    return call.client.has_secret and call.client.enable_propagate_additional_user_context_data


def _fingerprint(encoded: str) -> dict[str, Any]:
    """What Amazon's script for apps collects; nothing of what is not in its form (SEC-209)."""
    try:
        outer = json.loads(base64.b64decode(encoded, validate=False))
        inner = json.loads(outer["payload"])["contextData"]
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return {}
    return inner if isinstance(inner, dict) else {}


def _text(fingerprint: dict[str, Any], name: str) -> str:
    value = fingerprint.get(name)
    return value if isinstance(value, str) else ""


def _agent(headers: Any) -> str:
    return next((each["headerValue"] for each in headers if each.get("headerName", "").lower() == "user-agent"), "")


def _name(agent: str, fingerprint: dict[str, Any]) -> str:
    """Browser and system; or what a telephone calls itself."""
    named = device_type(agent[:512]) if agent else UNKNOWN
    if named != UNKNOWN:
        return named[:_LONGEST]
    parts = (_text(fingerprint, "DeviceName"), _text(fingerprint, "Platform") or _text(fingerprint, "DevicePlatform"))
    return ", ".join(filter(None, parts))[:_LONGEST]


def _device_id(call: Call, fingerprint: dict[str, Any]) -> str:
    """Kept as a digest: it is there to be compared."""
    given = _text(fingerprint, "DeviceId") or _text(fingerprint, "DeviceFingerprint")
    return sealing.fingerprint("device of a user", f"{call.client.pool_id}\n{given}")[:32] if given else ""
