"""What makes a sign-in risky, and how risky (SEC-190, SEC-191).

Each signal has a weight, their sum a level. One that alone is everyday, such as another address of the same network,
stays below all levels; a new device in a new network is what a stolen password looks like. Who signs in for the first
time has nothing to be compared with.
"""

import dataclasses
import datetime
import enum

from pools.actions.threats import places
from pools.actions.threats.configuration import Level
from pools.actions.threats.history import Past
from pools.actions.threats.seen import Seen

_LEVELS = ((70, Level.HIGH), (45, Level.MEDIUM), (25, Level.LOW))  # from how much on
_SOME_FAILURES, _MANY_FAILURES = 5, 10  # within an hour
_FASTEST_KMH = 1000.0  # airliners
_SHORTEST_KM = 300.0  # what databases of places are wrong by


class Signal(enum.StrEnum):
    NEW_ADDRESS = "new_address"
    NEW_NETWORK = "new_network"
    NEW_DEVICE = "new_device"
    NEW_COUNTRY = "new_country"
    IMPOSSIBLE_TRAVEL = "impossible_travel"
    SOME_FAILURES = "some_failures"
    MANY_FAILURES = "many_failures"
    MARKED_INVALID = "marked_invalid"


WEIGHTS = {
    Signal.NEW_ADDRESS: 10,
    Signal.NEW_NETWORK: 25,
    Signal.NEW_DEVICE: 25,
    Signal.NEW_COUNTRY: 30,
    Signal.IMPOSSIBLE_TRAVEL: 50,
    Signal.SOME_FAILURES: 20,
    Signal.MANY_FAILURES: 40,
    Signal.MARKED_INVALID: 70,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Assessment:
    """`level` is None where there is no risk to speak of."""

    level: Level | None
    signals: tuple[Signal, ...] = ()


def assess(now: Seen, past: Past, moment: datetime.datetime, *, is_known_device: bool = False) -> Assessment:
    """How risky a sign-in is that is seen like this. `is_known_device` says that the device has proven itself."""
    found = [*_of_strangeness(now, past, is_known_device=is_known_device), *_of_failures(past)]
    if any(_is_like(now, each.seen) for each in past.foreign) and not any(
        _is_same(now, each.seen) for each in past.own
    ):
        found.append(Signal.MARKED_INVALID)
    if _is_too_far(now, past, moment):
        found.append(Signal.IMPOSSIBLE_TRAVEL)
    weight = sum(WEIGHTS[signal] for signal in found)
    level = next((level for least, level in _LEVELS if weight >= least), None)
    return Assessment(level, tuple(found))


def _of_strangeness(now: Seen, past: Past, *, is_known_device: bool) -> list[Signal]:
    """What none of the user's own sign-ins had."""
    own = [each.seen for each in past.own]
    if not own:
        return []
    found = []
    if now.neighbourhood not in {each.neighbourhood for each in own}:
        found.append(Signal.NEW_NETWORK)
    elif now.address not in {each.address for each in own}:
        found.append(Signal.NEW_ADDRESS)
    if not (is_known_device or any(now.is_device_of(each) for each in own)):
        found.append(Signal.NEW_DEVICE)
    countries = {each.place.country for each in own} - {""}
    if now.place.country and countries and now.place.country not in countries:
        found.append(Signal.NEW_COUNTRY)
    return found


def _of_failures(past: Past) -> list[Signal]:
    if past.failures >= _MANY_FAILURES:
        return [Signal.MANY_FAILURES]
    return [Signal.SOME_FAILURES] if past.failures >= _SOME_FAILURES else []


def _was_refused(now: Seen, past: Past) -> bool:
    """Whether somebody said of the like that it was not the user, who never came so himself."""
    is_own = any(_is_same(now, each.seen) for each in past.own)
    return not is_own and any(_is_like(now, each.seen) for each in past.foreign)


def _is_like(one: Seen, other: Seen) -> bool:
    """Whether what somebody said was not the user came from there or from such a device."""
    return one.neighbourhood == other.neighbourhood or (bool(one.device_id) and one.device_id == other.device_id)


def _is_same(one: Seen, other: Seen) -> bool:
    return one.neighbourhood == other.neighbourhood and one.is_device_of(other)


def _is_too_far(now: Seen, past: Past, moment: datetime.datetime) -> bool:
    """Whether nobody gets here so fast from where the last sign-in was."""
    last = past.own[0] if past.own else None
    if last is None or last.seen.place.position is None or now.place.position is None:
        return False
    kilometres = places.distance_km(last.seen.place.position, now.place.position)
    hours = max((moment - last.at).total_seconds(), 1.0) / 3600
    return kilometres > _SHORTEST_KM and kilometres / hours > _FASTEST_KMH
