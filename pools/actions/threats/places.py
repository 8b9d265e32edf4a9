"""Where an address is: country, town and position, if the operator has a database that says so.

It is a local file in MaxMind's format (`POOLHOUSE_GEOIP_DATABASE`): no address is told to anybody.
"""

import dataclasses
import functools
import logging
import math
from typing import Any

import maxminddb
from django.conf import settings

from pools.actions.threats import networks

_EARTH_KM = 6371.0

_log = logging.getLogger("poolhouse.threats")


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Empty where nothing is known. `country` is an ISO 3166 code, `position` latitude and longitude in degrees."""

    country: str = ""
    city: str = ""
    position: tuple[float, float] | None = None


NOWHERE = Place()


def locate(address: str) -> Place:
    """The place of the address. A database that cannot be read knows none."""
    found = networks.read_address(address)
    if not settings.GEOIP_DATABASE or found is None:
        return NOWHERE
    try:
        return _place(_reader(settings.GEOIP_DATABASE).get(found))
    except (OSError, ValueError, maxminddb.InvalidDatabaseError):
        _log.exception("The database of places cannot be read.")
        return NOWHERE


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface of the earth."""
    (phi, lambda_), (phi2, lambda2) = (tuple(map(math.radians, each)) for each in (one, other))
    half = math.sin((phi2 - phi) / 2) ** 2 + math.cos(phi) * math.cos(phi2) * math.sin((lambda2 - lambda_) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))


@functools.lru_cache(maxsize=1)
def _reader(path: str) -> maxminddb.Reader:
    return maxminddb.open_database(path)


def _place(record: Any) -> Place:
    """Databases of towns and of countries alone are laid out alike."""
    if not isinstance(record, dict):
        return NOWHERE
    location = record.get("location", {})
    latitude, longitude = location.get("latitude"), location.get("longitude")
    return Place(
        country=record.get("country", {}).get("iso_code", ""),
        city=record.get("city", {}).get("names", {}).get("en", ""),
        position=None if latitude is None or longitude is None else (latitude, longitude),
    )
