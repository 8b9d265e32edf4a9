"""Requests to URLs that an administrator or a developer typed in: webhooks, logout addresses of apps, metadata of
identity providers.

Such a URL must not reach what only this machine can reach, and whoever answers must not hold us up. So a name is
resolved here, the addresses are judged (`notifications/addresses.py`), and the connection goes to one of those judged:
what the name says a moment later does not matter. No redirect is followed and no proxy of the environment asked. The
time is limited as a whole, from the look-up to the last byte, and so is the size of the answer. urllib3 does the rest.

    answer = outgoing.post(url, body, {"Content-Type": "application/json"}, timeout=5, max_bytes=65_536)
    answer.status, answer.headers, answer.body
"""

import functools
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from typing import Any, NamedTuple

import certifi
import urllib3
from django.conf import settings
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError
from urllib3.util import Url, parse_url

from notifications import addresses

_CHUNK = 16_384
_LOOK_UP_SECONDS = 2
_OWN_HEADERS = {"User-Agent": "Poolhouse", "Accept-Encoding": "identity", "Connection": "close"}


class OutgoingError(Exception):
    """No answer came of it. The text is for the operator; it holds neither body nor headers."""


class Forbidden(OutgoingError):
    """The URL is none that we ask, or its name leads to no address that we do. Trying again does not help by itself."""


class TimedOut(OutgoingError):
    """The answer was not complete in time."""


class TooLarge(OutgoingError):
    """The answer has more bytes than are taken."""


class Answer(NamedTuple):
    """Whatever was answered, redirects and errors too."""

    status: int
    headers: Mapping[str, str]  # found in any case
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float, max_bytes: int) -> Answer:
    """Post the body and read the answer, both within `timeout` seconds. Raises `OutgoingError`, of which `Forbidden`,
    `TimedOut` and `TooLarge` are kinds."""
    return _ask("POST", url, body, headers, timeout, max_bytes)


def get(url: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int) -> Answer:
    """Read what is at the URL, within `timeout` seconds. Raises as `post` does."""
    return _ask("GET", url, None, headers, timeout, max_bytes)


def _ask(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], timeout: float, max_bytes: int
) -> Answer:
    parts = checked(url)
    deadline = _Deadline(timeout)
    with _pool(parts, deadline) as pool:
        try:
            answer = pool.urlopen(
                method,
                parts.request_uri,
                body=body,
                headers=_OWN_HEADERS | dict(headers),
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(total=timeout),
                preload_content=False,
            )
            return Answer(answer.status, answer.headers, _read(answer, max_bytes))
        except (Urllib3TimeoutError, TimeoutError) as error:
            raise TimedOut(f"{parts.host} did not answer within {timeout:g} seconds.") from error
        except (HTTPError, http.client.HTTPException, OSError) as error:
            raise OutgoingError(f"No answer from {parts.host}: {_reason(error)}") from error


def checked(url: str) -> Url:
    """The URL in its parts. Raises `Forbidden` for one that we would never ask, whatever its name leads to.

    Forms call it; where the name leads is looked at by each request anew.
    """
    try:
        parts = parse_url(url)
    except LocationParseError as error:
        raise Forbidden("This is not a URL.") from error
    if parts.scheme not in ("http", "https") or not parts.host:
        raise Forbidden("The URL must begin with https:// and have a host.")
    if parts.auth is not None or parts.fragment is not None:
        raise Forbidden("The URL must have neither user information nor a fragment.")
    return parts


def is_within_own_networks(url: str) -> bool:
    """Whether the URL's name leads only into networks that the operator has named as his own. Rules that are for the
    open internet may be left off there. Where none is named, nothing is looked up."""
    if not settings.OUTGOING_NETWORKS:
        return False
    parts = checked(url)
    try:
        found = _look_up(parts.host or "", parts.port or 443, _Deadline(_LOOK_UP_SECONDS))
    except (OutgoingError, TimeoutError):
        return False
    return all(addresses.is_named(where[1][0]) for where in found)


class _Deadline:
    """The moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises `TimeoutError`."""
        seconds = self._ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("The time is up.")
        return seconds


class _Hasty:
    """Mixed into a socket: each step has what is left of the time, so that a drip of bytes does not prolong it."""

    deadline: _Deadline | None = None

    def recv_into(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **options)  # type: ignore[misc]

    def send(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().send(*args, **options)  # type: ignore[misc]

    def _hurry(self) -> None:
        if self.deadline:
            self.settimeout(self.deadline.remaining())  # type: ignore[attr-defined]


class _Socket(_Hasty, socket.socket):
    pass


class _TlsSocket(_Hasty, ssl.SSLSocket):
    pass


class _JudgedHTTPConnection(HTTPConnection):
    """Connects to an address that was judged."""

    def __init__(self, *args: Any, deadline: _Deadline, **options: Any) -> None:
        super().__init__(*args, **options)
        self.deadline = deadline

    def _new_conn(self) -> socket.socket:
        found = _look_up(self._dns_host, self.port or self.default_port, self.deadline)
        if self.default_port == HTTPSConnection.default_port:
            open_to = [where for where in found if addresses.is_permitted(where[1][0])]
        else:  # in clear only within networks of one's own
            open_to = [where for where in found if addresses.is_named(where[1][0])]
        if not open_to:
            raise Forbidden(f"{self.host} leads to no address that may be asked (POOLHOUSE_OUTGOING_NETWORKS).")
        return _connect(open_to, self.deadline)

    def connect(self) -> None:
        super().connect()
        self.sock.deadline = self.deadline  # type: ignore[union-attr]


class _JudgedHTTPSConnection(_JudgedHTTPConnection, HTTPSConnection):
    pass


def _pool(parts: Url, deadline: _Deadline) -> urllib3.HTTPConnectionPool:
    """A pool for the one request."""
    host = (parts.host or "").strip("[]")
    if parts.scheme == "http":
        pool = urllib3.HTTPConnectionPool(host, parts.port, deadline=deadline)
        pool.ConnectionCls = _JudgedHTTPConnection
        return pool
    secure = urllib3.HTTPSConnectionPool(host, parts.port, deadline=deadline, ssl_context=_trust())
    secure.ConnectionCls = _JudgedHTTPSConnection
    return secure


@functools.cache
def _trust() -> ssl.SSLContext:
    """Authorities: those of the system (`SSL_CERT_FILE` names others), and the well-known ones where it has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.sslsocket_class = _TlsSocket
    return context


def _look_up(host: str, port: int, deadline: _Deadline) -> list[tuple[int, tuple]]:
    """Family and address of each place that the name has. A look-up cannot be ended: a slow one is left to itself."""
    outcome: list[Any] = []

    def ask() -> None:
        try:
            outcome.append(socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            outcome.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(deadline.remaining())
    if not outcome:
        raise TimeoutError("The look-up takes too long.")
    if isinstance(outcome[0], Exception):
        raise OutgoingError(f"The name {host} has no address.") from outcome[0]
    return [(found[0], found[4]) for found in outcome[0]]


def _connect(places: list[tuple[int, tuple]], deadline: _Deadline) -> socket.socket:
    """Connected to the first of the places that can be reached."""
    failure: OSError = OSError("No address.")
    for turn, (family, where) in enumerate(places):
        connection = _Socket(family, socket.SOCK_STREAM)
        connection.settimeout(deadline.remaining() / (len(places) - turn))  # so that each has its turn
        try:
            connection.connect(where)
        except OSError as error:
            connection.close()
            failure = error
            continue
        connection.settimeout(deadline.remaining())
        return connection
    raise failure


def _read(answer: urllib3.BaseHTTPResponse, max_bytes: int) -> bytes:
    body = bytearray()
    while chunk := answer.read(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > max_bytes:
            answer.close()
            raise TooLarge(f"The answer has more than {max_bytes} bytes.")
    return bytes(body)


def _reason(error: BaseException) -> str:
    """What happened, in the words of the lowest layer that has some."""
    cause = error.__cause__ or error.__context__ or error
    return str(getattr(cause, "strerror", None) or getattr(cause, "reason", None) or type(cause).__name__)
