"""The Celery application: finds each package's `tasks` module."""

import importlib
import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import beat_init, setup_logging, worker_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
TRANSPORT_ALIASES["filesystem"] = "idp_project.broker:Transport"
# "superuser privileges": a danger of pickled messages; ours are JSON, and in a container root is the usual user
warnings.simplefilter("ignore", SecurityWarning)

app = Celery("poolhouse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def tell_metrics(**_: Any) -> None:
    """Have worker and beat tell that they are alive; the module needs Django's models."""
    importlib.import_module("idp_project.metrics")


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery sets up logging of its own unless somebody answers; Django's LOGGING is in place already."""
