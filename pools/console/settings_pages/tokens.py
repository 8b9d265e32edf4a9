"""What a user pool is to applications: whom its tokens are from, what they say, who may register, what sessions there
are."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pools.actions import assurance, pool_own_settings, session_settings
from pools.caller import Caller
from pools.console.fields import LinesField, Option, choose_many, choose_one, keep_chosen, line, number, switch
from pools.console.settings_pages.own_settings import WithOwnSettings
from pools.console.settings_pages.slices import Slice, SliceByAction, Values, register
from pools.models import UserPool

_TOKEN = r"[\x21\x23-\x5B\x5D-\x7E]+"  # noqa: S105 - of OAuth (RFC 6749 appendix A.4), no secret
_MODES = UserPool.Issuer


@register
class Issuer(WithOwnSettings):
    """`IssuerConfiguration`, and whom tokens say they are from here (SEC-16, SEC-278)."""

    name = "issuer"
    meant_with = {"address_of_own": ("mode", (_MODES.CUSTOM.value,)), "kind": ("mode", (_MODES.AWS.value,))}
    title = _("Issuer")
    about = _("Whom tokens say they are from. With another one, the access tokens of before count no more.")

    mode = choose_one(
        _("Issuer"),
        {
            _MODES.NATIVE: Option(_("This installation's address")),
            _MODES.AWS: Option(_("Amazon's address"), _("For apps that have it compiled in.")),
            _MODES.CUSTOM: Option(_("An address of your own")),
        },
    )
    address_of_own = line(
        _("Address of your own"),
        200,
        _("An https address without a slash at its end."),
        inputmode="url",
        placeholder="https://login.example.com",
    )
    kind = choose_one(
        _("Issuer type"),
        {
            "ORIGINAL": Option(_("Original"), "https://cognito-idp.<region>.amazonaws.com/<id>"),
            "UPDATED": Option(_("Updated"), "https://issuer-cognito-idp.<region>.amazonaws.com/<id>"),
        },
        help_text=_("Of Amazon's address."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {
            "mode": str(pool.issuer_mode),
            "address_of_own": pool.custom_issuer,
            "kind": pool.issuer_configuration.get("Type", "ORIGINAL"),
        }

    def clean(self) -> Values:
        given = self.cleaned_data
        if given.get("mode") != _MODES.CUSTOM:
            given["address_of_own"] = ""
        elif not given.get("address_of_own") and "address_of_own" not in self.errors:
            self.add_error("address_of_own", _("Give the address."))
        return given

    def columns(self, pool: UserPool) -> Values:
        kind = self.cleaned_data["kind"]
        is_told = pool.issuer_configuration or kind != "ORIGINAL"
        return {"issuer_configuration": {"Type": kind} if is_told else {}}

    def own(self) -> Values:
        given = self.cleaned_data
        return {pool_own_settings.ISSUER: given["address_of_own"] or given["mode"]}


@register
class ClientRegistration(Slice):
    """`DcrConfiguration` (API-380, APP-261, APP-277)."""

    name = "client-registration"
    meant_with = {
        "is_open": ("status", ("Enabled",)),
        "grants": ("status", ("Enabled",)),
        "scopes": ("status", ("Enabled",)),
        "open_grants": ("is_open", ("on",)),
    }
    title = _("Dynamic client registration")
    about = _("Whether applications may register app clients by themselves. Needs Essentials.")

    status = choose_one(
        _("Dynamic client registration"),
        {
            "Enabled": Option(_("Enabled"), _("With a token for it, of an app client that has the scope.")),
            "Disabled": Option(_("Disabled"), _("Only administrators create app clients.")),
        },
    )
    is_open = switch(_("Open registration"), _("Also without a token: anybody can register app clients."))
    grants = choose_many(
        _("OAuth 2.0 grant types with a token"), {}, required=False, help_text=_("Without any, nothing is registered.")
    )
    open_grants = choose_many(
        _("OAuth 2.0 grant types without a token"), {}, required=False, help_text=_("Of open registration.")
    )
    scopes = LinesField(
        max_lines=50,
        max_line_length=256,
        required=False,
        label=_("Allowed scopes"),
        help_text=_("One on each line, up to 50, beside openid, email, phone and profile, which all may have."),
    )

    def prepare(self) -> None:
        options = {"code": Option(_("Authorization code grant")), "client_credentials": Option(_("Client credentials"))}
        for name in _DEFAULT_GRANTS:
            field: Any = self.fields[name]
            field.choices = list(options.items())
            keep_chosen(field, self.initial[name])

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = pool.dcr_configuration
        return {
            "status": given.get("EnableStatus", "Disabled"),
            "is_open": given.get("OpenDcrEnabled", False),
            "grants": given.get("AuthenticatedGrantTypes", _DEFAULT_GRANTS["grants"]),
            "open_grants": given.get("OpenDcrGrantTypes", _DEFAULT_GRANTS["open_grants"]),
            "scopes": given.get("AllowedScopes", []),
        }

    def clean_scopes(self) -> list[str]:
        scopes: list[str] = self.cleaned_data["scopes"]
        if wrong := [scope for scope in scopes if not re.fullmatch(_TOKEN, scope)]:
            raise ValidationError(_("This is no scope: %s") % wrong[0])
        return scopes

    def columns(self, pool: UserPool) -> Values:
        if not self.has_changed():  # a pool that was never told keeps it so
            return {}
        given = self.cleaned_data
        return {
            "dcr_configuration": {
                "EnableStatus": given["status"],
                "OpenDcrEnabled": given["is_open"],
                "AuthenticatedGrantTypes": given["grants"],
                "OpenDcrGrantTypes": given["open_grants"],
                "AllowedScopes": given["scopes"],
            }
        }


_DEFAULT_GRANTS = {"grants": ["code", "client_credentials"], "open_grants": ["code"]}


@register
class AuthenticationContext(Slice):
    """`AcrConfiguration` (SEC-269)."""

    name = "authentication-context"
    title = _("Authentication context")
    about = _("What the claim acr calls how strongly a user has signed in. Other names than Cognito's need Essentials.")

    def prepare(self) -> None:
        for level in assurance.LEVELS:
            default = assurance.names({})[level]
            self.fields[f"level_{level}"] = line(
                _LEVELS[level], 64, _("Empty: %s") % default, pattern=_TOKEN, placeholder=default
            )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = pool.acr_configuration
        return {f"level_{level}": given.get(f"Level{level}", {}).get("AcrValue", "") for level in assurance.LEVELS}

    def said(self, field: forms.BoundField, value: Any) -> str:
        return str(value) if value else assurance.names({})[int(field.name.removeprefix("level_"))]

    def columns(self, pool: UserPool) -> Values:
        named = {level: self.cleaned_data[f"level_{level}"] for level in assurance.LEVELS}
        return {"acr_configuration": {f"Level{level}": {"AcrValue": name} for level, name in named.items() if name}}


_LEVELS = {
    1: _("Level 1: password"),
    2: _("Level 2: one-time code"),
    3: _("Level 3: passkey, or password and a code"),
    4: _("Level 4: password and authenticator app"),
}


@register
class Sessions(SliceByAction):
    """`SetUserPoolSessionConfiguration` (API-367)."""

    name = "sessions"
    meant_with = {"most": ("tracking", ("ENABLED",))}
    title = _("Sessions")
    about = _("Needs Essentials.")
    permission = "cognito-idp:SetUserPoolSessionConfiguration"

    tracking = choose_one(
        _("Session tracking"),
        {
            "ENABLED": Option(_("Enabled"), _("Users' sessions are listed, limited in number and ended one by one.")),
            "DISABLED": Option(_("Disabled"), _("Sessions are not told apart.")),
        },
    )
    most = number(_("Sessions of a user"), 1, 100, _("1 to 100. With one more, the one unused for longest ends."))

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"tracking": "ENABLED" if pool.tracks_sessions else "DISABLED", "most": pool.max_sessions_per_user}

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        given = self.cleaned_data
        session_settings.set_pool_configuration(
            pool, tracking=given["tracking"], token_session={"MaxPerUser": given["most"]}, caller=caller
        )
