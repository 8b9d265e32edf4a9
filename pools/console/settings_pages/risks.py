"""What a user pool does about risks (`SetRiskConfiguration`), in slices of the tab App integration and of the original
console's page Advanced security (SEC-169 to SEC-182)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions.threats import configuration
from pools.caller import Caller
from pools.console.settings_pages import risk_fields
from pools.console.settings_pages.risk_fields import COMPROMISED, EXCEPTIONS, TAKEOVER, Section
from pools.console.settings_pages.slices import NOTHING, Fact, SliceByAction, Values, register
from pools.models import UserPool

PERMISSION = "cognito-idp:SetRiskConfiguration"
_WITH = ("custom",)


def sections_of(pool: UserPool) -> dict[str, Any]:
    """The pool's sections under their wire names."""
    return configuration.shape(pool, None, configuration.find(pool, None))


def _replace(pool: UserPool, member: str, section: Section | None, caller: Caller) -> None:
    """One section; the others stay."""
    given = sections_of(pool) | {member: section}
    configuration.set_risk_configuration(
        pool,
        None,
        {name: given[name] for name in (COMPROMISED, TAKEOVER, EXCEPTIONS) if given.get(name)},
        caller=caller,
    )


@register
class CompromisedCredentials(risk_fields.CompromisedFields, SliceByAction):
    name = "compromised-credentials"
    title = _("Compromised credentials")
    about = _("Passwords that are common, or that thieves have published.")
    original_labels = {
        "compromised_response": _("Which action do you want to take with the compromised credentials?"),
        "events": _("Customize when compromised credentials are blocked"),
    }
    permission = PERMISSION
    meant_with = {"events": ("compromised", _WITH), "compromised_response": ("compromised", _WITH)}

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return cls.compromised_values(sections_of(pool).get(COMPROMISED))

    def clean(self) -> Values:
        self.check_compromised()
        return self.cleaned_data

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        _replace(pool, COMPROMISED, self.compromised_section(), caller)


@register
class AdaptiveAuthentication(risk_fields.AdaptiveFields, SliceByAction):
    name = "adaptive-authentication"
    title = _("Adaptive authentication")
    about = _("What follows from a sign-in that may not be the user's own. A higher risk is not treated more mildly.")
    original_title = _(
        "How do you want to use adaptive authentication for sign-in attempts rated as low, medium and high risk?"
    )
    permission = PERMISSION
    meant_with = dict.fromkeys(("low", "medium", "high", "notify"), ("adaptive", _WITH))

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return cls.adaptive_values(sections_of(pool).get(TAKEOVER))

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        notification = sections_of(pool).get(TAKEOVER, {}).get("NotifyConfiguration", {})
        _replace(pool, TAKEOVER, risk_fields.takeover(self.adaptive_actions(), notification), caller)


@register
class RiskMessages(risk_fields.MessageFields, SliceByAction):
    name = "risk-messages"
    title = _("Adaptive authentication notification messages")
    about = _("What users are told whom the responses above notify. Without words of yours they are told in ours.")
    original_title = _("Notification message customization")
    permission = PERMISSION

    def prepare(self) -> None:
        self.prepare_messages()

    def facts(self) -> list[Fact]:
        """What there is, of the dozen that there may be."""
        return [fact for fact in super().facts() if fact.said != NOTHING] or [Fact(_("Messages"), gettext("Our words"))]

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return cls.message_values(sections_of(pool).get(TAKEOVER))

    def clean(self) -> Values:
        self.check_messages()
        return self.cleaned_data

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        actions = sections_of(pool).get(TAKEOVER, {}).get("Actions", {})
        _replace(pool, TAKEOVER, risk_fields.takeover(actions, self.notification()), caller)


@register
class IpExceptions(risk_fields.ExceptionFields, SliceByAction):
    name = "ip-exceptions"
    title = _("IP address exceptions")
    about = _("They count in full function alone.")
    original_labels = {"allowed": _("Always allow"), "blocked": _("Always block")}
    permission = PERMISSION

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return cls.exception_values(sections_of(pool).get(EXCEPTIONS))

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        _replace(pool, EXCEPTIONS, self.exception_section(), caller)
