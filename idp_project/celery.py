"""The Celery application: finds each package's `tasks` module."""

import os
import warnings
from typing import Any

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
TRANSPORT_ALIASES["filesystem"] = "idp_project.broker:Transport"
# "superuser privileges": a danger of pickled messages; ours are JSON, and in a container root is the usual user
warnings.simplefilter("ignore", SecurityWarning)

app = Celery("poolhouse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Celery sets up logging of its own unless somebody answers; Django's LOGGING is in place already."""
