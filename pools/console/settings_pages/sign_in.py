"""How users sign in: the slices of the new console's tab Sign-in experience (CON-14), but for factors."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.console.fields import CARDS, TWO_COLUMNS, Option, choose_many, choose_one, number, switch
from pools.console.settings_pages.slices import Slice, Values, register
from pools.models import UserPool

CONTACTS = ("email", "phone_number")
PREFERRED = "preferred_username"

_FIXED = _("Users are found by this, so it can be chosen for a new user pool only.")
_CHARACTERS = {
    "RequireNumbers": Option(_("Number")),
    "RequireSymbols": Option(_("Special character")),
    "RequireUppercase": Option(_("Uppercase Basic Latin letter")),
    "RequireLowercase": Option(_("Lowercase Basic Latin letter")),
}
_CONTACT_CHOICES = {
    "email": Option(_("Allow email addresses")),
    "phone_number": Option(_("Allow phone numbers")),
    "both": Option(_("Allow both email addresses and phone number (users can choose one)")),
}


@register
class SignInOptions(Slice):
    """What users sign in by (CON-40 to CON-65). The original console asks for it in two steps (CON-52, CON-54)."""

    name = "sign-in-options"
    title = _("Cognito user pool sign-in options")
    original_title = _("How do you want your end users to sign-in?")
    fixed_because = _FIXED

    options = choose_many(
        _("Cognito user pool sign-in options"),
        {
            "username": Option(_("User name"), _("A name of their own choice")),
            "email": Option(_("Email"), _("Their e-mail address")),
            "phone_number": Option(_("Phone number"), _("In international form, +1…")),
        },
        layout=CARDS,
        help_text=_("With a user name, the others are aliases of it. Without one, they are the user name."),
    )
    meant_with = {"also": ("kind", ("username",)), "contact": ("kind", ("contact",))}

    kind = choose_one(
        _("How do you want your end users to sign-in?"),
        {
            "username": Option(_("Username"), _("Users can use a username and optionally multiple alternatives.")),
            "contact": Option(
                _("Email address or phone number"), _("Users can use an email address or phone number as username.")
            ),
        },
    )
    also = choose_many(
        _("With a username"),
        {
            "email": Option(_("Also allow sign in with verified email address")),
            "phone_number": Option(_("Also allow sign in with verified phone number")),
            PREFERRED: Option(_("Also allow sign in with preferred username")),
        },
        required=False,
    )
    contact = choose_one(_("With an email address or phone number"), _CONTACT_CHOICES, required=False)

    def prepare(self) -> None:
        for name in ("options",) if self.is_original else ("kind", "also", "contact"):
            del self.fields[name]

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        names, aliases = pool.username_attributes, pool.alias_attributes
        both = len(names) > 1
        return {
            "options": [*([] if names else ["username"]), *names, *(each for each in aliases if each in CONTACTS)],
            "kind": "contact" if names else "username",
            "also": aliases,
            "contact": "both" if both else names[0] if names else "email",
        }

    def clean_contact(self) -> str:
        if self.cleaned_data.get("kind") == "contact" and not self.cleaned_data["contact"]:
            raise forms.ValidationError(_("Choose which of them."))
        return str(self.cleaned_data["contact"])

    def columns(self, pool: UserPool) -> Values:
        aliases, names = self._chosen()
        return {"alias_attributes": aliases, "username_attributes": names}

    def _chosen(self) -> tuple[list[str], list[str]]:
        """Aliases of a user name, or what is one."""
        given = self.cleaned_data
        if not self.is_original:
            contacts = [each for each in CONTACTS if each in given["options"]]
            return (contacts, []) if "username" in given["options"] else ([], contacts)
        if given["kind"] == "username":
            return given["also"], []
        return [], list(CONTACTS) if given["contact"] == "both" else [given["contact"]]


@register
class UsernameRequirements(Slice):
    """CON-41, CON-53, CON-55, CON-56. In the original console a preferred user name is among the options above."""

    name = "username-requirements"
    title = _("User name requirements")
    original_title = _("Do you want to make user names case sensitive?")
    fixed_because = _FIXED

    preferred = switch(
        _("Allow users to sign in with a preferred user name"),
        _("A second name, which they may change. It cannot be asked for at sign-up then."),
    )
    case_sensitive = switch(
        _("Make user name case sensitive"),
        _("Off is recommended: then “Alice” and “alice” are the same user."),
    )

    def prepare(self) -> None:
        if self.is_original:
            del self.fields["preferred"]

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"preferred": PREFERRED in pool.alias_attributes, "case_sensitive": pool.case_sensitive}

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        columns: Values = {"username_configuration": {"CaseSensitive": given["case_sensitive"]}}
        if "preferred" in given:
            others = [each for each in pool.alias_attributes if each != PREFERRED]
            columns["alias_attributes"] = [*others, PREFERRED] if given["preferred"] else others
        return columns


@register
class PasswordPolicy(Slice):
    """CON-87 to CON-92, CON-247."""

    name = "password-policy"
    title = _("Password policy")
    original_title = _("What password strength do you want to require?")
    original_labels = {
        "minimum_length": _("Minimum length"),
        "characters": _("Require"),
        "temporary_days": _("How quickly should temporary passwords set by administrators expire if not used?"),
    }

    minimum_length = number(_("Password minimum length"), 6, 99, _("6 to 99 characters."))
    characters = choose_many(_("Contains at least 1"), _CHARACTERS, required=False, layout=TWO_COLUMNS)
    temporary_days = number(
        _("Temporary passwords set by administrators expire in"), 1, 365, _("1 to 365 days."), _("days")
    )
    history = number(_("Passwords that may not be used again"), 0, 24, _("How many of the latest ones; 0 to 24."))

    def said(self, field: forms.BoundField, value: Any) -> str:
        return gettext("None") if field.name == "history" and not value else super().said(field, value)

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


@register
class SignInPolicy(Slice):
    """What users may begin with where the app leaves them the choice (CON-249)."""

    name = "sign-in-policy"
    title = _("Options for choice-based sign-in")
    about = _(
        "What users may begin with in apps whose flow is ALLOW_USER_AUTH. Others than the password need Essentials."
    )

    factors = choose_many(
        _("Available choices"),
        {
            "PASSWORD": Option(_("Password")),
            "WEB_AUTHN": Option(_("Passkey"), _("A fingerprint, a face or a security key.")),
            "EMAIL_OTP": Option(_("Email message one-time password")),
            "SMS_OTP": Option(_("SMS message one-time password")),
        },
        layout=TWO_COLUMNS,
        help_text=_("Where MFA is required, only passwords and passkeys that verify the user can be chosen."),
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        return {"factors": pool.policies.get("SignInPolicy", {}).get("AllowedFirstAuthFactors", ["PASSWORD"])}

    def columns(self, pool: UserPool) -> Values:
        return {"policies": pool.policies | {"SignInPolicy": {"AllowedFirstAuthFactors": self.cleaned_data["factors"]}}}


_EMAIL_FIRST, _PHONE_FIRST, _EMAIL, _PHONE, _ADMIN, _UNSET = "email-phone", "phone-email", "email", "phone", "admin", ""
_MECHANISMS = {
    _EMAIL_FIRST: ["verified_email", "verified_phone_number"],
    _PHONE_FIRST: ["verified_phone_number", "verified_email"],
    _EMAIL: ["verified_email"],
    _PHONE: ["verified_phone_number"],
    _ADMIN: ["admin_only"],
    _UNSET: [],
}
_NOT_THE_FACTOR = _("Never by what is the user's second factor.")


@register
class AccountRecovery(Slice):
    """USR-204 to USR-208, CON-253."""

    name = "account-recovery"
    title = _("User account recovery")
    original_title = _("How will a user be able to recover their account?")

    method = choose_one(
        _("Delivery method for user account recovery messages"),
        {
            _EMAIL: Option(_("Email only"), _NOT_THE_FACTOR),
            _PHONE: Option(_("SMS only"), _NOT_THE_FACTOR),
            _EMAIL_FIRST: Option(_("Email if available, otherwise SMS"), _NOT_THE_FACTOR),
            _PHONE_FIRST: Option(_("SMS if available, otherwise email"), _NOT_THE_FACTOR),
            _ADMIN: Option(
                _("None, users will have to contact an administrator to reset their passwords"),
                _("Self-service account recovery is off."),
            ),
            _UNSET: Option(
                _("Not set: SMS if available, otherwise email, also by what is the user's second factor"),
                _("What a user pool has that was never told. Not recommended."),
            ),
        },
        required=False,
    )

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        mechanisms = pool.account_recovery_setting.get("RecoveryMechanisms", [])
        names = [each["Name"] for each in sorted(mechanisms, key=lambda each: each["Priority"])]
        return {"method": next((method for method, each in _MECHANISMS.items() if each == names), _UNSET)}

    def columns(self, pool: UserPool) -> Values:
        names = _MECHANISMS[self.cleaned_data["method"]]
        mechanisms = [{"Priority": place, "Name": name} for place, name in enumerate(names, 1)]
        return {"account_recovery_setting": {"RecoveryMechanisms": mechanisms} if mechanisms else {}}


_ALWAYS, _OPT_IN, _NEVER = "always", "opt-in", "no"


@register
class DeviceTracking(Slice):
    """CON-141 to CON-147, CON-261."""

    name = "device-tracking"
    title = _("Device tracking")
    original_title = _("Do you want to remember your user's devices?")
    meant_with = {"suppress_mfa": ("remember", (_ALWAYS, _OPT_IN))}

    remember = choose_one(
        _("Remember user devices"),
        {
            _ALWAYS: Option(_("Always"), _("Every device that a user signs in on is remembered.")),
            _OPT_IN: Option(_("User Opt-In"), _("A device is remembered if the app asks and the user wants it.")),
            _NEVER: Option(_("Don't remember"), _("Nothing is remembered of devices.")),
        },
    )
    suppress_mfa = switch(
        _(
            "Do you want to use a remembered device to suppress the second factor during multi-factor "
            "authentication (MFA)?"
        ),
        _("Only for devices that are remembered, in a user pool with MFA."),
    )

    def prepare(self) -> None:
        if self.is_original:
            field: Any = self.fields["remember"]
            words = {_NEVER: Option(_("No"), _("Nothing is remembered of devices."))}
            field.choices = [(value, words.get(value, option)) for value, option in field.choices]

    @classmethod
    def read(cls, pool: UserPool) -> Values:
        given = pool.device_configuration
        tracked = _OPT_IN if given.get("DeviceOnlyRememberedOnUserPrompt") else _ALWAYS
        return {
            "remember": tracked if given else _NEVER,
            "suppress_mfa": bool(given.get("ChallengeRequiredOnNewDevice")),
        }

    def clean(self) -> Values:
        if self.cleaned_data.get("remember") == _NEVER:
            self.cleaned_data["suppress_mfa"] = False
        return self.cleaned_data

    def columns(self, pool: UserPool) -> Values:
        given = self.cleaned_data
        if given["remember"] == _NEVER:
            return {"device_configuration": {}}
        return {
            "device_configuration": {
                "ChallengeRequiredOnNewDevice": given["suppress_mfa"],
                "DeviceOnlyRememberedOnUserPrompt": given["remember"] == _OPT_IN,
            }
        }
