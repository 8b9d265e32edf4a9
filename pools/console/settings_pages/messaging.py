"""As whom a user pool's messages are sent: the slices of the new console's tab Messaging (CON-14)."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from notifications.models import Message, SendingIdentity
from pools import ids
from pools.console.fields import Option, choose_one, line
from pools.console.settings_pages.properties import ARN
from pools.console.settings_pages.slices import Slice, Values, register
from pools.models import UserPool

_REGION = r"[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}"
_OFFERED = 200  # sending identities


class _Sender(Slice):
    """Offers the sending identities of its channel."""

    template = "console/settings/sender.html"
    channel: str
    identity_field: str

    def prepare(self) -> None:
        widget: Any = self.fields[self.identity_field].widget
        widget.attrs["list"] = f"{self.name}-identities"

    def identities(self) -> list[str]:
        """What is offered as a sender."""
        return list(SendingIdentity.objects.filter(channel=self.channel).values_list("arn", flat=True)[:_OFFERED])


@register
class EmailConfiguration(_Sender):
    """CON-131 to CON-137, CON-259. The Region stands in the ARN."""

    name = "email-configuration"
    title = _("Email")
    original_title = _("Do you want to customize your email address?")
    original_labels = {"source": _("FROM email address ARN"), "sender": _("FROM email address")}
    channel = Message.Channel.EMAIL
    identity_field = "source"

    provider = choose_one(
        _("Email provider"),
        {
            "COGNITO_DEFAULT": Option(_("Send email with Cognito"), _("As this installation sends its mail.")),
            "DEVELOPER": Option(_("Send email with Amazon SES"), _("By a sending identity of your own.")),
        },
    )
    region = line(
        _("SES Region"), 32, _("Where the address below is verified."), pattern=_REGION, placeholder="us-east-1"
    )
    source = line(
        _("FROM email address"),
        2048,
        _("An address or domain that is verified, or its ARN. What it stands for is told under Senders."),
        pattern=rf"[^\s:/]+|{ARN}",
        placeholder="shop@example.com",
    )
    configuration_set = line(
        _("Configuration set"), 64, _("Of SES, for events and metrics."), pattern=r"[a-zA-Z0-9_-]+"
    )
    sender = line(
        _("FROM sender name"),
        2048,
        _("As John Stiles <johnstiles@example.com>. Empty: no-reply@verificationemail.com, or what the sender says."),
        placeholder="John Stiles <johnstiles@example.com>",
    )
    reply_to = line(
        _("REPLY-TO email address"), 2048, _("Where answers go."), pattern=r"[^\s@]+@[^\s@]+", inputmode="email"
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = pool.email_configuration
        region, source = _named_by(given.get("SourceArn", ""), pool.region)
        return {
            "provider": given.get("EmailSendingAccount", "COGNITO_DEFAULT"),
            "region": region,
            "source": source,
            "configuration_set": given.get("ConfigurationSet", ""),
            "sender": given.get("From", ""),
            "reply_to": given.get("ReplyToEmailAddress", ""),
        }

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        source = given["source"]
        if source and not source.startswith("arn:"):
            source = _identity(source, given["region"] or pool.region)
        told = {
            "SourceArn": source,
            "ConfigurationSet": given["configuration_set"],
            "From": given["sender"],
            "ReplyToEmailAddress": given["reply_to"],
        }
        kept = {member: value for member, value in told.items() if value}
        is_told = kept or pool.email_configuration or given["provider"] != "COGNITO_DEFAULT"
        return {"email_configuration": kept | {"EmailSendingAccount": given["provider"]} if is_told else {}}


def _identity(address: str, region: str) -> str:
    return ids.arn("ses", f"identity/{address}", region)


def _named_by(arn: str, region: str) -> tuple[str, str]:
    """The Region and the address that an ARN of this installation names; of another's, the whole ARN."""
    parts = arn.split(":", 5)
    if len(parts) < 6:
        return region, ""
    address = parts[5].removeprefix("identity/")
    is_ours = _identity(address, parts[3]) == arn and ":" not in address and "/" not in address
    return (parts[3], address) if is_ours else (parts[3] or region, arn)


_SNS, _EUMS, _NONE = "sns", "eums", ""
_EUMS_MEMBERS = {
    "origination": "OriginationIdentity",
    "configuration_set": "ConfigurationSetName",
    "entity": "InEntityId",
    "entity_template": "InTemplateId",
}


@register
class SmsConfiguration(_Sender):
    """CON-108 to CON-110, CON-254."""

    name = "sms-configuration"
    meant_with = {
        **dict.fromkeys(("role", "external_id", "region"), ("service", (_SNS, _EUMS))),
        **dict.fromkeys(_EUMS_MEMBERS, ("service", (_EUMS,))),
    }
    title = _("SMS")
    original_title = _("You must provide a role to allow Amazon Cognito to send SMS messages")
    channel = Message.Channel.SMS
    identity_field = "role"

    service = choose_one(
        _("SMS service"),
        {
            _SNS: Option(_("Amazon SNS"), _("Text messages leave as the installation sends them, or by the role.")),
            _EUMS: Option(_("AWS End User Messaging SMS"), _("The same, with an origination identity.")),
            _NONE: Option(_("None"), _("No text messages: no phone verification, no MFA by SMS.")),
        },
        required=False,
    )
    role = line(
        _("IAM role ARN"),
        2048,
        _("What it stands for is told under Senders. Empty: a new role is named, and the installation's sender used."),
        pattern=ARN,
        placeholder="arn:aws:iam::000000000000:role/service-role/shop-SMS-Role",
    )
    external_id = line(_("External ID"), 1224, _("Given with the role where it is assumed."))
    region = line(_("Region"), 32, _("Where messages are sent from."), pattern=_REGION, placeholder="us-east-1")
    origination = line(_("Origination identity"), 2048, _("A phone number or sender ID. Of End User Messaging alone."))
    configuration_set = line(_("Configuration set"), 2048, _("Of End User Messaging alone."))
    entity = line(_("Entity ID"), 2048, _("Of a principal registered in India. Of End User Messaging alone."))
    entity_template = line(_("Template ID"), 2048, _("Of a template registered in India. Of End User Messaging alone."))

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = pool.sms_configuration
        eums = given.get("EumsSms", {})
        return {
            "service": _EUMS if eums else _SNS if given else _NONE,
            "role": eums.get("CallerArn") or given.get("SnsCallerArn", ""),
            "external_id": (eums or given).get("ExternalId", ""),
            "region": eums.get("Region") or given.get("SnsRegion", ""),
            **{name: eums.get(member, "") for name, member in _EUMS_MEMBERS.items()},
        }

    def clean(self) -> Values:
        """What does not belong to the service is nothing; a role that is wanted has a name."""
        given = self.cleaned_data
        service = given.get("service")
        if service == _NONE:
            return given | dict.fromkeys(self.fields, "")
        if not given.get("role") and "role" not in self.errors:
            given["role"] = _new_role(self.pool)
        return given | ({} if service == _EUMS else dict.fromkeys(_EUMS_MEMBERS, ""))

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        if given["service"] == _NONE:
            return {"sms_configuration": {}}
        if given["service"] == _SNS:
            told = {"SnsCallerArn": given["role"], "ExternalId": given["external_id"], "SnsRegion": given["region"]}
            return {"sms_configuration": _told(told)}
        told = {"CallerArn": given["role"], "ExternalId": given["external_id"], "Region": given["region"]}
        more = {member: given[name] for name, member in _EUMS_MEMBERS.items()}
        return {"sms_configuration": {"EumsSms": _told(told | more)}}


def _new_role(pool: UserPool) -> str:
    name = re.sub(r"[^\w+=,.@-]", "-", pool.name or "pool", flags=re.ASCII)
    return ids.iam_arn(f"role/service-role/{name}-SMS-Role")


def _told(members: dict[str, str]) -> dict[str, str]:
    return {member: value for member, value in members.items() if value}
