"""The Celery application: finds each package's `tasks` module."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
TRANSPORT_ALIASES["filesystem"] = "idp_project.broker:Transport"

app = Celery("poolhouse")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
