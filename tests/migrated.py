"""Databases that are migrated already, made once by whoever needs the first one: the migrations of a start that is not
about them would take most of its time."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

REPOSITORY = Path(__file__).resolve().parent.parent
_DATABASE = "poolhouse.sqlite3"


def copy_sqlite(data_dir: Path) -> None:
    """Put a migrated database into a data folder that has none."""
    with _alone() as folder:
        template = folder / _version() / _DATABASE
        if not template.exists():
            _migrate({"POOLHOUSE_DATA_DIR": str(template.parent)})
    shutil.copy(template, data_dir / _DATABASE)


def create_postgresql(url: str, name: str) -> str:
    """A migrated database of this name on the server of the address, and its own address."""
    server, template = url.rpartition("/")[0], f"migrated_{_version()}"
    with _alone() as folder, psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            connection.execute(f"CREATE DATABASE {template}_new")
            keys = {"POOLHOUSE_DATA_DIR": str(folder / "keys")}
            _migrate({"POOLHOUSE_DATABASE_URL": f"{server}/{template}_new", **keys})
            connection.execute(f"ALTER DATABASE {template}_new RENAME TO {template}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{server}/{name}"


@contextlib.contextmanager
def _alone() -> Iterator[Path]:
    """The folder of templates, while no other process has it."""
    folder = Path(tempfile.gettempdir()) / f"poolhouse-migrated-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _version() -> str:
    """Of our migrations and of the libraries that have some."""
    content = hashlib.sha256((REPOSITORY / "requirements.txt").read_bytes())
    for path in sorted(REPOSITORY.glob("*/migrations/*.py")):
        content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:16]


def _migrate(settings: dict[str, str]) -> None:
    """In another folder first: a template that is there is whole."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("POOLHOUSE_")}
    wanted = Path(settings["POOLHOUSE_DATA_DIR"])
    with tempfile.TemporaryDirectory(dir=wanted.parent) as unfinished:
        environment = inherited | settings | {"POOLHOUSE_DATA_DIR": unfinished}
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=REPOSITORY, env=environment, check=True)
        if "POOLHOUSE_DATABASE_URL" not in settings:
            wanted.mkdir()
            (Path(unfinished) / _DATABASE).rename(wanted / _DATABASE)
