"""What a new user pool lacks until somebody has signed in, told from what is there."""

import enum
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from notifications.models import Message, SendingIdentity
from pools.actions import audit
from pools.actions.analytics.metrics import Metric
from pools.caller import Caller
from pools.models import AppClient, Domain, FirstSteps, Session, Tally, User, UserPool

_CLIENTS = 20  # that are looked through for a callback URL
_INBOX = "inbox:"


class Step(enum.StrEnum):
    """In the order in which they are best taken."""

    APP_CLIENT = "app_client"
    CALLBACK_URL = "callback_url"
    DOMAIN = "domain"
    SENDER = "sender"
    USER = "user"
    SIGN_IN = "sign_in"


def first_steps(pool: UserPool) -> Mapping[Step, bool]:
    """Each step and whether it is done; nothing once somebody has signed in, or the list was put away."""
    if FirstSteps.objects.filter(pool=pool).exists() or _has_sign_ins(pool):
        return {}
    clients = list(AppClient.objects.filter(pool=pool).order_by().values_list("callback_urls", flat=True)[:_CLIENTS])
    return {
        Step.APP_CLIENT: bool(clients),
        Step.CALLBACK_URL: any(clients),
        Step.DOMAIN: Domain.objects.filter(pool=pool).exists(),
        Step.SENDER: settings.EMAIL_URL != _INBOX or _has_own_sender(pool),
        Step.USER: User.objects.filter(pool=pool).exists(),
        Step.SIGN_IN: False,
    }


def dismiss(pool: UserPool, *, caller: Caller) -> None:
    """Put the list away for all administrators. Twice is as good as once."""
    with transaction.atomic():
        _, is_new = FirstSteps.objects.get_or_create(pool=pool)
        if is_new:
            audit.record(caller, "DismissFirstSteps", pool=pool)


def _has_sign_ins(pool: UserPool) -> bool:
    """A session tells at once; where all have ended, the counters do."""
    if Session.objects.filter(client__pool=pool).exists():
        return True
    return Tally.objects.filter(pool_id=pool.id, grain=Tally.Grain.DAY, metric=Metric.SIGN_IN).exists()


def _has_own_sender(pool: UserPool) -> bool:
    arn = pool.email_configuration.get("SourceArn")
    return bool(arn) and SendingIdentity.objects.filter(channel=Message.Channel.EMAIL, arn=arn).exists()
