"""A PostgreSQL of the benchmark's own, in a folder that goes away."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from tests import product


class PostgreSQL:
    """A cluster with Debian's settings but for its size: `url` is that of its own database. Needs `initdb`."""

    def __init__(self) -> None:
        self.port = product.free_port()
        self.url = f"postgres://poolhouse@127.0.0.1:{self.port}/postgres"
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            raise SystemExit("This needs PostgreSQL (on Debian: apt-get install postgresql)")
        self._programs = found[-1]

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="poolhouse-scale-", dir="/var/tmp"))
        if os.getuid() == 0:  # which PostgreSQL does not run as
            shutil.chown(self.folder, "postgres")
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "poolhouse", "-A", "trust", "-E", "UTF8", "--locale", "C")
        sizes = "-c shared_buffers=1GB -c max_wal_size=4GB -c max_connections=200"
        where = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1 {sizes}"
        self._run("pg_ctl", "-D", data, "-l", self.folder / "log", "-w", "-o", where, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop")
        time.sleep(0.5)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        user = pwd.getpwnam("postgres").pw_uid if os.getuid() == 0 else None
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", user=user)
