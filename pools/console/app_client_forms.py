"""The forms of an app client: the choices, and how they map to its columns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions.custom_scopes import REGISTER
from pools.console.fields import CARDS, TWO_COLUMNS, LinesField, Option, choose_many, choose_one
from pools.models import AppClient, UserPool
from pools.models.attribute_schema import FLAGS, STANDARD

REFRESH = "ALLOW_REFRESH_TOKEN_AUTH"
FLOWS = {
    "ALLOW_USER_SRP_AUTH": Option("ALLOW_USER_SRP_AUTH", _("Password, proven without sending it (SRP). Recommended.")),
    "ALLOW_USER_PASSWORD_AUTH": Option("ALLOW_USER_PASSWORD_AUTH", _("User name and password, sent by the app.")),
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": Option("ALLOW_ADMIN_USER_PASSWORD_AUTH", _("Password, sent by your server.")),
    "ALLOW_CUSTOM_AUTH": Option("ALLOW_CUSTOM_AUTH", _("Challenges of your own, by triggers.")),
    "ALLOW_USER_AUTH": Option("ALLOW_USER_AUTH", _("The user chooses how to sign in.")),
    REFRESH: Option(REFRESH, _("New tokens by refresh token.")),
}
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
APP_TYPES = {
    "public": Option(_("Public client"), _("Runs in a browser or on a phone: has no secret.")),
    "confidential": Option(_("Confidential client"), _("Runs on your server: keeps a secret.")),
    "other": Option(_("Other"), _("Choose for yourself.")),
}
UNITS = [("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))]
SECRETS = {
    "generate": Option(_("Generate a client secret"), _("Only for apps that can keep it.")),
    "none": Option(_("Don't generate a client secret"), _("For browser and mobile apps.")),
}
_READ_ONLY = ("sub", *FLAGS)
# What a client may read and write that nobody has chosen for
_DEFAULT_ATTRIBUTES = {
    "read_attributes": list(STANDARD),
    "write_attributes": [name for name in STANDARD if name not in _READ_ONLY],
}
_LIFETIMES = ("refresh_token", "access_token", "id_token")
_TOKEN_NAMES = {"refresh_token": "RefreshToken", "access_token": "AccessToken", "id_token": "IdToken"}
_DEFAULTS = {"refresh_token": (30, "days"), "access_token": (1, "hours"), "id_token": (1, "hours")}


def _urls(label: Any, **kwargs: Any) -> LinesField:
    return LinesField(max_lines=100, max_line_length=1024, label=label, required=False, **kwargs)


def _lifetime(label: Any, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=315_360_000, label=label, help_text=help_text)


def _unit() -> forms.ChoiceField:
    return forms.ChoiceField(choices=UNITS, label=_("Unit"))


class AppClientForm(forms.Form):
    """What may be changed of an app client at any time."""

    client_name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("App client name"),
        widget=forms.TextInput(attrs={"placeholder": "web"}),
    )
    callback_urls = _urls(
        _("Allowed callback URLs"),
        help_text=_("One on each line. Where users are sent after they signed in; the first is the default."),
    )
    logout_urls = _urls(
        _("Allowed sign-out URLs"), help_text=_("One on each line. Where users are sent after signing out.")
    )
    allowed_o_auth_flows = choose_many(_("OAuth 2.0 grant types"), GRANTS, required=False, layout=TWO_COLUMNS)
    allowed_o_auth_scopes = choose_many(_("OpenID Connect scopes"), SCOPES, required=False, layout=TWO_COLUMNS)
    custom_scopes = choose_many(_("Custom scopes"), {}, required=False)
    explicit_auth_flows = choose_many(_("Authentication flows"), FLOWS, required=False, layout=TWO_COLUMNS)
    auth_session_validity = forms.IntegerField(
        min_value=3, max_value=15, label=_("Authentication flow session duration"), help_text=_("3 to 15 minutes.")
    )
    refresh_token = _lifetime(_("Refresh token expiration"), _("1 hour to 10 years."))
    refresh_token_unit = _unit()
    access_token = _lifetime(_("Access token expiration"), _("5 minutes to 24 hours."))
    access_token_unit = _unit()
    id_token = _lifetime(_("ID token expiration"), _("5 minutes to 24 hours."))
    id_token_unit = _unit()
    enable_token_revocation = forms.BooleanField(
        required=False,
        label=_("Enable token revocation"),
        help_text=_("A revoked refresh token ends the tokens that came from it."),
    )
    hides_user_existence = forms.BooleanField(
        required=False,
        label=_("Prevent error messages that reveal user existence"),
        help_text=_("A wrong user name gets the same answer as a wrong password."),
    )

    read_attributes = choose_many(_("Readable attributes"), {}, required=False, layout=TWO_COLUMNS)
    write_attributes = choose_many(_("Writable attributes"), {}, required=False, layout=TWO_COLUMNS)

    def __init__(self, *args: Any, pool: UserPool, custom_scopes: dict[str, Option], **kwargs: Any) -> None:
        """`custom_scopes` are those of the pool's resource servers, and those that the client has (CON-178, FED-79)."""
        super().__init__(*args, **kwargs)
        for name, names in attributes_of(pool).items():
            self.fields[name].choices = [(each, Option(each)) for each in names]
        if custom_scopes:
            self.fields["custom_scopes"].choices = list(custom_scopes.items())
        else:
            del self.fields["custom_scopes"]

    def settings(self) -> dict[str, Any]:
        """The columns of the app client that the form speaks of."""
        given = self.cleaned_data
        existence = AppClient.ExistenceErrors
        same = ("callback_urls", "logout_urls", "allowed_o_auth_flows")
        kept = ("explicit_auth_flows", "auth_session_validity", "enable_token_revocation")
        return {
            **{name: given[name] for name in same + kept},
            **{f"{name}_validity": given[name] for name in _LIFETIMES},
            "allowed_o_auth_scopes": given["allowed_o_auth_scopes"] + given.get("custom_scopes", []),
            "token_validity_units": {_TOKEN_NAMES[name]: given[f"{name}_unit"] for name in _LIFETIMES},
            "allowed_o_auth_flows_user_pool_client": bool(given["allowed_o_auth_flows"]),
            "supported_identity_providers": ["COGNITO"],
            **{name: _unless_default(name, given[name]) for name in _DEFAULT_ATTRIBUTES},
            "prevent_user_existence_errors": existence.ENABLED if given["hides_user_existence"] else existence.LEGACY,
        }


def _unless_default(name: str, chosen: list[str]) -> list[str] | None:
    return None if set(chosen) == set(_DEFAULT_ATTRIBUTES[name]) else chosen


class CreateForm(AppClientForm):
    """A new app client. Whether it has a secret is fixed with it."""

    client_id = forms.CharField(
        required=False,
        max_length=128,
        label=_("Client ID"),
        help_text=_("Made up for you. Give the one of a migrated app to keep its configuration."),
        widget=forms.TextInput(attrs={"placeholder": "1example23456789abcdefghij", "autocomplete": "off"}),
    )
    app_type = choose_one(_("App type"), APP_TYPES, layout=CARDS)
    secret = choose_one(_("Client secret"), SECRETS, layout=TWO_COLUMNS)

    def generates_secret(self) -> bool:
        """The app type's preset, unless it is `Other`."""
        match self.cleaned_data["app_type"]:
            case "public":
                return False
            case "confidential":
                return True
        return {"generate": True, "none": False}[self.cleaned_data["secret"]]


NEW = {
    **_DEFAULT_ATTRIBUTES,
    "app_type": "public",
    "secret": "none",
    "allowed_o_auth_flows": ["code"],
    "allowed_o_auth_scopes": ["openid", "email", "profile"],
    "explicit_auth_flows": [REFRESH, "ALLOW_USER_SRP_AUTH"],
    "auth_session_validity": 3,
    "enable_token_revocation": True,
    "hides_user_existence": True,
    **{name: number for name, (number, _unit_name) in _DEFAULTS.items()},
    **{f"{name}_unit": unit for name, (_number, unit) in _DEFAULTS.items()},
}


def initial_of(pool: UserPool) -> dict[str, Any]:
    """What the form of a new client begins with; a client made here reads and writes all attributes (CON-77)."""
    return NEW | attributes_of(pool)


def attributes_of(pool: UserPool) -> dict[str, list[str]]:
    """What may be read and written by app clients: the standard attributes, then the pool's own."""
    known = [name for name, each in pool.attribute_schema.items() if not each["DeveloperOnlyAttribute"]]
    return {"read_attributes": known, "write_attributes": [name for name in known if name not in _READ_ONLY]}


def values_of(client: AppClient) -> dict[str, Any]:
    """What the form shows of an app client."""
    same = ("client_name", "callback_urls", "logout_urls", "allowed_o_auth_flows", "allowed_o_auth_scopes")
    kept = ("explicit_auth_flows", "auth_session_validity", "enable_token_revocation", "hides_user_existence")
    values = {name: getattr(client, name) for name in same + kept}
    values["custom_scopes"] = [scope for scope in client.allowed_o_auth_scopes if scope not in SCOPES]
    for name, default in _DEFAULT_ATTRIBUTES.items():
        chosen = getattr(client, name)
        values[name] = default if chosen is None else chosen
    for name, (number, unit) in _DEFAULTS.items():
        values[name] = getattr(client, f"{name}_validity") or number
        values[f"{name}_unit"] = client.token_validity_units.get(_TOKEN_NAMES[name], unit)
    return values


def custom_scopes_of(pool: UserPool, client: AppClient | None = None) -> dict[str, Option]:
    """What may be chosen: the scopes that there are, and the client's own that there are no more."""
    servers = pool.resource_servers.order_by("identifier")
    found = {
        f"{server.identifier}/{scope['ScopeName']}": scope["ScopeDescription"]
        for server in servers
        for scope in server.scopes
    }
    if pool.lets_clients_register:
        found[REGISTER] = _("Register app clients")
    kept = client.allowed_o_auth_scopes if client else []
    gone = {scope: _("Deleted from its resource server") for scope in kept if scope not in SCOPES}
    return {scope: Option(scope, hint) for scope, hint in (gone | found).items()}
