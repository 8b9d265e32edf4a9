"""Which of a pool's logs are delivered, and where to (API-370)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from pools.actions import audit
from pools.caller import Caller
from pools.errors import FeatureUnavailableInTierException, InvalidParameterException
from pools.models import LogDelivery, UserPool

MAX_CONFIGURATIONS = 2

Configuration = Mapping[str, Any]  # `LogConfigurationType`

_CLOUD_WATCH = "CloudWatchLogsConfiguration"
_DESTINATIONS = {  # by member, and the ARN's service that it must name
    _CLOUD_WATCH: ("LogGroupArn", "logs"),
    "S3Configuration": ("BucketArn", "s3"),
    "FirehoseConfiguration": ("StreamArn", "firehose"),
}
_LEVELS = {"userNotification": "ERROR", "userAuthEvents": "INFO"}


def get_log_delivery_configuration(pool: UserPool) -> list[dict[str, Any]]:
    """The pool's configurations; none at first."""
    found = LogDelivery.objects.filter(pool=pool).first()
    return found.configurations if found else []


def set_log_delivery_configuration(
    pool: UserPool, configurations: Sequence[Configuration], *, caller: Caller
) -> list[dict[str, Any]]:
    """Replace all of the pool's configurations. An empty list ends the delivery."""
    _check(pool, configurations)
    kept = [dict(configuration) for configuration in configurations]
    with transaction.atomic():
        LogDelivery.objects.update_or_create(pool=pool, defaults={"configurations": kept})
        audit.record(caller, "SetLogDeliveryConfiguration", pool=pool, sources=[each["EventSource"] for each in kept])
    return kept


def _check(pool: UserPool, configurations: Sequence[Configuration]) -> None:
    if len(configurations) > MAX_CONFIGURATIONS:
        raise InvalidParameterException(f"A user pool can have at most {MAX_CONFIGURATIONS} log configurations.")
    sources = [configuration["EventSource"] for configuration in configurations]
    if len(set(sources)) < len(sources):
        raise InvalidParameterException("Each EventSource can be configured once.")
    for configuration in configurations:
        _check_one(pool, configuration)


def _check_one(pool: UserPool, configuration: Configuration) -> None:
    source, level = configuration["EventSource"], configuration["LogLevel"]
    if level != _LEVELS[source]:
        raise InvalidParameterException(f"The LogLevel of {source} must be {_LEVELS[source]}.")
    given = [member for member in _DESTINATIONS if member in configuration]
    if len(given) != 1:
        raise InvalidParameterException("A log configuration must have exactly one destination.")
    destination = given[0]
    if source == "userNotification" and destination != _CLOUD_WATCH:
        raise InvalidParameterException(f"The destination of userNotification must be {_CLOUD_WATCH}.")
    if source == "userAuthEvents" and pool.user_pool_tier != UserPool.Tier.PLUS:
        raise FeatureUnavailableInTierException("The delivery of userAuthEvents needs the PLUS tier.")
    member, service = _DESTINATIONS[destination]
    arn = configuration[destination].get(member)
    if arn is None or arn.split(":")[2] != service:
        raise InvalidParameterException(f"{destination} needs the {member} of its destination.")
