"""The second factors and the passkeys of a pool, both of `SetUserPoolMfaConfig`."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from pools.actions import mfa_config
from pools.caller import Caller
from pools.console.fields import Option, choose_many, choose_one, line
from pools.console.settings_pages.slices import SliceByAction, Values, register
from pools.models import UserPool

_TOTP, _SMS, _EMAIL = "totp", "sms", "email"
_HAS_CODE: list[Callable[[Any], None]] = [
    MinLengthValidator(6),
    RegexValidator(r"\{####\}", _("It must contain {####}, where the code is put.")),
]


@register
class Mfa(SliceByAction):
    """SEC-279 to SEC-285, CON-118, CON-123. What sends text messages is a slice of its own."""

    name = "mfa"
    title = _("Multi-factor authentication")
    original_title = _("Do you want to enable Multi-Factor Authentication (MFA)?")
    original_labels = {
        "methods": _("Which second factors do you want to enable?"),
        "sms_message": _("Do you want to customize your SMS messages?"),
    }
    permission = "cognito-idp:SetUserPoolMfaConfig"
    meant_with = {
        "methods": ("enforcement", ("ON", "OPTIONAL")),
        "sms_message": ("methods", (_SMS,)),
        "email_subject": ("methods", (_EMAIL,)),
        "email_message": ("methods", (_EMAIL,)),
    }

    enforcement = choose_one(
        _("MFA enforcement"),
        {
            "ON": Option(_("Require MFA"), _("Every user signs in with a second factor.")),
            "OPTIONAL": Option(_("Optional MFA"), _("Users who have set up a second factor sign in with it.")),
            "OFF": Option(_("No MFA"), _("Users sign in with one factor.")),
        },
    )
    methods = choose_many(
        _("MFA methods"),
        {
            _TOTP: Option(_("Authenticator apps"), _("A time-based one-time password (TOTP).")),
            _SMS: Option(_("SMS message"), _("A code. Needs an SMS configuration.")),
            _EMAIL: Option(_("Email message"), _("A code. Needs Essentials.")),
        },
        required=False,
        help_text=_("Without MFA there are none."),
    )
    sms_message = forms.CharField(
        required=False,
        max_length=140,
        label=_("SMS message"),
        help_text=_("Up to 140 characters with the code, which is put where {####} is. Empty: the text as it comes."),
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=_HAS_CODE,
    )
    email_subject = line(_("Email subject"), 140, _("Empty: the subject as it comes."))
    email_message = forms.CharField(
        required=False,
        max_length=20_000,
        label=_("Email message"),
        help_text=_("Up to 20,000 characters, plain or HTML, with {####}. Empty: the text as it comes."),
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=_HAS_CODE,
    )

    def prepare(self) -> None:
        if self.is_original:
            field: Any = self.fields["enforcement"]
            words = {"ON": _("Required"), "OPTIONAL": _("Optional"), "OFF": _("Off")}
            field.choices = [(value, Option(words[value], each.hint)) for value, each in reversed(field.choices)]

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        email = pool.email_mfa_configuration
        has = {
            _TOTP: pool.software_token_mfa_configuration.get("Enabled"),
            _SMS: pool.sms_mfa_configuration,
            _EMAIL: email,
        }
        is_on = pool.mfa_configuration != UserPool.Mfa.OFF
        return {
            "enforcement": pool.mfa_configuration,
            "methods": [name for name, is_there in has.items() if is_on and is_there],
            "sms_message": pool.sms_authentication_message,
            "email_subject": email.get("Subject", ""),
            "email_message": email.get("Message", ""),
        }

    def clean(self) -> Values:
        if self.cleaned_data.get("enforcement") == "OFF":
            self.cleaned_data["methods"] = []
        return self.cleaned_data

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        given = self.cleaned_data
        settings: dict[str, dict[str, Any]] = {
            _TOTP: {"Enabled": True},
            _SMS: _given(SmsAuthenticationMessage=given["sms_message"]),
            _EMAIL: _given(Subject=given["email_subject"], Message=given["email_message"]),
        }
        chosen = {method: settings[method] for method in given["methods"]}
        mfa_config.set_user_pool_mfa_config(
            pool,
            caller=caller,
            mfa_configuration=given["enforcement"],
            sms=chosen.get(_SMS),
            software_token=chosen.get(_TOTP),
            email=chosen.get(_EMAIL),
        )


@register
class Passkeys(SliceByAction):
    """API-363, SEC-285."""

    name = "passkeys"
    title = _("Passkey")
    about = _("Needs Essentials, and Passkey among the choices for choice-based sign-in.")
    permission = "cognito-idp:SetUserPoolMfaConfig"

    domain = line(
        _("Domain for relying party ID"),
        127,
        _("Passkeys are bound to it: with another one, those there are stop working. Empty: the user pool's domain."),
        placeholder="auth.example.com",
    )
    verification = choose_one(
        _("User verification"),
        {
            "preferred": Option(_("Preferred"), _("Asked for where the authenticator can do it.")),
            "required": Option(_("Required"), _("Only authenticators that check a finger, a face or a PIN.")),
        },
    )
    factor = choose_one(
        _("Factor configuration"),
        {
            "SINGLE_FACTOR": Option(_("Single factor"), _("Users with MFA do not sign in by passkey.")),
            "MULTI_FACTOR_WITH_USER_VERIFICATION": Option(
                _("Multi-factor with user verification"), _("A passkey that verifies the user is both factors.")
            ),
        },
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        configuration = pool.web_authn_configuration
        return {
            "domain": configuration.get("RelyingPartyId", ""),
            "verification": configuration.get("UserVerification", "preferred"),
            "factor": configuration.get("FactorConfiguration", "SINGLE_FACTOR"),
        }

    def put(self, pool: UserPool, *, caller: Caller) -> None:
        given = self.cleaned_data
        configuration = _given(RelyingPartyId=given["domain"]) | {
            "UserVerification": given["verification"],
            "FactorConfiguration": given["factor"],
        }
        mfa_config.set_user_pool_mfa_config(pool, caller=caller, web_authn=configuration)


def _given(**members: str) -> dict[str, str]:
    return {name: value for name, value in members.items() if value}
