"""The fields that the pages' forms are made of: labels, keyboards and what a password manager may fill in."""

from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from hostedui.pages.attribute_fields import attribute as attribute
from pools.actions import attributes
from pools.models import UserPool

LONGEST_USERNAME = 128  # characters

if TYPE_CHECKING:  # the stubs' name for what gettext_lazy gives
    from django.utils.functional import _StrPromise

Text: TypeAlias = "str | _StrPromise"

PASSWORD = _("Password")

_PLACEHOLDERS: dict[str, str] = {"email": "name@host.com", "phone_number": "+12125551234"}  # FED-44, FED-51

_ORDER = (  # in which people are used to be asked
    *("email", "phone_number", "name", "given_name", "middle_name", "family_name", "nickname", "preferred_username"),
    *("birthdate", "gender", "address", "locale", "zoneinfo", "website", "profile", "picture"),
)

_USERNAME_LABELS: dict[frozenset[str], Text] = {
    frozenset({"email"}): _("Email"),
    frozenset({"phone_number"}): _("Phone number"),
    frozenset({"email", "phone_number"}): _("Email or phone number"),
}
_ALIAS_LABELS: dict[frozenset[str], Text] = {
    frozenset({"email"}): _("Username or email"),
    frozenset({"phone_number"}): _("Username or phone number"),
    frozenset({"email", "phone_number"}): _("Username, email or phone number"),
}


def username() -> forms.CharField:
    attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=_("Username"), max_length=LONGEST_USERNAME, widget=forms.TextInput(attrs=attrs))


def email_address() -> forms.CharField:
    attrs = {"autocomplete": "email", "placeholder": _PLACEHOLDERS["email"]}
    return forms.CharField(label=_("Email"), max_length=LONGEST_USERNAME, widget=forms.EmailInput(attrs=attrs))


def name_username(field: forms.Field, pool: UserPool, *, signs_up: bool = False) -> None:
    """Ask for what people of this pool sign in by. An alias serves to sign in, not to sign up."""
    names = frozenset(pool.username_attributes)
    if names:
        field.label = _USERNAME_LABELS[names]
        field.widget.input_type = {frozenset({"email"}): "email", frozenset({"phone_number"}): "tel"}.get(names, "text")
        if len(names) == 1:
            field.widget.attrs["placeholder"] = _PLACEHOLDERS[next(iter(names))]
    elif not signs_up:
        aliases = frozenset(pool.alias_attributes) & {"email", "phone_number"}
        field.label = _ALIAS_LABELS.get(aliases, field.label)


def password(label: Text = PASSWORD, *, autocomplete: str = "current-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=256, strip=False, widget=widget)


def new_password() -> forms.CharField:
    field = password(autocomplete="new-password")
    field.widget.attrs["aria-describedby"] = "password-rules"
    field.shows_rules = True
    return field


class CustomizableField(BoundField):
    """A field whose input has the class that a pool's stylesheet speaks of (FED-16)."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
            return built
        return built | {"class": f"{widget.attrs.get('class', '')} inputField-customizable".strip()}


def code() -> forms.CharField:
    return forms.CharField(
        label=_("Verification code"),
        max_length=2048,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "class": "code"}
        ),
    )


def recovery_code() -> forms.CharField:
    attrs = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "class": "code"}
    return forms.CharField(label=_("Recovery code"), max_length=64, widget=forms.TextInput(attrs=attrs))


def device_name() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": _("My phone")})
    return forms.CharField(label=_("Name of this app (optional)"), max_length=128, required=False, widget=widget)


def remember_device() -> forms.BooleanField:
    """Whether the pool shall remember this browser as a device (CON-143)."""
    return forms.BooleanField(label=_("Remember this device"), required=False)


def asked_at_sign_up(pool: UserPool) -> list[str]:
    """The required attributes and those that a code is sent to; not the one that is the user name."""
    asked = {*attributes.required(pool), *pool.auto_verified_attributes} - set(pool.username_attributes)
    return sorted(asked, key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))


def posted_name(attribute_name: str) -> str:
    """As Cognito's form names it (API-127)."""
    return f"requiredAttributes[{attribute_name}]"
