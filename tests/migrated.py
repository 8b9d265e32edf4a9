"""What every start would make anew, made once by whoever needs it first: migrated databases, collected static files. To
make them would take most of the time of a start that is not about them."""

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

from tests.repository import REPOSITORY, environment

_DATABASE = "poolhouse.sqlite3"


def copy_sqlite(data_dir: Path) -> Path:
    """Put a migrated database into a data folder that has none."""
    with _alone() as folder:
        template = folder / f"{_version()}.sqlite3"
        if not template.exists():
            with tempfile.TemporaryDirectory(dir=folder) as unfinished:  # a template that is there is whole
                _migrate(DATA_DIR=unfinished)
                (Path(unfinished) / _DATABASE).rename(template)
    return Path(shutil.copy(template, data_dir / _DATABASE))


def create_postgresql(url: str, name: str) -> str:
    """A migrated database of this name on the server of the address, and its own address."""
    template = postgresql_template(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return f"{url.rpartition('/')[0]}/{name}"


def postgresql_template(url: str) -> str:
    """The name of a migrated database on the server of the address, to make others from."""
    server, template = url.rpartition("/")[0], f"migrated_{_version()}"
    with _alone(), psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            connection.execute(f"CREATE DATABASE {template}_new")
            with tempfile.TemporaryDirectory() as keys:
                _migrate(DATA_DIR=keys, DATABASE_URL=f"{server}/{template}_new")
            connection.execute(f"ALTER DATABASE {template}_new RENAME TO {template}")
    return template


def static_folder() -> Path:
    """Where all products of this working copy have their static files: to collect them takes seconds."""
    copy_of = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:16]
    with _alone() as folder:
        return folder / f"static-{copy_of}"


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


def _migrate(**settings: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=REPOSITORY, env=environment(**settings), check=True)
