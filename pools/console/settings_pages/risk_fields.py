"""The fields of a risk configuration, section by section: a user pool has each as a slice, an app client all in one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions.threats import networks
from pools.actions.threats.configuration import Filter, Level, Response
from pools.actions.threats.notices import PLACES
from pools.console.fields import TWO_COLUMNS, LinesField, Option, choose_many, choose_one, line

Values = dict[str, Any]
Section = Mapping[str, Any]

COMPROMISED = "CompromisedCredentialsRiskConfiguration"
TAKEOVER = "AccountTakeoverRiskConfiguration"
EXCEPTIONS = "RiskExceptionConfiguration"
DEFAULTS, CUSTOM = "defaults", "custom"

_MOST_RANGES = 200  # SEC-292
_LEVELS = {"low": Level.LOW, "medium": Level.MEDIUM, "high": Level.HIGH}
_RESPONSES = {
    Response.NO_ACTION: Option(_("Allow sign-in")),
    Response.MFA_IF_CONFIGURED: Option(_("Optional MFA"), _("Users who can answer by a second factor are asked.")),
    Response.MFA_REQUIRED: Option(_("Require MFA"), _("Users who can answer by one are asked, all others blocked.")),
    Response.BLOCK: Option(_("Block sign-in")),
}
# What whoever turns to settings of his own finds chosen (SEC-172)
_SUGGESTED: Values = {
    "low": str(Response.NO_ACTION),
    "medium": str(Response.MFA_IF_CONFIGURED),
    "high": str(Response.MFA_REQUIRED),
    "notify": ["medium", "high"],
}
_TEMPLATES = {"block": "BlockEmail", "mfa": "MfaEmail", "allow": "NoActionEmail"}


def _source(label: Any, defaults: Any) -> forms.ChoiceField:
    return choose_one(
        label,
        {DEFAULTS: Option(_("Cognito defaults"), defaults), CUSTOM: Option(_("Custom"))},
        layout=TWO_COLUMNS,
    )


def _response(label: Any) -> forms.ChoiceField:
    return choose_one(
        label, {str(key): option for key, option in _RESPONSES.items()}, layout=TWO_COLUMNS, required=False
    )


class CompromisedFields(forms.Form):
    """SEC-170, SEC-175, SEC-176."""

    compromised = _source(
        _("Compromised credentials"), _("Passwords that others know are blocked at sign-in, sign-up and change.")
    )
    events = choose_many(
        _("Event detection"),
        {
            Filter.SIGN_IN: Option(_("Sign-in")),
            Filter.SIGN_UP: Option(_("Sign-up")),
            Filter.PASSWORD_CHANGE: Option(_("Password change")),
        },
        required=False,
        help_text=_("When passwords are looked at. SRP sends none, so its sign-ins are not."),
    )
    compromised_response = choose_one(
        _("Compromised credentials responses"),
        {
            Response.BLOCK: Option(_("Block sign-in"), _("Users must set a new password.")),
            Response.NO_ACTION: Option(_("Allow sign-in"), _("It is noted in the events alone.")),
        },
        required=False,
    )

    @staticmethod
    def compromised_values(section: Section | None) -> Values:
        given = section or {}
        return {
            "compromised": CUSTOM if section else DEFAULTS,
            "events": [str(each) for each in Filter if each in (given.get("EventFilter") or list(Filter))],
            "compromised_response": given.get("Actions", {}).get("EventAction", str(Response.BLOCK)),
        }

    def check_compromised(self) -> None:
        given = self.cleaned_data
        if given.get("compromised") == CUSTOM and not given.get("events"):
            self.add_error("events", gettext("Choose one at least."))

    def compromised_section(self) -> Section | None:
        given = self.cleaned_data
        if given["compromised"] == DEFAULTS:
            return None
        action = given["compromised_response"] or Response.BLOCK
        return {"EventFilter": given["events"], "Actions": {"EventAction": str(action)}}


class AdaptiveFields(forms.Form):
    """SEC-171, SEC-177 to SEC-179, SEC-222."""

    adaptive = _source(_("Adaptive authentication"), _("Risky sign-ins are blocked at every level; nobody is told."))
    low = _response(_("Low risk"))
    medium = _response(_("Medium risk"))
    high = _response(_("High risk"))
    notify = choose_many(
        _("Notify users"),
        {"low": Option(_("Low risk")), "medium": Option(_("Medium risk")), "high": Option(_("High risk"))},
        required=False,
        help_text=_("By e-mail to a verified address, with links to say whether it was they."),
    )

    @staticmethod
    def adaptive_values(section: Section | None) -> Values:
        actions = (section or {}).get("Actions") or {}
        given = {name: actions.get(f"{level}Action", {}) for name, level in _LEVELS.items()}
        if not actions:
            return {"adaptive": DEFAULTS, **_SUGGESTED}
        return {
            "adaptive": CUSTOM,
            **{name: each.get("EventAction", str(Response.NO_ACTION)) for name, each in given.items()},
            "notify": [name for name, each in given.items() if each.get("Notify")],
        }

    def adaptive_actions(self) -> Section:
        given = self.cleaned_data
        if given["adaptive"] == DEFAULTS:
            return {}
        return {
            f"{level}Action": {
                "Notify": name in given["notify"],
                "EventAction": str(given[name] or Response.NO_ACTION),
            }
            for name, level in _LEVELS.items()
        }


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(
        required=False, min_length=6, max_length=20_000, label=label, widget=forms.Textarea(attrs={"rows": rows})
    )


class MessageFields(forms.Form):
    """SEC-173, SEC-180, SEC-181, SEC-225, SEC-299, CON-121."""

    source_arn = line(
        _("Source ARN"),
        2048,
        _("The identity that the messages are sent as. Empty: that of the user pool's other e-mails."),
        placeholder="arn:aws:ses:us-east-1:000000000000:identity/security@example.com",
    )
    sent_from = line(_("FROM email address"), 320, placeholder="Example <security@example.com>")
    reply_to = line(_("REPLY-TO email address"), 320)
    block_subject = line(_("Subject of blocked sign-ins"), 140, _("Empty: our own words."))
    block_html = _text(_("HTML message of blocked sign-ins"), 4)
    block_text = _text(_("Plaintext message of blocked sign-ins"), 3)
    mfa_subject = line(_("Subject of sign-ins asked for MFA"), 140)
    mfa_html = _text(_("HTML message of sign-ins asked for MFA"), 4)
    mfa_text = _text(_("Plaintext message of sign-ins asked for MFA"), 3)
    allow_subject = line(_("Subject of allowed sign-ins"), 140)
    allow_html = _text(_("HTML message of allowed sign-ins"), 4)
    allow_text = _text(_("Plaintext message of allowed sign-ins"), 3)

    @staticmethod
    def message_values(section: Section | None) -> Values:
        given = (section or {}).get("NotifyConfiguration") or {}
        values = {
            "source_arn": given.get("SourceArn", ""),
            "sent_from": given.get("From", ""),
            "reply_to": given.get("ReplyTo", ""),
        }
        for name, member in _TEMPLATES.items():
            template = given.get(member) or {}
            values |= {
                f"{name}_subject": template.get("Subject", ""),
                f"{name}_html": template.get("HtmlBody", ""),
                f"{name}_text": template.get("TextBody", ""),
            }
        return values

    def prepare_messages(self) -> None:
        self.fields["block_html"].help_text = _("Places: %s") % " ".join(PLACES)

    def check_messages(self) -> None:
        given = self.cleaned_data
        for name in _TEMPLATES:
            bodies = bool(given.get(f"{name}_html") or given.get(f"{name}_text"))
            if bodies != bool(given.get(f"{name}_subject")):
                self.add_error(f"{name}_subject", gettext("A message has a subject and a text, or neither."))
        has_more = any(value for name, value in given.items() if name.endswith(("_from", "_to", "_subject")))
        if has_more and not given.get("source_arn"):
            self.add_error("source_arn", gettext("Messages of your own need the identity that they are sent as."))

    def notification(self) -> Section:
        given = self.cleaned_data
        if not given["source_arn"]:
            return {}
        members = {"SourceArn": given["source_arn"], "From": given["sent_from"], "ReplyTo": given["reply_to"]}
        for name, member in _TEMPLATES.items():
            template = {
                "Subject": given[f"{name}_subject"],
                "HtmlBody": given[f"{name}_html"],
                "TextBody": given[f"{name}_text"],
            }
            members[member] = {each: text for each, text in template.items() if text}
        return {member: value for member, value in members.items() if value}


def _check_ranges(ranges: list[str]) -> None:
    for each in ranges:
        if networks.read_range(each) is None:
            raise ValidationError(_("This is no range in CIDR notation: %(text)s"), params={"text": each})


class _Ranges(LinesField):
    def validate(self, value: list[str]) -> None:
        super().validate(value)
        _check_ranges(value)


def _ranges(label: Any, help_text: Any) -> LinesField:
    return _Ranges(max_lines=_MOST_RANGES, max_line_length=131, required=False, label=label, help_text=help_text)


class ExceptionFields(forms.Form):
    """SEC-163 to SEC-166, SEC-173, SEC-182. They count in full function alone."""

    allowed = _ranges(_("Always-allow"), _("IPv4 and IPv6 in CIDR notation, one on each line. No risk is looked for."))
    blocked = _ranges(_("Always-block"), _("Nobody signs in, signs up or changes a password from there."))

    @staticmethod
    def exception_values(section: Section | None) -> Values:
        given = section or {}
        return {"allowed": given.get("SkippedIPRangeList", []), "blocked": given.get("BlockedIPRangeList", [])}

    def exception_section(self) -> Section | None:
        given = self.cleaned_data
        lists = {"SkippedIPRangeList": given["allowed"], "BlockedIPRangeList": given["blocked"]}
        return {name: ranges for name, ranges in lists.items() if ranges} or None


def takeover(actions: Section, notification: Section) -> Section | None:
    """The section of the two; None where both are as by default."""
    if not (actions or notification):
        return None
    return {"Actions": actions} | ({"NotifyConfiguration": notification} if notification else {})
