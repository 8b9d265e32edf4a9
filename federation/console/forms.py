"""The forms of social providers, and what those of all kinds have in common. They give `Settings`; what may be, the
action says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from federation.actions import identity_providers
from federation.actions.identity_providers import Settings
from federation.console import kinds
from federation.console.kinds import About
from federation.details import social
from federation.models import IdentityProvider
from pools.console.fields import Option, line


def text(label: Any, help_text: Any = "", *, longest: int = 2048, **attributes: Any) -> forms.CharField:
    return forms.CharField(
        max_length=longest,
        label=label,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"} | attributes
        ),
    )


def url(label: Any, help_text: Any = "", **attributes: Any) -> forms.CharField:
    field = text(label, help_text, inputmode="url", placeholder="https://", **attributes)
    field.required = "data-with" not in attributes
    return field


def secret(label: Any, *, is_kept: bool) -> forms.CharField:
    """A secret that is never shown again. Where there is one, an empty field keeps it."""
    return forms.CharField(
        max_length=2048,
        label=label,
        required=not is_kept,
        help_text=_("Empty keeps the one there is.") if is_kept else "",
        widget=forms.PasswordInput(
            render_value=True,  # of what was just typed; what is kept is never shown
            attrs={"autocomplete": "new-password", "spellcheck": "false"},
        ),
    )


class ProviderForm(forms.Form):
    """`groups` are the sections of the page: a heading, a line of text, names of fields."""

    groups: tuple[tuple[Any, Any, tuple[str, ...]], ...] = ()

    def __init__(
        self,
        about: About,
        *args: Any,
        provider: IdentityProvider | None = None,
        is_original: bool = False,
        **kwargs: Any,
    ) -> None:
        self.about, self.provider, self.is_original = about, provider, is_original
        super().__init__(*args, **kwargs)
        self.known = identity_providers.described_details(provider) if provider else {}
        self.prepare()
        if provider is None:
            return
        self.fields.pop("name", None)
        for key, field in self.fields.items():
            if not isinstance(field.widget, forms.PasswordInput):
                field.initial = self.known.get(key, field.initial)

    def prepare(self) -> None:
        """Add what depends on the provider."""

    def sections(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        shown = [
            (title, said, [self[name] for name in names if name in self.fields]) for title, said, names in self.groups
        ]
        return [section for section in shown if section[2]]

    @property
    def provider_name(self) -> str:
        return self.cleaned_data.get("name") or self.about.kind

    def details(self) -> dict[str, str]:
        """`ProviderDetails`, with the secrets that an empty field keeps."""
        kept = identity_providers.secrets_of(self.provider) if self.provider else {}
        return {key: value for key, value in (kept | self.given()).items() if value}

    def given(self) -> dict[str, str]:
        return {key: value for key, value in self.cleaned_data.items() if value}

    def settings(self) -> Settings:
        return Settings(details=self.details())


class CredentialsForm(ProviderForm):
    """Facebook, Google, Login with Amazon (CON-199)."""

    groups = (
        (
            _("Identity provider information"),
            _("What the provider gave you when you registered your app there."),
            ("client_id", "client_secret", "api_version", "authorize_scopes"),
        ),
    )

    def prepare(self) -> None:
        is_facebook = self.about is kinds.FACEBOOK
        id_label, secret_label = (_("App ID"), _("App secret")) if is_facebook else (_("Client ID"), _("Client secret"))
        if self.is_original:
            id_label, secret_label = self._original_labels()
        self.fields["client_id"] = text(id_label, autofocus=True)
        self.fields["client_secret"] = secret(secret_label, is_kept=self.provider is not None)
        if is_facebook:
            self.fields["api_version"] = line(
                _("API version"),
                10,
                _("Such as v17.0. The newest one known here is taken if it is empty."),
                placeholder=social.NEWEST_FACEBOOK,
            )
        self.fields["authorize_scopes"] = text(
            _("Authorized scopes"), self.about.separator, placeholder=self.about.scopes
        )
        self.fields["authorize_scopes"].initial = self.about.scopes

    def _original_labels(self) -> tuple[Any, Any]:
        if self.about is kinds.FACEBOOK:
            return _("Facebook app ID"), _("App secret")
        if self.about is kinds.GOOGLE:
            return _("Google app ID"), _("App secret")
        return _("Amazon app ID"), _("App secret")


class AppleForm(ProviderForm):
    """CON-200. In the original console scopes are check boxes (CON-201)."""

    groups = (
        (
            _("Identity provider information"),
            _("What Apple gave you when you registered your Services ID and key."),
            ("client_id", "team_id", "key_id", "private_key", "scopes", "authorize_scopes"),
        ),
    )
    client_id = text(_("Services ID"), autofocus=True, placeholder="com.example.app")
    team_id = text(_("Team ID"), longest=64)
    key_id = text(_("Key ID"), longest=64)
    private_key = forms.CharField(
        max_length=8192,
        label=_("Private key"),
        help_text=_("The content of the .p8 file that Apple let you download once."),
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "spellcheck": "false",
                "autocomplete": "off",
                "placeholder": "-----BEGIN PRIVATE KEY-----",
            }
        ),
    )

    def prepare(self) -> None:
        if self.provider:
            self.fields["private_key"].required = False
            self.fields["private_key"].help_text = _("Empty keeps the one there is.")
        known = self.known.get("authorize_scopes", self.about.scopes)
        if self.is_original and set(known.split()) <= {"email", "name"}:
            self.fields["scopes"] = forms.MultipleChoiceField(
                label=_("Authorized scopes"),
                choices=[("email", Option("email")), ("name", Option("name"))],
                widget=forms.CheckboxSelectMultiple(),
                initial=known.split(),
            )
            return
        self.fields["authorize_scopes"] = text(_("Authorized scopes"), self.about.separator)
        self.fields["authorize_scopes"].initial = known

    def clean_private_key(self) -> str:
        """Apple's keys are checked here, before a sign-in fails for it."""
        given = self.cleaned_data["private_key"]
        if given:
            try:
                social.apple_key(given)
            except ValueError as error:
                raise forms.ValidationError(_("This is not a private key as Apple issues them.")) from error
        return given

    def given(self) -> dict[str, str]:
        given = dict(super().given())
        if "scopes" in given:
            given["authorize_scopes"] = " ".join(given.pop("scopes"))
        return given


class DeleteForm(forms.Form):
    """FED-154: the name is typed, so that nobody ends the wrong one."""

    name = text(_("Provider name"), longest=32, autofocus=True)

    def __init__(self, provider: IdentityProvider, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._name = provider.name
        self.fields["name"].help_text = _("Type “%s” to confirm.") % provider.name

    def clean_name(self) -> str:
        given = self.cleaned_data["name"]
        if given != self._name:
            raise forms.ValidationError(_("This is not the name of the provider."))
        return given
