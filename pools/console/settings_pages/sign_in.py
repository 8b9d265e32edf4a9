"""How users sign in: the slices of the new console's tab Sign-in experience (CON-14)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.console.fields import TWO_COLUMNS, Option, choose_many
from pools.console.settings_pages.slices import Slice, Values, register
from pools.models import UserPool

_CHARACTERS = {
    "RequireNumbers": Option(_("Number")),
    "RequireSymbols": Option(_("Special character")),
    "RequireUppercase": Option(_("Uppercase Basic Latin letter")),
    "RequireLowercase": Option(_("Lowercase Basic Latin letter")),
}


def _number(label: Any, least: int, most: int, help_text: Any = "", suffix: Any = "") -> forms.IntegerField:
    field = forms.IntegerField(min_value=least, max_value=most, label=label, help_text=help_text)
    field.suffix = suffix
    return field


@register
class PasswordPolicy(Slice):
    """CON-87 to CON-92, CON-247."""

    name = "password-policy"
    title = _("Password policy")
    original_title = _("What password strength do you want to require?")

    minimum_length = _number(_("Password minimum length"), 6, 99, _("6 to 99 characters."))
    characters = choose_many(_("Contains at least 1"), _CHARACTERS, required=False, layout=TWO_COLUMNS)
    temporary_days = _number(
        _("Temporary passwords set by administrators expire in"), 1, 365, _("1 to 365 days."), _("days")
    )
    history = _number(
        _("Passwords that may not be used again"), 0, 24, _("How many of the latest ones; 0 to 24. Needs Essentials.")
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        policy = pool.password_policy
        return {
            "minimum_length": policy["MinimumLength"],
            "characters": [name for name in _CHARACTERS if policy.get(name)],
            "temporary_days": policy["TemporaryPasswordValidityDays"],
            "history": policy.get("PasswordHistorySize", 0),
        }

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        policy = {name: name in given["characters"] for name in _CHARACTERS} | {
            "MinimumLength": given["minimum_length"],
            "TemporaryPasswordValidityDays": given["temporary_days"],
        }
        if given["history"]:
            policy["PasswordHistorySize"] = given["history"]
        return {"policies": pool.policies | {"PasswordPolicy": policy}}
