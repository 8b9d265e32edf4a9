"""What few apps need: refresh tokens that are replaced, and who the user's device is (CON-264, APP-267)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.console.settings_pages.slices import ClientSlice, Values, register
from pools.models import AppClient


@register
class Advanced(ClientSlice):
    """API-365, APP-267."""

    name = "advanced"
    title = _("Advanced app client settings")
    original_submit = _("Save app client changes")

    rotates = forms.BooleanField(
        required=False,
        label=_("Refresh token rotation"),
        help_text=_("Each use of a refresh token gives a new one. Leave out the flow ALLOW_REFRESH_TOKEN_AUTH."),
    )
    grace = forms.IntegerField(
        min_value=0,
        max_value=60,
        label=_("Refresh token rotation grace period"),
        help_text=_("0 to 60 seconds in which the replaced token still works, for a repeated request."),
    )
    context = forms.BooleanField(
        required=False,
        label=_("Accept additional user context data"),
        help_text=_("The app's server names the user's IP address. Needs a client secret."),
    )

    def prepare(self) -> None:
        self.fields["grace"].suffix = _("seconds")
        self.fields["grace"].required = False

    @classmethod
    def read(cls, client: AppClient) -> Values:
        rotation = client.refresh_token_rotation
        return {
            "rotates": rotation.get("Feature") == "ENABLED",
            "grace": rotation.get("RetryGracePeriodSeconds", 0),
            "context": client.enable_propagate_additional_user_context_data,
        }

    def columns(self, client: AppClient) -> Values:
        given = self.cleaned_data
        grace = given["grace"] or 0
        rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace} if given["rotates"] else {}
        return {
            "refresh_token_rotation": rotation,
            "enable_propagate_additional_user_context_data": given["context"],
        }
