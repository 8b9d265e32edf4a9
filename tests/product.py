"""Starts the product as `make run` does, for what needs it from outside: real clients, browsers, the benchmark."""

import contextlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

import redis

from tests import migrated
from tests.repository import REPOSITORY, environment

ACCESS_KEY_ID = "AKIAPOOLHOUSETESTS00"
SECRET_ACCESS_KEY = "a-secret-access-key-for-tests-only-00000"
ADMIN_PASSWORD = "Correct-Horse-Admin-1"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 20
_ANY_CERTIFICATE = ssl._create_unverified_context()  # whether it answers is asked before anybody can know its authority


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Product:
    """A running installation in a data folder of its own. Use it in a `with` block, which stops it. Its database is
    migrated already, unless the start is what it is about."""

    def __init__(self, data_dir: Path, *, is_migrated: bool = True, **settings: str) -> None:
        self.is_migrated = is_migrated
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"{'https' if 'TLS' in settings else 'http'}://localhost:{self.port}"
        self.settings = _services_of_the_tests(self.port) | settings
        self.log_path = data_dir / "product.log"

    def __enter__(self) -> Self:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if self.is_migrated and "DATABASE_URL" not in self.settings and not any(self.data_dir.iterdir()):
            migrated.copy_sqlite(self.data_dir)
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=REPOSITORY,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until_answering(f"{self.url}/readyz", self._process, SECONDS_TO_START)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """The environment of the installation, also for its other commands."""
        own = {
            "PORT": str(self.port),
            "DATA_DIR": str(self.data_dir),
            "STATIC_DIR": str(migrated.static_folder()),
            "ADMIN_PASSWORD": ADMIN_PASSWORD,
            "ACCESS_KEY_ID": ACCESS_KEY_ID,
            "SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        }
        return environment(**own | self.settings)

    def part(self, word: str) -> int:
        """The process id of the part whose command has this word: "granian", "worker", "beat"."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return next(int(child) for child in children if word in Path(f"/proc/{child}/cmdline").read_text().split("\0"))

    def stop(self) -> None:
        """As Ctrl-C does; whoever does not listen is killed."""
        stop(self._process)


def wait_until_answering(url: str, process: subprocess.Popen, seconds: float) -> None:
    """Returns when the address answers 2xx; fails early when the process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2, context=_ANY_CERTIFICATE):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {seconds} s")


def stop(process: subprocess.Popen) -> None:
    """Interrupt, wait, and kill what is left of the process and its children."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS_TO_STOP)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _services_of_the_tests(port: int) -> dict[str, str]:
    """A database and a Redis database of its own where the tests were given servers; else none, as after a clone."""
    services = {}
    if (url := os.environ.get("POOLHOUSE_DATABASE_URL", "")).startswith("postgres"):
        services["DATABASE_URL"] = migrated.create_postgresql(
            url, f"product_{port}"
        )  # the port is free, so is the name
    if url := os.environ.get("POOLHOUSE_REDIS_URL", ""):
        services["REDIS_URL"] = f"{url.rpartition('/')[0]}/{1 + port % 15}"
        redis.Redis.from_url(services["REDIS_URL"]).flushdb()
    return services
