"""What a process of ours is started with from a test: where, and in which environment."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def environment(**settings: str) -> dict[str, str]:
    """The environment of the tests without any setting of ours but these, which are named without `POOLHOUSE_`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("POOLHOUSE_")}
    return inherited | {f"POOLHOUSE_{name}": value for name, value in settings.items()}
