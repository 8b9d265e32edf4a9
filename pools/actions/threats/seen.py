"""What is known of where somebody is and what he holds in his hands: told by the request, or by an app in front of it
(SEC-199 to SEC-205, SEC-296). The audit event of a sign-in keeps it for the next one to be compared with."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from pools.actions import user_sessions
from pools.actions.threats import networks, places
from pools.caller import Caller
from pools.models import AuditEvent

CONTEXT = "context"  # in an event's `detail`


@dataclasses.dataclass(frozen=True)
class Seen:
    """`device` is the name that people know it by, `device_id` what an app makes out of it, empty without such an
    app."""

    address: str
    device: str
    device_id: str = ""
    timezone: str = ""

    @functools.cached_property
    def place(self) -> places.Place:
        return places.locate(self.address)

    @functools.cached_property
    def neighbourhood(self) -> str:
        return networks.neighbourhood(self.address)

    def is_device_of(self, other: Seen) -> bool:
        """Whether it is the same device, by what apps make out if both were told, else by browser and system."""
        if self.device_id and other.device_id:
            return self.device_id == other.device_id
        return self.device == other.device

    def detail(self) -> dict[str, Any]:
        """For the event: what is not to be read off the request that it tells of."""
        told = {
            "address": self.address,
            "device": self.device,
            "device_id": self.device_id,
            "timezone": self.timezone,
            "country": self.place.country,
            "city": self.place.city,
        }
        return {CONTEXT: {name: value for name, value in told.items() if value}}


def by(caller: Caller) -> Seen:
    """What is known of the user behind a call."""
    told = caller.context
    if told is None:
        return Seen(caller.ip_address, user_sessions.device_type(caller.user_agent))
    return Seen(
        told.ip_address or caller.ip_address,
        told.device_name or user_sessions.device_type(caller.user_agent),
        told.device_id,
        told.timezone,
    )


def at(event: AuditEvent) -> Seen:
    """What was known then."""
    told = event.detail.get(CONTEXT, {})
    return Seen(
        told.get("address") or event.ip_address,
        told.get("device") or user_sessions.device_type(event.user_agent),
        told.get("device_id", ""),
        told.get("timezone", ""),
    )
