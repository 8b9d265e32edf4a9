"""Background work of the pools floor. Celery finds this module."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from notifications import batches
from pools.actions import (
    administrator_sessions,
    audit_export,
    audit_retention,
    jobs,
    key_rotation,
    logout_delivery,
    sessions,
    temporary_credentials,
    user_pools,
)
from pools.actions.analytics import counting as analytics
from pools.actions.analytics import messages as message_analytics
from pools.actions.analytics import retention as analytics_retention
from pools.actions.quotas import fullness
from pools.models import AttemptCount, SpentStep

SWEEP_SECONDS = 15  # a sweep takes up no new notice after that
SWEEP_LIMIT = 500  # notices that one sweep looks up


@shared_task
def forget_spent_steps() -> None:
    """A step past its end is refused for its age; its mark is no longer needed."""
    batches.delete(SpentStep.objects.filter(expires_at__lt=timezone.now()))


@shared_task
def forget_old_attempts() -> None:
    """What was tried counts for as long as its limit says."""
    batches.delete(AttemptCount.objects.filter(ends_at__lt=timezone.now()))


@shared_task
def forget_ended_credentials() -> None:
    temporary_credentials.forget_ended()


@shared_task
def forget_ended_sessions() -> None:
    sessions.forget_ended()


@shared_task
def forget_ended_console_sessions() -> None:
    """Django's own session rows as well, which nothing else clears."""
    administrator_sessions.forget_ended()
    SessionStore.clear_expired()


@shared_task
def erase_deleted_pools() -> None:
    user_pools.erase_deleted_pools()


@shared_task
def rotate_signing_keys() -> None:
    """Where a pool wants its keys replaced at an age; and forget what no living token was signed with."""
    key_rotation.rotate_aged_keys()
    key_rotation.forget_retired_keys()


@shared_task
def mark_full_pools() -> None:
    """A pool that reached its quota of users takes no more until some are gone or the quota is raised."""
    fullness.mark_full_pools()


@shared_task
def forget_old_audit_events() -> None:
    audit_retention.forget_old()


@shared_task
def export_audit_events() -> None:
    audit_export.export_due()


@shared_task(ignore_result=True)
def deliver_logout_notice(notice_id: str) -> None:
    logout_delivery.deliver(notice_id)


@shared_task(ignore_result=True)
def sweep_logout_notices() -> None:
    """Deliver those that are due."""
    logout_delivery.deliver_due(limit=SWEEP_LIMIT, seconds=SWEEP_SECONDS)


@shared_task(ignore_result=True)
def forget_old_logout_notices() -> None:
    logout_delivery.forget_old()


@shared_task(ignore_result=True)
def count_events() -> None:
    """Bring the counters of analytics up to date."""
    analytics.count_due()
    message_analytics.count_due()


@shared_task(ignore_result=True)
def forget_old_analytics() -> None:
    analytics_retention.forget_old()


def work_on_job(job_id: str) -> None:
    jobs.work_on(job_id)


@shared_task(ignore_result=True)
def sweep_jobs() -> None:
    """Go on with those that nobody holds."""
    jobs.work_on_due(limit=SWEEP_LIMIT, seconds=SWEEP_SECONDS)


@shared_task(ignore_result=True)
def forget_old_jobs() -> None:
    jobs.forget_old()
