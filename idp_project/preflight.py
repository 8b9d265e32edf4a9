"""What must hold before anything is started. Each check stops the start with one line that says what to change."""

import errno
import socket
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from idp_project import health

_CONNECT_TIMEOUT_SECONDS = 5


class CannotStart(Exception):
    """The line to stop with."""


def run() -> None:
    for check in (check_root_pair, check_scheme, check_database, check_broker, check_port):
        check()


def check_root_pair() -> None:
    if bool(settings.ACCESS_KEY_ID) != bool(settings.SECRET_ACCESS_KEY):
        missing = "SECRET_ACCESS_KEY" if settings.ACCESS_KEY_ID else "ACCESS_KEY_ID"
        raise CannotStart(f"POOLHOUSE_{missing}: the root access key is a pair; give both or neither.")


def check_scheme() -> None:
    if settings.TLS != "off" and not settings.PUBLIC_URL.startswith("https://"):
        raise CannotStart("POOLHOUSE_PUBLIC_URL: must be an https address, as POOLHOUSE_TLS is on.")


def check_database() -> None:
    """Connects past the pool, which would go on trying for half a minute."""
    database = settings.DATABASES["default"]
    if "pool" in database["OPTIONS"]:
        database = database | {"OPTIONS": {"connect_timeout": _CONNECT_TIMEOUT_SECONDS}}
    connection = ConnectionHandler({"default": database})["default"]
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise CannotStart(f"POOLHOUSE_DATABASE_URL: the database does not answer: {_one_line(error)}") from error
    finally:
        connection.close()


def check_broker() -> None:
    _attempt(health.check_broker, "POOLHOUSE_BROKER_URL: the broker does not answer")


def check_port() -> None:
    """The web server would find out too, but only after it was started, and again and again."""
    family, kind, protocol, _, address = _resolve()
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            name = "POOLHOUSE_HOST" if error.errno == errno.EADDRNOTAVAIL else "POOLHOUSE_PORT"
            raise CannotStart(f"{name}: cannot listen on {settings.HOST}:{settings.PORT}: {error.strerror}.") from error


def _resolve() -> tuple:
    try:
        return socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        raise CannotStart(f"POOLHOUSE_HOST: {settings.HOST!r} is no address of this machine.") from error


def _attempt(check: Callable[[], None], complaint: str) -> None:
    try:
        check()
    except Exception as error:  # each driver has errors of its own
        raise CannotStart(f"{complaint}: {_one_line(error)}") from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
