"""Static files are collected where the web server looks for them, again only when one of them has changed."""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> None:
    """Have the files of all packages in `STATIC_ROOT`. Several installations may share the folder and start at once."""
    mark = settings.STATIC_ROOT.with_name(f"{settings.STATIC_ROOT.name}.collected")
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = _version()
        if mark.read_text() != current:
            call_command("collectstatic", interactive=False, verbosity=0)
            mark.write_text(current)


def _version() -> str:
    """Of all the files: where each is, how long, and when it was written."""
    found = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    states = sorted(f"{path} {(state := path.stat()).st_size} {state.st_mtime_ns}" for path in found)
    return hashlib.sha256("\n".join([str(settings.STATIC_ROOT), *states]).encode()).hexdigest()
