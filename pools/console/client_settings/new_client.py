"""A new app client: its slices together, and what is fixed with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import app_clients, client_settings
from pools.caller import Caller
from pools.console.client_settings.advanced import Advanced
from pools.console.client_settings.attribute_permissions import AttributePermissions, attributes_of
from pools.console.client_settings.hosted_ui import HostedUi
from pools.console.client_settings.information import REFRESH, Information
from pools.console.fields import CARDS, TWO_COLUMNS, Option, choose_one, line
from pools.console.settings_pages.slices import NOTHING, ClientSlice, Fact
from pools.models import AppClient, UserPool

APP_TYPES = {
    "public": Option(_("Public client"), _("Runs in a browser or on a phone: has no secret.")),
    "confidential": Option(_("Confidential client"), _("Runs on your server: keeps a secret.")),
    "other": Option(_("Other"), _("Choose for yourself.")),
}
SECRETS = {
    "generate": Option(_("Generate a client secret"), _("Only for apps that can keep it.")),
    "none": Option(_("Don't generate a client secret"), _("For browser and mobile apps.")),
}


def _own_secret() -> forms.CharField:
    return line(
        _("Client secret of your own"),
        64,
        _("24 to 64 letters, digits, _ and +. Give the one of a migrated app, which then needs no change."),
        pattern=r"[A-Za-z0-9_+]{24,64}",
    )


class FixedForm(forms.Form):
    """What cannot be changed afterwards."""

    app_type = choose_one(_("App type"), APP_TYPES, layout=CARDS, initial="public")
    secret = choose_one(_("Client secret"), SECRETS, layout=TWO_COLUMNS, initial="none")
    client_id = forms.CharField(
        required=False,
        max_length=128,
        label=_("Client ID"),
        help_text=_("Made up for you. Give the one of a migrated app to keep its configuration."),
        widget=forms.TextInput(attrs={"placeholder": "1example23456789abcdefghij", "autocomplete": "off"}),
    )

    own_secret = _own_secret()

    def generates_secret(self) -> bool:
        """The app type's preset, unless it is `Other`, or there is one."""
        if self.cleaned_data.get("own_secret"):
            return False
        match self.cleaned_data["app_type"]:
            case "public":
                return False
            case "confidential":
                return True
        return {"generate": True, "none": False}[self.cleaned_data["secret"]]


class OriginalFixedForm(forms.Form):
    """The same in the original console, which knew no types and generated a secret unless told not to (CON-160)."""

    generate_secret = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Generate client secret"),
        help_text=_("Only for apps that can keep it: clear it for browser and mobile apps."),
    )
    client_id = FixedForm.base_fields["client_id"]
    own_secret = _own_secret()

    def generates_secret(self) -> bool:
        return self.cleaned_data["generate_secret"] and not self.cleaned_data.get("own_secret")


class NewClient:
    """The forms of an app client to be made, of a pool that may itself be still to be made.

    The original console has the hosted UI on a page of its own, for a client that exists.
    """

    def __init__(
        self, pool: UserPool, data: Any = None, *, is_original: bool = False, prefix: str | None = None
    ) -> None:
        owner = begin(pool, is_original=is_original)
        self.pool = pool
        self.is_original = is_original
        self.fixed = (OriginalFixedForm if is_original else FixedForm)(data, prefix=prefix)
        if prefix:
            del self.fixed.fields["own_secret"]  # a wizard keeps its answers for a while, and shall keep no secret
        self.information = Information(owner, data, is_original=is_original, prefix=prefix)
        self.hosted_ui = None if is_original else HostedUi(owner, data, prefix=prefix)
        self.permissions = AttributePermissions(owner, data, is_original=is_original, prefix=prefix)
        self.advanced = Advanced(owner, data, is_original=is_original, prefix=prefix)
        self.uses_hosted_ui = True

    @property
    def slices(self) -> list[ClientSlice]:
        return [form for form in (self.information, self.hosted_ui, self.permissions, self.advanced) if form]

    def is_valid(self) -> bool:
        return not [form for form in (self.fixed, *self.slices) if not form.is_valid()]  # each has its say

    def add_error(self, _field: None, message: str) -> None:
        """A refusal of the whole client."""
        self.fixed.add_error(None, message)

    def non_field_errors(self) -> list[Any]:
        return [error for form in (self.fixed, *self.slices) for error in form.non_field_errors()]

    def columns(self) -> dict[str, Any]:
        """Of the valid forms; the name is one of them."""
        owner = begin(self.pool)
        used = [form for form in self.slices if self.uses_hosted_ui or form is not self.hosted_ui]
        return {name: value for form in used for name, value in form.columns(owner).items()}

    def check(self) -> None:
        """Raise why the client cannot be made, as far as its settings tell."""
        client_settings.complete(self.pool, self.columns(), has_secret=self.fixed.generates_secret())

    def answers(self) -> list[Fact]:
        """Of the valid forms: what it is called, and what makes it what it is."""
        secret = gettext("Generate a client secret") if self.fixed.generates_secret() else gettext("None")
        used = [self.hosted_ui] if self.hosted_ui and self.uses_hosted_ui else []
        facts = [fact for form in (self.information, *used) for fact in form.answers() if fact.said != NOTHING]
        return [facts[0], Fact(_("Client secret"), secret), *facts[1:]]

    def create(self, pool: UserPool, *, caller: Caller) -> AppClient:
        """Make the client in this pool, or raise why not."""
        columns = self.columns()
        return app_clients.create_app_client(
            pool,
            columns.pop("client_name"),
            caller=caller,
            client_id=self.fixed.cleaned_data["client_id"] or None,
            generate_secret=self.fixed.generates_secret(),
            client_secret=self.fixed.cleaned_data.get("own_secret") or None,
            **columns,
        )


def begin(pool: UserPool, *, is_original: bool = False) -> AppClient:
    """A client to be made, with what the console begins with: it reads and writes every attribute (CON-77)."""
    client = AppClient(
        pool=pool,
        explicit_auth_flows=["ALLOW_USER_SRP_AUTH", REFRESH],
        prevent_user_existence_errors=AppClient.ExistenceErrors.ENABLED,
        **attributes_of(pool),
    )
    if is_original:
        client.explicit_auth_flows = ["ALLOW_CUSTOM_AUTH", "ALLOW_USER_SRP_AUTH", REFRESH]
    else:
        client.supported_identity_providers = ["COGNITO"]
        client.allowed_o_auth_flows = ["code"]
        client.allowed_o_auth_scopes = ["openid", "email", "profile"]
    return client
