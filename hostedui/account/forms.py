"""The forms of the account pages. They look at shape; whether something may happen is the action's to say."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hostedui.pages import fields
from hostedui.pages.forms import CodeForm, NewPasswordForm, PageForm
from pools.actions import attributes
from pools.models import AppClient, User
from pools.models.attribute_schema import FLAGS, VERIFIABLE

_NOT_OURS = {"sub", "updated_at", *FLAGS, *VERIFIABLE}  # contacts have pages of their own
_SHOWN_FIRST = ("name", "given_name", "family_name")


class ProfileForm(PageForm):
    """The attributes that the app client may show and set, with the values of now."""

    def __init__(self, *args: Any, user: User, client: AppClient, **kwargs: Any) -> None:
        self.names = editable(user, client)
        values = {name: user.attributes.get(name, "") for name in self.names}
        super().__init__(*args, **kwargs)
        self.initial = values
        schema = user.pool.attribute_schema
        for name in self.names:
            self.fields[name] = fields.attribute(name)
            self.fields[name].required = schema[name]["Required"]
        wanted = {name for name in self.names if values[name] or schema[name]["Required"]}
        self._first = wanted | set(_SHOWN_FIRST)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names if name in self._first or self.errors.get(name)]

    @property
    def others(self) -> list[forms.BoundField]:
        """What has no value and need not have one."""
        return [self[name] for name in self.names if name not in self._first and not self.errors.get(name)]

    @property
    def changes(self) -> dict[str, str]:
        """A blank value deletes the attribute."""
        given = {name: str(self.cleaned_data[name] or "") for name in self.names}
        return {name: value for name, value in given.items() if value != self.initial[name]}


def editable(user: User, client: AppClient) -> list[str]:
    """In the order of the schema. A value that was there from the beginning and may not change is only shown."""
    writable, schema = attributes.writable(client), user.pool.attribute_schema
    return [
        name
        for name, each in schema.items()
        if name in writable
        and client.can_read(name)
        and name not in _NOT_OURS
        and each["Mutable"]
        and not each["DeveloperOnlyAttribute"]
    ]


def shown_only(user: User, client: AppClient) -> dict[str, str]:
    """What the client may show of the user, by label, and nobody may change here."""
    changed_here, schema = {*editable(user, client), *_NOT_OURS}, user.pool.attribute_schema
    values = {name: value for name, value in user.attributes.items() if name not in changed_here and name in schema}
    return {
        str(fields.attribute(name).label): value
        for name, value in values.items()
        if client.can_read(name) and not schema[name]["DeveloperOnlyAttribute"]
    }


class ContactForm(PageForm):
    """A new e-mail address or phone number."""

    def __init__(self, *args: Any, attribute: str, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = fields.attribute(attribute)
        self.fields["address"].required = required


class PasswordForm(NewPasswordForm):
    """The present password, if there is one, and a new one twice."""

    current = fields.password(_("Current password"))
    sign_out_others = forms.BooleanField(
        label=_("Sign out everywhere else"), required=False, initial=True, widget=forms.CheckboxInput
    )
    field_order = ["current", "password", "confirmPassword", "sign_out_others"]

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("New password")
        if not has_password:
            del self.fields["current"]

    def fail_current(self) -> None:
        self.fail(_("This is not your current password."), "current")


class FactorForm(PageForm):
    """One of the buttons beside a second factor."""

    factor = forms.ChoiceField(choices=User.Factor.choices)
    wish = forms.ChoiceField(choices=[(wish, wish) for wish in ("on", "off", "prefer")])


class AppForm(CodeForm):
    """The first code of a new authenticator app."""

    device = fields.device_name()


class PasskeyForm(PageForm):
    """What the browser answered, as JSON."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=65_536)

    def clean_credential(self) -> Any:
        try:
            return json.loads(self.cleaned_data["credential"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("Your browser has made no passkey. Please try again.")) from None


class PasskeyNameForm(PageForm):
    passkey = forms.CharField(max_length=1400, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 64})
    )


class PasskeyIdForm(PageForm):
    passkey = forms.CharField(max_length=1400)


class SessionForm(PageForm):
    session = forms.RegexField("^(tkn|sso)[0-9a-z]{25}$", max_length=28)


class DeviceForm(PageForm):
    device = forms.CharField(max_length=55)


class DeletionForm(PageForm):
    """Deleting cannot be undone, so a mere click is not enough."""

    sure = forms.BooleanField(
        label=_("I know that my account and all that belongs to it will be gone for good."),
        error_messages={"required": _("Please confirm that you want this.")},
        widget=forms.CheckboxInput,
    )
