"""`/metrics`, for Prometheus. Counters are the processes' own; what the database knows is asked when somebody looks."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

from celery.signals import before_task_publish, task_postrun
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from notifications.models import Message
from pools.access import proxies
from pools.metrics import BEAT_AT, SWEPT_AT

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client looks for it when it is imported; `manage.py up` sets it
_COUNTED = 10_000  # messages; counting on would be slow just when many wait
_SWEEP = "notifications.tasks.sweep"


class MetricsMiddleware:
    """Answers before the host name is looked up: Prometheus asks by whatever address it knows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return metrics(request) if request.path == "/metrics" else self.get_response(request)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For who knows the token; without one, for this machine alone."""
    if not _may_see(request):
        return HttpResponse("Forbidden\n", status=403, content_type="text/plain")
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _may_see(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.META.get("HTTP_AUTHORIZATION", "").encode(errors="replace")
        return secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode())
    return proxies.is_from_here(request)


def _registry() -> CollectorRegistry:
    """All processes' counters, if they share a folder; else this one's."""
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        multiprocess.MultiProcessCollector(registry)
    else:
        registry.register(REGISTRY)
    registry.register(_Outbox())
    return registry


class _Outbox(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("poolhouse_outbox_waiting", f"Messages not sent yet, counted up to {_COUNTED:,}.")
        late = GaugeMetricFamily("poolhouse_outbox_late_seconds", "For how long the first message has been due.")
        try:
            rows = Message.objects.filter(state=Message.State.WAITING).order_by("due_at")
            waiting.add_metric([], len(rows.values_list("id", flat=True)[:_COUNTED]))
            first = rows.values_list("due_at", flat=True).first()
            late.add_metric([], max(0.0, (timezone.now() - first).total_seconds()) if first else 0.0)
        except DatabaseError:
            return  # without the database the processes' own counters are told all the more
        yield waiting
        yield late


@task_postrun.connect
def note_sweep(sender: Any = None, **_: Any) -> None:
    """The worker has swept the outbox, so it is alive, and so was beat."""
    if getattr(sender, "name", "") == _SWEEP:
        SWEPT_AT.set(time.time())


@before_task_publish.connect
def note_beat(sender: str | None = None, **_: Any) -> None:
    """Nobody but beat asks for sweeps."""
    if sender == _SWEEP:
        BEAT_AT.set(time.time())
