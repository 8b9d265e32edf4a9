"""What `check --deploy` says of messages."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def inbox_is_closed(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Codes are for who may see messages."""
    if not settings.OPEN_INBOX:
        return []
    hint = "It is for development: take POOLHOUSE_OPEN_INBOX away."
    return [Warning("Anybody may read the inbox, with everybody's codes.", hint=hint, id="notifications.W001")]
