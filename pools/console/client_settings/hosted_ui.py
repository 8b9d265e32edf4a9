"""How an app client uses the hosted UI and the OAuth 2.0 endpoints (CON-176 to CON-182, CON-267)."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions import identity_providers
from pools.actions.custom_scopes import REGISTER
from pools.console.fields import TWO_COLUMNS, LinesField, Option, choose_many, keep_chosen
from pools.console.settings_pages.slices import ClientSlice, Values, register
from pools.models import AppClient, UserPool

GRANTS = {
    "code": Option(_("Authorization code grant"), _("The app exchanges a code for tokens; with PKCE for public apps.")),
    "implicit": Option(_("Implicit grant"), _("Tokens come straight to the browser. For debugging.")),
    "client_credentials": Option(
        _("Client credentials"),
        _("Tokens of the app itself, for custom scopes. Needs a secret and stands alone."),
    ),
}
SCOPES = {
    "openid": Option("openid", _("Issue an ID token")),
    "email": Option("email", _("Read the e-mail address")),
    "phone": Option("phone", _("Read the phone number")),
    "profile": Option("profile", _("Read the other attributes")),
    "aws.cognito.signin.user.admin": Option("aws.cognito.signin.user.admin", _("Let users manage their own profile")),
}
PROVIDERS = {"COGNITO": Option(_("Cognito user pool"), _("Users of this pool, by their password."))}
_COMMA = re.compile(r",\s*(?=[A-Za-z][A-Za-z0-9+.-]*:)")  # before another address
_SAME = ("callback_urls", "logout_urls", "default_redirect_uri", "allowed_o_auth_flows", "supported_identity_providers")


class UrlsField(LinesField):
    """Addresses, one on each line; also with commas between them, as the original console had them (CON-177)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_lines=100, max_line_length=1024, required=False, **kwargs)
        self.widget.attrs |= {"inputmode": "url", "placeholder": "https://"}

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is the use of this field
        return super().to_python(_COMMA.sub("\n", value or ""))


@register
class HostedUi(ClientSlice):
    """CON-179; in the original console CON-178."""

    name = "hosted-ui"
    title = _("Hosted UI")
    about = _("The sign-in pages and OAuth 2.0 endpoints. Without a grant type the app uses the API alone.")
    original_title = _("App client settings")
    original_labels = {
        "supported_identity_providers": _("Enabled Identity Providers"),
        "callback_urls": _("Callback URL(s)"),
        "logout_urls": _("Sign out URL(s)"),
        "allowed_o_auth_flows": _("Allowed OAuth Flows"),
        "allowed_o_auth_scopes": _("Allowed OAuth Scopes"),
        "custom_scopes": _("Allowed Custom Scopes"),
    }

    supported_identity_providers = choose_many(_("Identity providers"), PROVIDERS, required=False)
    callback_urls = UrlsField(
        label=_("Allowed callback URLs"),
        help_text=_("One on each line. Where users are sent after they signed in; the first is the default."),
    )
    logout_urls = UrlsField(
        label=_("Allowed sign-out URLs"), help_text=_("One on each line. Where users are sent after signing out.")
    )
    default_redirect_uri = forms.CharField(
        required=False,
        max_length=1024,
        label=_("Default redirect URI"),
        help_text=_("One of the callback URLs, for sign-ins that name none."),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://", "spellcheck": "false"}),
    )
    allowed_o_auth_flows = choose_many(_("OAuth 2.0 grant types"), GRANTS, required=False, layout=TWO_COLUMNS)
    allowed_o_auth_scopes = choose_many(_("OpenID Connect scopes"), SCOPES, required=False, layout=TWO_COLUMNS)
    custom_scopes = choose_many(_("Custom scopes"), {}, required=False)

    def prepare(self) -> None:
        """Custom scopes are those of the pool's resource servers, and those that the client has (CON-178, FED-79)."""
        own = Option(_("Cognito User Pool"), PROVIDERS["COGNITO"].hint) if self.is_original else PROVIDERS["COGNITO"]
        listed = [provider for listing in identity_providers.listings for provider in listing(self.pool)]
        more = [(each.name, Option(each.name, "" if each.name == each.kind else each.kind)) for each in listed]
        self.fields["supported_identity_providers"].choices = [("COGNITO", own), *more]
        keep_chosen(self.fields["supported_identity_providers"], self.owner.supported_identity_providers)
        choices = custom_scopes_of(self.pool, self.owner)
        if choices:
            self.fields["custom_scopes"].choices = list(choices.items())
        else:
            del self.fields["custom_scopes"]

    @classmethod
    def read(cls, client: AppClient) -> Values:
        scopes = client.allowed_o_auth_scopes
        return {
            **{name: getattr(client, name) for name in _SAME},
            "allowed_o_auth_scopes": [scope for scope in scopes if scope in SCOPES],
            "custom_scopes": [scope for scope in scopes if scope not in SCOPES],
        }

    def columns(self, client: AppClient) -> Values:
        given = self.cleaned_data
        return {
            **{name: given[name] for name in _SAME},
            "allowed_o_auth_scopes": given["allowed_o_auth_scopes"] + given.get("custom_scopes", []),
            "allowed_o_auth_flows_user_pool_client": bool(given["allowed_o_auth_flows"]),
        }

    def said(self, field: forms.BoundField, value: Any) -> str:
        if isinstance(field.field, UrlsField) and value:
            return "\n".join(value)
        return super().said(field, value)


def custom_scopes_of(pool: UserPool, client: AppClient) -> dict[str, Option]:
    """What may be chosen: the scopes that there are, and the client's own that there are no more."""
    servers = sorted(pool.resource_servers.all(), key=lambda server: server.identifier)
    found = {
        f"{server.identifier}/{scope['ScopeName']}": scope["ScopeDescription"]
        for server in servers
        for scope in server.scopes
    }
    if pool.lets_clients_register:
        found[REGISTER] = _("Register app clients")
    kept = client.allowed_o_auth_scopes
    gone = {scope: _("Deleted from its resource server") for scope in kept if scope not in SCOPES}
    return {scope: Option(scope, hint) for scope, hint in (gone | found).items()}
