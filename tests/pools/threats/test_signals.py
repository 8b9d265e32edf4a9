"""How risky a sign-in is, by what was seen before."""

import datetime
import hashlib
import socket

import pytest

from notifications import outgoing
from pools.actions.threats import breached_passwords, networks, places
from pools.actions.threats.history import Moment, Past
from pools.actions.threats.seen import Seen
from pools.actions.threats.signals import assess

NOW = datetime.datetime(2026, 11, 28, 12, tzinfo=datetime.UTC)
HOME = Seen("203.0.113.7", "Chrome, Linux")
ELSEWHERE = Seen("198.51.100.20", "Chrome, Linux")


def past(*own, foreign=(), failures=0, hours=1):
    at = NOW - datetime.timedelta(hours=hours)
    return Past([Moment(at, each) for each in own], [Moment(at, each) for each in foreign], failures)


@pytest.fixture
def atlas(monkeypatch, settings):
    """A database of places: Berlin at home, Sydney elsewhere."""
    records = {
        HOME.address: ("DE", "Berlin", 52.5, 13.4),
        ELSEWHERE.address: ("AU", "Sydney", -33.9, 151.2),
    }

    class Atlas:
        def get(self, address):
            country, city, latitude, longitude = records[str(address)]
            return {
                "country": {"iso_code": country},
                "city": {"names": {"en": city}},
                "location": {"latitude": latitude, "longitude": longitude},
            }

    settings.GEOIP_DATABASE = "atlas.mmdb"
    monkeypatch.setattr(places, "_reader", lambda path: Atlas())


@pytest.mark.one_database
@pytest.mark.spec("SEC-190", "SEC-191")
@pytest.mark.parametrize(
    ("now", "before", "level", "found"),
    [
        pytest.param(HOME, past(), None, [], id="first"),
        pytest.param(HOME, past(HOME), None, [], id="as ever"),
        pytest.param(Seen("203.0.113.9", "Chrome, Linux"), past(HOME), None, ["new_address"], id="next door"),
        pytest.param(Seen(HOME.address, "Safari"), past(HOME), "Low", ["new_device"], id="device"),
        pytest.param(ELSEWHERE, past(HOME), "Low", ["new_network"], id="network"),
        pytest.param(Seen("::ffff:203.0.113.7", "Chrome, Linux"), past(HOME), None, ["new_address"], id="mapped"),
        pytest.param(HOME, past(HOME, failures=5), None, ["some_failures"], id="some failures"),
        pytest.param(ELSEWHERE, past(HOME, failures=5), "Medium", ["new_network", "some_failures"], id="with them"),
        pytest.param(HOME, past(HOME, failures=10), "Low", ["many_failures"], id="many failures"),
        pytest.param(
            ELSEWHERE, past(HOME, foreign=[ELSEWHERE]), "High", ["new_network", "marked_invalid"], id="said not to be"
        ),
        pytest.param(HOME, past(HOME, foreign=[HOME]), None, [], id="one's own said not to be"),
        pytest.param(
            Seen(HOME.address, "Safari", "d1"), past(Seen(HOME.address, "Chrome", "d1")), None, [], id="by fingerprint"
        ),
    ],
)
def test_a_sign_in_is_as_risky_as_it_is_strange(now, before, level, found):
    assessed = assess(now, before, NOW)

    assert (assessed.level, list(assessed.signals)) == (level, found)


@pytest.mark.one_database
@pytest.mark.spec("SEC-191")
def test_a_device_that_has_proven_itself_is_not_new():
    assert assess(Seen(HOME.address, "Safari"), past(HOME), NOW, is_known_device=True).signals == ()


@pytest.mark.one_database
@pytest.mark.spec("SEC-191")
@pytest.mark.parametrize(("hours", "travel"), [(1, ["impossible_travel"]), (48, [])])
def test_nobody_is_in_two_places_at_once(atlas, hours, travel):
    # 16,000 km
    now, home = Seen(ELSEWHERE.address, ELSEWHERE.device), Seen(HOME.address, HOME.device)

    assessed = assess(now, past(home, hours=hours), NOW)

    assert list(assessed.signals) == ["new_network", "new_country", *travel]
    assert now.detail()["context"]["city"] == "Sydney"


@pytest.mark.one_database
@pytest.mark.spec("SEC-166")
def test_ranges_are_of_both_kinds_of_addresses():
    assert networks.is_within("2001:db8::1", ["2001:db8::/32"])
    assert networks.is_within("::ffff:198.51.100.9", ["198.51.100.0/24"])
    assert not networks.is_within("198.51.101.9", ["198.51.100.0/24", "nonsense"])
    assert not networks.is_within("nowhere", ["0.0.0.0/0"])


@pytest.fixture
def answered(monkeypatch, settings):
    """The range service's answer; what it was asked."""
    asked = []

    def answered(body="", status=200, error=None):
        def get(url, headers, *, timeout, max_bytes):
            asked.append(url)
            if error:
                raise error
            return outgoing.Answer(status, {}, body.encode())

        monkeypatch.setattr(breached_passwords.outgoing, "get", get)
        settings.BREACHED_PASSWORDS_URL = "https://range.example/range"
        return asked

    return answered


@pytest.mark.one_database
@pytest.mark.spec("SEC-183")
def test_common_passwords_are_known_without_asking_anybody(monkeypatch):
    monkeypatch.setattr(socket, "socket", None)

    assert breached_passwords.is_breached("Password1 ")
    assert not breached_passwords.is_breached("Correct-Horse-1")


@pytest.mark.one_database
@pytest.mark.spec("SEC-183")
@pytest.mark.parametrize(
    ("answer", "is_known"),
    [
        pytest.param({"body": "31E42B0FA3A4C2FA96FF0AD5B4B2E2C73C2:7\r\n{rest}:3"}, True, id="listed"),
        pytest.param({"body": "{rest}:0"}, False, id="padding"),
        pytest.param({"body": "<html>"}, False, id="nonsense"),
        pytest.param({"status": 503}, False, id="out of order"),
        pytest.param({"error": outgoing.TimedOut("late")}, False, id="too late"),
    ],
)
def test_a_range_service_is_told_five_digits_and_its_silence_lets_in(answered, caplog, answer, is_known):
    digest = hashlib.sha1(b"Correct-Horse-1", usedforsecurity=False).hexdigest().upper()
    asked = answered(**answer | {"body": answer.get("body", "").replace("{rest}", digest[5:])})

    assert breached_passwords.is_breached("Correct-Horse-1") is is_known
    assert asked == [f"https://range.example/range/{digest[:5]}"]
    assert "Correct-Horse-1" not in caplog.text
    assert digest[5:] not in caplog.text
