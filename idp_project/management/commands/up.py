"""`manage.py up`: prepare the installation, then run all of it in the foreground under one supervisor."""

import fcntl
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from idp_project import lifeline, preflight, served_tls, static_files

PLACES = 4  # of idp_project/wsgi.py, which only a server's process loads
_CONFIGURATION = Path(__file__).resolve().parents[2] / "supervisord.conf"
_ONLY_FOR_THE_FIRST_START = ("POOLHOUSE_ADMIN_PASSWORD", "POOLHOUSE_ACCESS_KEY_ID", "POOLHOUSE_SECRET_ACCESS_KEY")


class Command(BaseCommand):
    help = "Prepare the installation, then run web server, worker and beat until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        os.umask(0o077)  # the data folder is its owner's alone
        try:
            preflight.run()
        except preflight.CannotStart as error:
            raise CommandError(str(error)) from error
        call_command("bootstrap", stdout=self.stdout)
        tls_options = _tls_options()
        static_files.collect()
        connections.close_all()
        _empty(settings.DATA_DIR / "metrics")
        _share_output()
        self._become_supervisor(tls_options)

    def _become_supervisor(self, tls_options: str) -> None:
        """Replace this process, so that a signal to it reaches the supervisor and the memory is given back."""
        command = [sys.executable, "-m", "supervisor.supervisord", "--configuration", str(_CONFIGURATION)]
        if os.geteuid() == 0:
            command += ["--user", "root"]  # it asks for the word before it stays root
        os.chdir(settings.BASE_DIR)
        os.execve(sys.executable, command, _environment(tls_options))  # noqa: S606  # no shell wanted


def _tls_options() -> str:
    try:
        return served_tls.options()
    except preflight.CannotStart as error:
        raise CommandError(str(error)) from error


def _share_output() -> None:
    """The supervisor opens its standard output once more for its children; in a file, both must append."""
    sys.stdout.flush()
    flags = fcntl.fcntl(sys.stdout.fileno(), fcntl.F_GETFL)
    fcntl.fcntl(sys.stdout.fileno(), fcntl.F_SETFL, flags | os.O_APPEND)


def _empty(folder: Path) -> None:
    """The counters of the last run are of processes that are no more."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def _environment(tls_options: str) -> dict[str, str]:
    """What supervisord.conf and its children read. First secrets stay behind."""
    kept = {name: value for name, value in os.environ.items() if name not in _ONLY_FOR_THE_FIRST_START}
    return kept | {
        "POOLHOUSE_PYTHON": sys.executable,
        "POOLHOUSE_DATA_DIR": str(settings.DATA_DIR),
        "POOLHOUSE_HOST": settings.HOST,
        "POOLHOUSE_PORT": str(settings.PORT),
        "POOLHOUSE_WORKERS": str(settings.WORKERS),
        "POOLHOUSE_THREADS": str(PLACES + settings.FUNCTION_CALLS),
        "POOLHOUSE_LOG_LEVEL": settings.LOG_LEVEL,
        "POOLHOUSE_TLS_OPTIONS": tls_options,
        "PROMETHEUS_MULTIPROC_DIR": str(settings.DATA_DIR / "metrics"),
        "PYTHONUNBUFFERED": "1",
        lifeline.PARENT: str(os.getpid()),
    }
