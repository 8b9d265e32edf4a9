"""Where a user pool's logs are delivered to (`SetLogDeliveryConfiguration`, API-370)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pools.actions import log_delivery
from pools.caller import Caller
from pools.console.fields import line
from pools.console.settings_pages.slices import SliceByAction, Values, register
from pools.models import UserPool

_ARN = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:[\w+=/,.@-]*:[0-9]*:[\w+=/,.@*-]+(:[\w+=/,.@*-]+){0,2}"
_BY_SERVICE = {
    "logs": ("CloudWatchLogsConfiguration", "LogGroupArn"),
    "s3": ("S3Configuration", "BucketArn"),
    "firehose": ("FirehoseConfiguration", "StreamArn"),
}
_SOURCES = {"notifications": ("userNotification", "ERROR"), "events": ("userAuthEvents", "INFO")}


@register
class LogDelivery(SliceByAction):
    """A destination for each kind of log; an ARN says of which kind it is."""

    name = "log-delivery"
    title = _("Log streaming")
    about = _("Destinations by their ARNs, beside the events that the console shows.")
    permission = "cognito-idp:SetLogDeliveryConfiguration"

    notifications = line(
        _("Errors of messages that were not sent"),
        2048,
        _("A log group. Empty: they are not delivered."),
        pattern=_ARN,
        placeholder="arn:aws:logs:us-east-1:000000000000:log-group:messages",
    )
    events = line(
        _("User activity"),
        2048,
        _("A log group, a bucket or a Firehose stream. Needs the feature plan Plus."),
        pattern=_ARN,
        placeholder="arn:aws:s3:::sign-ins",
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = {each["EventSource"]: each for each in log_delivery.get_log_delivery_configuration(pool)}
        return {field: _destination(given.get(source, {})) for field, (source, _level) in _SOURCES.items()}

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        configurations = [
            {"EventSource": source, "LogLevel": level} | _configuration(self.cleaned_data[field])
            for field, (source, level) in _SOURCES.items()
            if self.cleaned_data[field]
        ]
        log_delivery.set_log_delivery_configuration(pool, configurations, caller=caller)


def _configuration(arn: str) -> dict[str, Any]:
    """The member of the service that the ARN names; of another one none, and the action says so."""
    member, inner = _BY_SERVICE.get(arn.split(":")[2], ("", ""))
    return {member: {inner: arn}} if member else {}


def _destination(configuration: dict[str, Any]) -> str:
    return next((configuration[member][inner] for member, inner in _BY_SERVICE.values() if member in configuration), "")
