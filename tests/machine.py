"""What tests need of the machine beside Python: Node's packages, Chromium."""

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_REQUIRES_ALL = os.environ.get("POOLHOUSE_TEST_REQUIRE_ALL") == "1"
_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def need(present: object, line: str) -> None:
    """Skips the test with this line; where all must run (CI), fails it."""
    if not present:
        (pytest.fail if _REQUIRES_ALL else pytest.skip)(line)


def install_packages(folder: Path) -> None:
    """Once for each package-lock.json, also where several processes share the tests: each would empty the folder that
    another one uses."""
    lock_file, installed = folder / "package-lock.json", folder / "node_modules" / "installed-lock.json"
    with lock_file.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = lock.read()
        if not installed.exists() or installed.read_bytes() != wanted:
            install = ["npm", "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(install, cwd=folder, check=True)
            installed.write_bytes(wanted)


@contextlib.contextmanager
def running_chromium() -> Iterator[Browser]:
    """Debian's Chromium. Playwright can be started but once in a thread."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
