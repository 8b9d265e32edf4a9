"""What an app client does about risks of its own accord (SEC-160, SEC-169, SEC-291)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from pools.actions.threats import configuration
from pools.caller import Caller
from pools.console.fields import TWO_COLUMNS, Option, choose_one
from pools.console.settings_pages import risk_fields
from pools.console.settings_pages.risk_fields import COMPROMISED, EXCEPTIONS, TAKEOVER
from pools.console.settings_pages.slices import NOTHING, ClientSliceByAction, Fact, Values, register
from pools.models import AppClient

_POOL, _OWN = "pool", "own"


class _Scope(ClientSliceByAction):
    """Comes first in the form."""

    scope = choose_one(
        _("Settings"),
        {
            _POOL: Option(_("Those of the user pool")),
            _OWN: Option(_("Custom"), _("All of what is below takes the place of the user pool's.")),
        },
        layout=TWO_COLUMNS,
    )


@register
class ThreatProtection(
    risk_fields.ExceptionFields,
    risk_fields.MessageFields,
    risk_fields.AdaptiveFields,
    risk_fields.CompromisedFields,
    _Scope,
):
    """All sections at once: a client has them all from the pool, or none."""

    name = "threat-protection"
    title = _("Threat protection")
    about = _("What this app client does about risks, if not what the user pool does.")
    permission = "cognito-idp:SetRiskConfiguration"

    def prepare(self) -> None:
        self.prepare_messages()

    def facts(self) -> list[Fact]:
        return [fact for fact in super().facts() if fact.said != NOTHING]

    @classmethod
    def read(cls, client: AppClient) -> Values:
        found = configuration.find(client.pool, client)
        sections = configuration.shape(client.pool, client, found)
        return {
            "scope": _OWN if found else _POOL,
            **cls.compromised_values(sections.get(COMPROMISED)),
            **cls.adaptive_values(sections.get(TAKEOVER)),
            **cls.message_values(sections.get(TAKEOVER)),
            **cls.exception_values(sections.get(EXCEPTIONS)),
        }

    def clean(self) -> Values:
        self.check_compromised()
        self.check_messages()
        return self.cleaned_data

    def put(self, client: AppClient, *, caller: Caller) -> None:
        configuration.set_risk_configuration(client.pool, client, self._sections(), caller=caller)

    def _sections(self) -> dict[str, Any]:
        if self.cleaned_data["scope"] == _POOL:
            return {}
        given = {
            COMPROMISED: self.compromised_section(),
            TAKEOVER: risk_fields.takeover(self.adaptive_actions(), self.notification()),
            EXCEPTIONS: self.exception_section() or {},
        }
        return {member: section for member, section in given.items() if section is not None}


# What follows from the pool's settings is not shown as the client's
ThreatProtection.meant_with = {
    **dict.fromkeys(
        [name for name in ThreatProtection.base_fields if name != "scope"],  # type: ignore[attr-defined]
        ("scope", (_OWN,)),
    ),
    "events": ("compromised", ("custom",)),
    "compromised_response": ("compromised", ("custom",)),
    **dict.fromkeys(("low", "medium", "high", "notify"), ("adaptive", ("custom",))),
}
