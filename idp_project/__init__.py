"""Loads the Celery application, so that a task called from a web process goes to our broker."""

import gc

# A start makes a million objects that stay. To look for garbage among them every 700 new ones is a quarter of its time
gc.set_threshold(50_000, 20, 20)

from idp_project.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
