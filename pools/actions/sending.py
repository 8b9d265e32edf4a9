"""Whom a pool's messages are sent as, in the outbox's words (USR-210 to USR-213, USR-275)."""

from collections.abc import Mapping
from typing import Any

from notifications import senders
from notifications.models import Message
from notifications.sender_urls import Malformed
from pools.errors import CodeDeliveryFailureException
from pools.models import UserPool

LONGEST_SMS = 140  # characters with everything put in (USR-81)
LONGEST_EMAIL = 20_000  # the same (USR-80)


def of_email(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """What `EmailConfiguration` says. A configuration set goes with one's own SES alone (USR-227)."""
    own = configuration.get("EmailSendingAccount") == "DEVELOPER"
    return {
        "sender": configuration.get("From", ""),
        "reply_to": configuration.get("ReplyToEmailAddress", ""),
        "identity": configuration.get("SourceArn", ""),
        "options": _given({"ConfigurationSet": configuration.get("ConfigurationSet") if own else None}),
    }


def of_sms(configuration: Mapping[str, Any]) -> dict[str, Any]:
    """What `SmsConfiguration` says, of SNS or of End User Messaging."""
    eums = configuration.get("EumsSms")
    by = eums or configuration
    return {
        "identity": by.get("CallerArn" if eums else "SnsCallerArn", ""),
        "options": _given(
            {
                "ExternalId": by.get("ExternalId"),
                "Region": by.get("Region" if eums else "SnsRegion"),
                "OriginationIdentity": by.get("OriginationIdentity"),
                "Eums": eums,
            }
        ),
    }


def sms_trouble(pool: UserPool) -> str:
    """Why text messages do not reach everybody, as `SmsConfigurationFailure` says it (USR-276); empty if they do."""
    if not pool.sms_configuration:
        return ""
    try:
        sender = senders.of_identity(Message.Channel.SMS, of_sms(pool.sms_configuration)["identity"])
    except Malformed:
        return "InvalidSmsRoleAccessPolicyException"
    return "SNSSandbox" if sender.url.limits.is_sandbox and not sender.keeps_body else ""


def fitting(text: str, limit: int) -> str:
    """The text, unless it is too long now that all is put in. Raises `CodeDeliveryFailureException`."""
    if len(text) > limit:
        raise CodeDeliveryFailureException(reason=f"longer than {limit} characters with what was put in")
    return text


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}
