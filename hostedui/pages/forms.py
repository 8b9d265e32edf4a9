"""The forms of the pages. They look at shape; whether something may happen is the action's to say."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from hostedui.pages import choosers, fields
from hostedui.pages.journey import Journey
from pools.errors import PoolError
from pools.models import UserPool


class PageForm(forms.Form):
    """Fields as the pages show them, in the language of the browser; browsers check nothing before we do it."""

    use_required_attribute = False
    required_css_class = "required"
    bound_field_class = fields.CustomizableField
    refusal: PoolError | None = None  # what the action refused it for, as the audit trail wants it

    def fail(self, text: Any, field: str | None = None) -> None:
        """Show why the action refused: at the field it is about, or above all of them."""
        self.add_error(field if field in self.fields else None, text)

    def refuse(self, other: "PageForm") -> None:
        """Show the errors of another form of the same page as this one's."""
        self.is_bound, self._errors, self.cleaned_data = True, ErrorDict(), {}
        self.refusal = other.refusal
        for field, errors in other.errors.items():
            for text in errors:
                self.fail(text, field)


class IdentifierForm(PageForm):
    """Who wants in. Browsers may offer a passkey in the place of a name (HTML, autofill: `webauthn`)."""

    username = fields.username()

    def __init__(self, *args: Any, pool: UserPool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.name_username(self.fields["username"], pool)
        self.fields["username"].widget.attrs["autocomplete"] = "username webauthn"


class DomainForm(PageForm):
    """The e-mail address whose domain tells where somebody signs in (FED-145)."""

    username = fields.email_address()

    def __init__(self, *args: Any, pool: UserPool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class PasswordForm(PageForm):
    password = fields.password()


class SignInForm(PageForm):
    username = fields.username()
    password = fields.password()

    def __init__(self, *args: Any, pool: UserPool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.name_username(self.fields["username"], pool)


class SignUpForm(PageForm):
    """User name, the attributes that the pool asks everybody for, and a password."""

    username = fields.username()

    def __init__(self, *args: Any, pool: UserPool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attribute_names = fields.asked_at_sign_up(pool)
        fields.name_username(self.fields["username"], pool, signs_up=True)
        for name in self.attribute_names:
            self.fields[fields.posted_name(name)] = fields.attribute(name, pool.attribute_schema)
        self._guess()
        self.fields["password"] = fields.new_password()

    def _guess(self) -> None:
        """What a new user's browser tells is likely right; nobody's profile is changed by it."""
        if language := self.fields.get(fields.posted_name("locale")):
            language.initial = choosers.page_language()
        if time_zone := self.fields.get(fields.posted_name("zoneinfo")):
            time_zone.widget.attrs["data-time-zone"] = ""

    @property
    def attributes(self) -> dict[str, str]:
        return {name: self.cleaned_data[fields.posted_name(name)] for name in self.attribute_names}


class UsernameForm(PageForm):
    """Who is meant, when the browser does not know: who comes back another day, or forgot the password."""

    username = fields.username()

    def __init__(self, *args: Any, pool: UserPool, known: Journey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.name_username(self.fields["username"], pool)
        self.known = known
        if known is not None:
            del self.fields["username"]

    @property
    def name(self) -> str:
        """The user name or alias that was given, here or on the page before."""
        return self.known.username if self.known else self.cleaned_data["username"]


class ConfirmForm(UsernameForm):
    code = fields.code()


class CodeForm(PageForm):
    """The code of a second factor; and, if the user is to be asked, whether the device shall be remembered."""

    code = fields.code()

    def __init__(self, *args: Any, asks_to_remember: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_to_remember:
            self.fields["remember_device"] = fields.remember_device()

    @property
    def remembers_device(self) -> bool:
        return self.cleaned_data.get("remember_device", False)


class RecoveryCodeForm(CodeForm):
    code = fields.recovery_code()


class OptionForm(PageForm):
    """One of the second factors; each is a button."""

    def __init__(self, *args: Any, options: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factor"] = forms.ChoiceField(choices=[(option, option) for option in options])


class AppForm(CodeForm):
    """The first code of an authenticator app, and what its owner calls it (FED-49)."""

    device = fields.device_name()


class AddressForm(PageForm):
    """A phone number or e-mail address for codes (FED-51)."""

    def __init__(self, *args: Any, attribute: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = fields.attribute(attribute)


class NewPasswordForm(PageForm):
    """A new password, twice: it is typed blind."""

    password = fields.new_password()
    confirmPassword = fields.password(_("Enter it again"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("confirmPassword") not in (None, cleaned["password"]):
            self.fail(_("The passwords do not match."), "confirmPassword")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """For who was given a temporary password; asks for the required attributes that are still missing as well."""

    def __init__(self, *args: Any, attribute_names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attribute_names = attribute_names
        for name in attribute_names:
            self.fields[fields.posted_name(name)] = fields.attribute(name)

    @property
    def attributes(self) -> dict[str, str]:
        return {name: self.cleaned_data[fields.posted_name(name)] for name in self.attribute_names}


class ResetPasswordForm(ConfirmForm, NewPasswordForm):
    """A code and a new password."""

    field_order = ["username", "code", "password", "confirmPassword"]
