"""Loads the Celery application, so that a task called from a web process goes to our broker."""

from idp_project.celery import app as celery_app

__all__ = ["celery_app"]
