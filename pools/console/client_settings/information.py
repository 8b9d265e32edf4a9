"""What an app client is called, how it signs users in and how long its tokens are good for (CON-156 to CON-164)."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from pools.console.fields import TWO_COLUMNS, Option, choose_many, choose_one, keep_chosen
from pools.console.settings_pages.slices import ClientSlice, Values, register
from pools.models import AppClient

REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
FLOWS = {
    "ALLOW_USER_SRP_AUTH": Option("ALLOW_USER_SRP_AUTH", _("Password, proven without sending it (SRP). Recommended.")),
    "ALLOW_USER_PASSWORD_AUTH": Option("ALLOW_USER_PASSWORD_AUTH", _("User name and password, sent by the app.")),
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": Option("ALLOW_ADMIN_USER_PASSWORD_AUTH", _("Password, sent by your server.")),
    "ALLOW_CUSTOM_AUTH": Option("ALLOW_CUSTOM_AUTH", _("Challenges of your own, by triggers.")),
    "ALLOW_USER_AUTH": Option("ALLOW_USER_AUTH", _("The user chooses how to sign in.")),
    REFRESH: Option(REFRESH, _("New tokens by refresh token.")),
    "ALLOW_CLIENT_TOKEN_AUTH": Option("ALLOW_CLIENT_TOKEN_AUTH", _("Tokens of the app itself, by the API.")),
    "ALLOW_TOKEN_EXCHANGE_DELEGATION": Option(
        "ALLOW_TOKEN_EXCHANGE_DELEGATION", _("A token that says for whom the app acts.")
    ),
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION": Option(
        "ALLOW_TOKEN_EXCHANGE_IMPERSONATION", _("A token as if the user had signed in.")
    ),
}
UNITS = {"seconds": _("seconds"), "minutes": _("minutes"), "hours": _("hours"), "days": _("days")}
EXISTENCE = {
    "False": Option(_("Legacy"), _("A wrong user name is told from a wrong password.")),
    "True": Option(_("Enabled (recommended)"), _("A wrong user name gets the same answer as a wrong password.")),
}
_LIFETIMES = {"refresh_token": "RefreshToken", "access_token": "AccessToken", "id_token": "IdToken"}
DEFAULT_LIFETIMES = {"refresh_token": [30, "days"], "access_token": [1, "hours"], "id_token": [1, "hours"]}


class LifetimeInput(forms.MultiWidget):
    """A number and its unit, side by side."""

    use_fieldset = False

    def __init__(self) -> None:
        unit = forms.Select(choices=list(UNITS.items()), attrs={"aria-label": _("Unit")})
        super().__init__({"": forms.NumberInput(attrs={"min": 1}), "unit": unit})

    def decompress(self, value: Any) -> list[Any]:
        return value or [None, None]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return format_html('<div class="ph-inline">{}</div>', super().render(*args, **kwargs))


class LifetimeField(forms.MultiValueField):
    """How long a token is good for: `[30, "days"]`."""

    widget = LifetimeInput

    def __init__(self, **kwargs: Any) -> None:
        number = forms.IntegerField(min_value=1, max_value=315_360_000)
        super().__init__((number, forms.ChoiceField(choices=list(UNITS.items()))), **kwargs)

    def compress(self, data_list: list[Any]) -> list[Any]:
        return data_list


@register
class Information(ClientSlice):
    """CON-161; in the original console CON-160."""

    name = "client-information"
    title = _("App client information")
    original_submit = _("Save app client changes")
    original_labels = {
        "explicit_auth_flows": _("Auth Flows Configuration"),
        "hides_user_existence": _("Prevent User Existence Errors"),
    }

    client_name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("App client name"),
        widget=forms.TextInput(attrs={"placeholder": "web"}),
    )
    explicit_auth_flows = choose_many(_("Authentication flows"), FLOWS, required=False, layout=TWO_COLUMNS)
    auth_session_validity = forms.IntegerField(
        min_value=3, max_value=15, label=_("Authentication flow session duration"), help_text=_("3 to 15 minutes.")
    )
    refresh_token = LifetimeField(label=_("Refresh token expiration"), help_text=_("1 hour to 10 years."))
    access_token = LifetimeField(label=_("Access token expiration"), help_text=_("5 minutes to 24 hours."))
    id_token = LifetimeField(label=_("ID token expiration"), help_text=_("5 minutes to 24 hours."))
    enable_token_revocation = forms.BooleanField(
        required=False,
        label=_("Enable token revocation"),
        help_text=_("A revoked refresh token ends the tokens that came from it. Makes tokens a little larger."),
    )
    hides_user_existence = forms.BooleanField(
        required=False,
        label=_("Prevent error messages that reveal user existence"),
        help_text=_("A wrong user name gets the same answer as a wrong password."),
    )

    def prepare(self) -> None:
        keep_chosen(self.fields["explicit_auth_flows"], self.owner.explicit_auth_flows)
        self.fields["auth_session_validity"].suffix = _("minutes")
        if self.is_original:
            label = self.fields["hides_user_existence"].label
            self.fields["hides_user_existence"] = choose_one(label, EXISTENCE, layout=TWO_COLUMNS)

    def clean_hides_user_existence(self) -> bool:
        return self.cleaned_data["hides_user_existence"] in (True, "True")

    @classmethod
    def read(cls, client: AppClient) -> Values:
        same = ("client_name", "explicit_auth_flows", "auth_session_validity", "enable_token_revocation")
        return {
            **{name: getattr(client, name) for name in same},
            "hides_user_existence": client.hides_user_existence,
            **{name: _lifetime(client, name) for name in _LIFETIMES},
        }

    def columns(self, client: AppClient) -> Values:
        given = self.cleaned_data
        existence = AppClient.ExistenceErrors
        same = ("client_name", "explicit_auth_flows", "auth_session_validity", "enable_token_revocation")
        return {
            **{name: given[name] for name in same},
            **{f"{name}_validity": given[name][0] for name in _LIFETIMES},
            "token_validity_units": {member: given[name][1] for name, member in _LIFETIMES.items()},
            "prevent_user_existence_errors": existence.ENABLED if given["hides_user_existence"] else existence.LEGACY,
        }

    def said(self, field: forms.BoundField, value: Any) -> str:
        if field.name in _LIFETIMES and value:
            return f"{value[0]} {UNITS[value[1]]}"
        return super().said(field, value)


def _lifetime(client: AppClient, name: str) -> list[Any]:
    number, unit = DEFAULT_LIFETIMES[name]
    return [getattr(client, f"{name}_validity") or number, client.token_validity_units.get(_LIFETIMES[name], unit)]
