"""What a wizard asks for that is no setting of a pool that exists: its name and id, its domain."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.console.fields import switch
from pools.console.settings_pages.slices import NOTHING, Fact


class NameForm(forms.Form):
    """CON-19 to CON-21."""

    heading = _("User pool name")
    about = _("For you and your colleagues; users do not see it.")

    name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("User pool name"),
        help_text=_("1 to 128 characters: letters, digits, spaces and _ + = , . @ -"),
        widget=forms.TextInput(attrs={"placeholder": "customers"}),
    )
    pool_id = forms.CharField(
        required=False,
        max_length=55,
        label=_("User pool ID"),
        help_text=_("Made up for you. Give the one of a migrated pool to keep its applications' configuration."),
        widget=forms.TextInput(attrs={"placeholder": f"{settings.REGION}_aB3dE6gH9", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, is_original: bool = False) -> None:
        super().__init__(data, prefix="pool", auto_id="pool-name-%s")
        if is_original:
            self.heading = _("What do you want to name your user pool?")
            self.fields["name"].label = _("Pool name")

    def answers(self) -> list[Fact]:
        given = self.cleaned_data
        generated = gettext("Made up at creation")
        return [Fact(self["name"].label, given["name"]), Fact(self["pool_id"].label, given["pool_id"] or generated)]


class HostedPagesForm(forms.Form):
    """The hosted UI of the new pool, and where it answers."""

    heading = _("Hosted authentication pages")
    about = _("Sign-in and sign-up pages of ours, and the OAuth 2.0 endpoints.")

    use = switch(
        _("Use the Cognito Hosted UI"), _("Otherwise your app has its own pages and signs users in by the API.")
    )
    domain = forms.RegexField(
        r"^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$",
        required=False,
        label=_("Cognito domain"),
        help_text=_(
            "A domain prefix: 1 to 63 lower-case letters, digits and hyphens, not with aws, amazon or cognito in it. "
            "A custom domain can be given later."
        ),
        widget=forms.TextInput(attrs={"placeholder": "my-app", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="pages", auto_id="hosted-pages-%s", initial={"use": True})
        self.fields["domain"].suffix = f".auth.{urlsplit(settings.PUBLIC_URL).netloc}"

    @property
    def prefix_wanted(self) -> str:
        """Of the valid form; empty for none."""
        return self.cleaned_data["domain"] if self.cleaned_data["use"] else ""

    def answers(self) -> list[Fact]:
        used = gettext("Enabled") if self.cleaned_data["use"] else gettext("Disabled")
        return [Fact(self["use"].label, used), Fact(self["domain"].label, self.prefix_wanted or NOTHING)]
