"""Whom a pool's messages are sent as, in the outbox's words (USR-210 to USR-213, USR-275)."""

from collections.abc import Mapping
from typing import Any


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


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value}
