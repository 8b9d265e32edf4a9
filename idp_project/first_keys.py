"""The keys that an installation makes for itself when the environment gives none.

They are kept in one file of the data folder, readable by its owner alone, so that the second start opens what the
first one sealed. Several nodes on one database need the same keys: give them by the environment there.
"""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from dotenv import dotenv_values

FILE_NAME = "keys.env"


def load(data_dir: Path) -> dict[str, str]:
    """The kept keys, made now if this is the first start. Two processes starting at once agree on one file."""
    path = data_dir / FILE_NAME
    if not path.exists():
        _make(path)
    return {name: value or "" for name, value in dotenv_values(path).items()}


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_suffix(f".{os.getpid()}")
    keys = {
        "POOLHOUSE_SECRET_KEY": secrets.token_urlsafe(48),
        "POOLHOUSE_MASTER_KEYS": Fernet.generate_key().decode(),
    }
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in keys.items())
    try:
        os.link(own, path)  # fails if another process was first; its keys are as good
    except FileExistsError:
        pass
    finally:
        own.unlink()
