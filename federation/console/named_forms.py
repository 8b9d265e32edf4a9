"""The forms of OpenID Connect and SAML providers, which have names and identifiers of their own."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from federation.actions import idp_identifiers
from federation.actions.identity_providers import Settings
from federation.console import kinds
from federation.console.forms import AppleForm, CredentialsForm, ProviderForm, secret, text, url
from federation.console.kinds import About
from federation.details import oidc
from pools.console.fields import CARDS, Option, choose_one, line, switch

_MOST_METADATA = 1_048_576  # bytes of a file
_IDENTIFIER = re.compile(r"[\w\s+=.@-]{1,40}")  # FED-248
_NAME_HELP = _("3 to 32 characters, without spaces. Apps send users straight here by this name.")


class NamedForm(ProviderForm):
    """What has a name of its own, and may have identifiers: OpenID Connect and SAML."""

    name = text(_("Provider name"), _NAME_HELP, longest=32, autofocus=True, placeholder="MyCompany")

    def prepare(self) -> None:
        self.fields["identifiers"] = line(
            _("Identifiers"),
            2100,
            _("Separated by commas. By an e-mail domain, users who type their address are sent here by themselves."),
            placeholder="example.com, example.co.uk",
        )
        if self.provider:
            self.fields["identifiers"].initial = ", ".join(idp_identifiers.of(self.provider))
        if self.is_original and self.about is kinds.SAML:
            self.fields["name"].label = _("SAML Provider name")

    def clean_identifiers(self) -> list[str]:
        given = [each.strip() for each in self.cleaned_data["identifiers"].split(",")]
        identifiers = [each for each in given if each]
        if wrong := [each for each in identifiers if not _IDENTIFIER.fullmatch(each)]:
            raise forms.ValidationError(_("“%(name)s” cannot be an identifier."), params={"name": wrong[0]})
        if len(identifiers) > 50:
            raise forms.ValidationError(ngettext("At most %d identifier.", "At most %d identifiers.", 50) % 50)
        return identifiers

    def settings(self) -> Settings:
        return Settings(details=self.details(), identifiers=self.cleaned_data["identifiers"])


class OpenIdForm(NamedForm):
    """FED-179, FED-183, CON-204, CON-205."""

    groups = (
        (
            _("Identity provider information"),
            _("What the provider gave you when you registered your app there."),
            ("name", "client_id", "client_secret", "authorize_scopes", "attributes_request_method", "identifiers"),
        ),
        (_("Endpoints"), _("Where the provider takes requests."), ("setup_method", "oidc_issuer", *oidc.ENDPOINTS)),
        (
            _("Authentication levels"),
            _("What the provider calls the levels that apps ask for by acr_values. Optional."),
            ("Level1", "Level2", "Level3", "Level4"),
        ),
    )
    client_id = text(_("Client ID"))
    client_secret = forms.CharField(label=_("Client secret"))
    authorize_scopes = text(_("Authorized scopes"), kinds.OIDC.separator, placeholder="openid email profile")
    attributes_request_method = choose_one(
        _("Attribute request method"),
        {"GET": Option("GET", _("What most providers take.")), "POST": Option("POST")},
        layout=CARDS,
        initial="GET",
    )
    setup_method = choose_one(
        _("Setup method"),
        {
            "auto": Option(
                _("Auto fill through issuer URL"), _("Read from the provider's discovery document, and again later.")
            ),
            "manual": Option(_("Manual input"), _("For providers without a discovery document.")),
        },
        layout=CARDS,
        initial="auto",
    )
    oidc_issuer = url(_("Issuer URL"), _("Starts with https:// and does not end with /."))
    authorize_url = url(_("Authorization endpoint"), **{"data-with": "setup_method", "data-values": "manual"})
    token_url = url(_("Token endpoint"), **{"data-with": "setup_method", "data-values": "manual"})
    attributes_url = url(_("Userinfo endpoint"), **{"data-with": "setup_method", "data-values": "manual"})
    jwks_uri = url(_("Jwks uri"), **{"data-with": "setup_method", "data-values": "manual"})

    def prepare(self) -> None:
        super().prepare()
        field = secret(_("Client secret"), is_kept=self.provider is not None)
        field.required = False  # public clients have none
        self.fields["client_secret"] = field
        if self.is_original:
            self.fields["attributes_request_method"].label = _("Attributes request method")
        self.fields["authorize_scopes"].initial = self.about.scopes
        mapping = self.provider.acr_mapping if self.provider else {}
        for level in ("Level1", "Level2", "Level3", "Level4"):
            label = gettext("Level %d") % int(level[-1])
            self.fields[level] = line(label, 64, pattern=r"[\x21\x23-\x5B\x5D-\x7E]+")
            self.fields[level].initial = mapping.get(level, "")
        by_hand = self.provider.details.keys() & set(oidc.ENDPOINTS) if self.provider else set()
        if by_hand:  # were it only one: what was discovered beside it is filled in
            self.fields["setup_method"].initial = "manual"
        else:
            self.known = {key: value for key, value in self.known.items() if key not in oidc.ENDPOINTS}

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("setup_method") == "manual":
            for key in oidc.ENDPOINTS:
                if not given.get(key) and key not in self.errors:
                    self.add_error(key, _("By manual input each endpoint is needed."))
        return given

    def given(self) -> dict[str, str]:
        keys = ["client_id", "client_secret", "authorize_scopes", "attributes_request_method", "oidc_issuer"]
        keys += list(oidc.ENDPOINTS) if self.cleaned_data["setup_method"] == "manual" else []
        return {key: self.cleaned_data[key] for key in keys if self.cleaned_data[key]}

    def settings(self) -> Settings:
        levels = {level: self.cleaned_data[level] for level in ("Level1", "Level2", "Level3", "Level4")}
        return Settings(
            details=self.details(),
            identifiers=self.cleaned_data["identifiers"],
            acr_mapping={level: value for level, value in levels.items() if value},
        )


def discovered(form: ProviderForm, issuer: str) -> dict[str, str]:
    """What discovery finds at this issuer, by the form's labels (FED-179). Raises `InvalidParameterException`."""
    oidc.check_issuer(issuer)
    found = oidc.discover(issuer)
    return {str(form.fields[key].label): found[key] for key in oidc.ENDPOINTS}


class SamlForm(NamedForm):
    """FED-147, FED-148, FED-245, CON-210, CON-211."""

    groups = (
        (
            _("Identity provider information"),
            _("How the provider is called, and who is sent there."),
            ("name", "identifiers"),
        ),
        (
            _("Metadata document"),
            _("XML in which the provider says of itself where it is and how it signs."),
            ("metadata_source", "metadata_url", "metadata_file"),
        ),
        (
            _("SAML features"),
            _("What the provider and this user pool may do with each other."),
            ("sign_out", "signs_requests", "encrypted", "idp_initiated"),
        ),
    )
    metadata_source = choose_one(
        _("Metadata document source"),
        {
            "url": Option(
                _("Metadata document URL"), _("Read again every six hours, so that new keys are known in time.")
            ),
            "file": Option(_("Upload metadata document"), _("Stays as it is until you upload another one.")),
        },
        layout=CARDS,
        initial="url",
    )
    metadata_url = url(_("Metadata document URL"), **{"data-with": "metadata_source", "data-values": "url"})
    metadata_file = forms.FileField(
        label=_("Metadata document"),
        required=False,
        widget=forms.FileInput(
            attrs={"accept": ".xml,application/xml,text/xml", "data-with": "metadata_source", "data-values": "file"}
        ),
    )
    sign_out = switch(_("Add sign-out flow"), _("Signing out of an app signs out at the provider too."))
    signs_requests = switch(
        _("Sign SAML requests to this provider"), _("By the key of this pool's signing certificate.")
    )
    encrypted = switch(_("Require encrypted SAML assertions from this provider"), _("For the same certificate."))
    idp_initiated = switch(
        _("Accept SP-initiated and IdP-initiated SAML assertions"),
        _("Users may start at the provider's portal. Without it, each sign-in begins at an app, which is safer."),
    )

    def prepare(self) -> None:
        super().prepare()
        if self.is_original:
            self.fields["sign_out"].label = _("Enable IdP sign out flow")
        for name, (key, value) in _SWITCHES.items():
            self.fields[name].initial = self.known.get(key, "").lower() == value
        self.fields["metadata_url"].initial = self.known.get("MetadataURL", "")
        if "MetadataFile" in self.known:
            self.fields["metadata_source"].initial = "file"
            self.fields["metadata_file"].help_text = _("Without a new one the document that there is stays.")

    def clean_metadata_file(self) -> str:
        given = self.cleaned_data["metadata_file"]
        if not given:
            return ""
        if given.size > _MOST_METADATA:
            raise forms.ValidationError(_("The document is too large."))
        try:
            return given.read().decode()
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The document is no text in UTF-8.")) from error

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        source = given.get("metadata_source")
        if source == "url" and not given.get("metadata_url") and "metadata_url" not in self.errors:
            self.add_error("metadata_url", _("Give the address of the metadata document."))
        has_file = given.get("metadata_file") or "MetadataFile" in self.known
        if source == "file" and not has_file and "metadata_file" not in self.errors:
            self.add_error("metadata_file", _("Choose the metadata document."))
        return given

    def given(self) -> dict[str, str]:
        given = {key: value for name, (key, value) in _SWITCHES.items() if self.cleaned_data[name]}
        if self.cleaned_data["metadata_source"] == "url":
            return given | {"MetadataURL": self.cleaned_data["metadata_url"]}
        return given | {"MetadataFile": self.cleaned_data["metadata_file"] or self.known["MetadataFile"]}


_SWITCHES = {
    "sign_out": ("IDPSignout", "true"),
    "signs_requests": ("RequestSigningAlgorithm", "rsa-sha256"),
    "encrypted": ("EncryptedResponses", "true"),
    "idp_initiated": ("IDPInit", "true"),
}

_FORMS: dict[str, type[ProviderForm]] = {
    kinds.APPLE.kind: AppleForm,
    kinds.OIDC.kind: OpenIdForm,
    kinds.SAML.kind: SamlForm,
}


def form_of(about: About) -> type[ProviderForm]:
    return _FORMS.get(about.kind, CredentialsForm)
