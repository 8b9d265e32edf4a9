"""Two questions of a load balancer: is this process alive, and can it serve?"""

import functools
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from idp_project.celery import app

_BROKER_TIMEOUT_SECONDS = 2


class HealthMiddleware:
    """Answers before the host name is looked up: a load balancer asks by whatever address it knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return PAGES.get(request.path, self.get_response)(request)


class NotReady(Exception):
    """A part that is missing. The text is for everybody to read: no address, no password."""


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of others, so that no restart follows from their failures."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: each part that a request may need, with `ok` or what is wrong. 503 as long as one is wrong."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if is_ready else "unavailable", **parts}, status=200 if is_ready else 503)


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    if settings.BROKER_URL.startswith("filesystem:"):
        for folder in ("data_folder_in", "control_folder"):
            _check_folder(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS[folder]))
    elif urlsplit(settings.BROKER_URL).scheme != "memory":
        with app.connection_for_write(connect_timeout=_BROKER_TIMEOUT_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, timeout=_BROKER_TIMEOUT_SECONDS)


@functools.cache  # what was applied stays applied; a refusal raises and is asked again
def check_migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("not applied")


PAGES = {"/healthz": healthz, "/readyz": readyz}
CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "migrations": check_migrations,
}


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        return str(reason)
    except Exception as error:  # any driver's own error means the same here
        return f"unreachable ({type(error).__name__})"
    return "ok"


def _check_folder(folder: Path) -> None:
    probe = folder / ".writable"
    probe.touch()
    probe.unlink(missing_ok=True)
