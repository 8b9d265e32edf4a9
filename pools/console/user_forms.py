"""The forms of a user: a new one, attributes, password."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions import users
from pools.console.fields import TWO_COLUMNS, Option, choose_many, choose_one
from pools.console.user_attribute_fields import field_of
from pools.models import User, UserPool

_ASKED_FIRST = frozenset({"sub", "email", "email_verified", "phone_number", "phone_number_verified", "identities"})
_FLAGS = ("email_verified", "phone_number_verified")
_MEDIA = {
    "EMAIL": Option(_("Send an email invitation")),
    "SMS": Option(_("Send an SMS invitation")),
}
_PASSWORDS = {
    "generate": Option(_("Generate a password"), _("A random one, sent with the invitation.")),
    "set": Option(_("Set a password"), _("You choose it.")),
}


class PairsField(forms.CharField):
    """Names with values, `name=value` on each line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.widget.attrs |= {"rows": 3, "spellcheck": "false"}

    def clean(self, value: Any) -> dict[str, str]:  # type: ignore[override]  # pairs are the use of this field
        lines = [line for line in super().clean(value).splitlines() if line.strip()]
        if any("=" not in line or not line.partition("=")[0].strip() for line in lines):
            raise forms.ValidationError(_("Enter name=value on each line."))
        return {name.strip(): text.strip() for name, _sign, text in (line.partition("=") for line in lines)}


class CreateForm(forms.Form):
    """Everything that `AdminCreateUser` takes. Resending an invitation is on the user's page."""

    username = forms.CharField(max_length=128, label=_("User name"), widget=forms.TextInput(attrs={"autofocus": True}))
    email = forms.CharField(max_length=2048, required=False, label=_("Email address"))
    email_verified = forms.BooleanField(required=False, initial=True, label=_("Mark email address as verified"))
    phone_number = forms.CharField(
        max_length=2048, required=False, label=_("Phone number"), help_text=_("With + and country code: +14325551212")
    )
    phone_number_verified = forms.BooleanField(required=False, label=_("Mark phone number as verified"))
    media = choose_many(  # type: ignore[assignment]  # forms take their declared fields out of the class
        _("Invitation message"), _MEDIA, required=False, layout=TWO_COLUMNS, initial=["EMAIL"]
    )
    origin = choose_one(_("Temporary password"), _PASSWORDS, layout=TWO_COLUMNS, initial="generate")
    password = forms.CharField(
        max_length=256,
        required=False,
        strip=False,
        label=_("Password"),
        help_text=_("It must be changed at the first sign-in."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    force_alias_creation = forms.BooleanField(
        required=False,
        label=_("Take the sign-in name from who has it"),
        help_text=_("A verified address that another user signs in by becomes this user's; the other one loses it."),
    )
    validation_data = PairsField(
        label=_("Validation data"), help_text=_("For the pre sign-up function alone: name=value, one on each line.")
    )
    client_metadata = PairsField(
        label=_("Client metadata"), help_text=_("For the pool's functions: name=value, one on each line.")
    )

    def __init__(self, pool: UserPool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pool = pool
        if pool.username_attributes:  # the address is the name
            del self.fields["username"]
        if not (pool.alias_attributes or pool.username_attributes):
            del self.fields["force_alias_creation"]
        if users.is_passwordless(pool):
            choices = [
                ("generate", Option(_("No password"), _("The user signs in by other means."))),
                ("set", _PASSWORDS["set"]),
            ]
            self.fields["origin"].choices = choices  # type: ignore[attr-defined]
        self.further = [name for name in pool.attribute_schema if name not in _ASKED_FIRST]
        self.fields |= {name: field_of(name, pool.attribute_schema[name]) for name in self.further}

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """The attributes beside the addresses."""
        return [self[name] for name in self.further]

    @property
    def has_further_errors(self) -> bool:
        return any(name in self.errors for name in self.further)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("origin") == "set" and not given.get("password"):
            self.add_error("password", _("Enter the password."))
        if self.pool.username_attributes and not self.user_name():
            self.add_error(self.pool.username_attributes[0], _("It is what the user signs in by."))
        return given

    def user_name(self) -> str:
        """The user name, or in a pool of addresses the one of them that is given."""
        sources = self.pool.username_attributes or ["username"]
        return next((self.cleaned_data[name] for name in sources if self.cleaned_data.get(name)), "")

    def arguments(self) -> dict[str, Any]:
        """What `admin_create_user` is called with, beside the name."""
        given = self.cleaned_data
        contacts = {name: given[name] for name in ("email", "phone_number") if given[name]}
        flags = {f"{name}_verified": str(given[f"{name}_verified"]).lower() for name in contacts}
        return {
            "attributes": {name: given[name] for name in self.further if given[name]} | contacts | flags,
            "temporary_password": given["password"] if given["origin"] == "set" else None,
            "message_action": None if given["media"] else "SUPPRESS",
            "desired_delivery_mediums": given["media"],
            "force_alias_creation": bool(given.get("force_alias_creation")),
            "validation_data": given["validation_data"],
            "client_metadata": given["client_metadata"],
        }


class PasswordForm(forms.Form):
    password = forms.CharField(
        max_length=256, label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    permanent = forms.BooleanField(
        required=False,
        label=_("Make it permanent"),
        help_text=_("Otherwise the user has to change it at the next sign-in."),
    )


class AttributesForm(forms.Form):
    """A line for every attribute of the pool's schema that may be changed."""

    def __init__(self, user: User, schema: Mapping[str, Mapping[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        for name, attribute in schema.items():
            if name != "sub" and attribute["Mutable"]:
                self.fields[name] = field_of(name, attribute)
                self.initial[name] = (
                    user.attributes.get(name, "")
                    if name not in _FLAGS
                    else user.is_verified(name.removesuffix("_verified"))
                )

    def changes(self) -> dict[str, str]:
        """What differs from what the user has; a blank value deletes the attribute."""
        given = {name: _as_text(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in given.items() if value != self._before(name)}

    def _before(self, name: str) -> str:
        before = self.user.attributes.get(name, "")
        return before if name not in _FLAGS else str(before == "true").lower()


def _as_text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
