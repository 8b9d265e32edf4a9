"""Background work of the federation floor."""

from celery import shared_task

from federation.actions import refreshing


@shared_task
def refresh_due_providers() -> None:
    """Hand each provider whose published data is due for a new look to a task of its own."""
    for provider_id in refreshing.due():
        refresh_provider.delay(provider_id)


@shared_task
def refresh_provider(provider_id: int) -> None:
    """Look at what this provider publishes. May run twice: the second run finds nothing due."""
    refreshing.refresh(provider_id)
