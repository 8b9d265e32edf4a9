"""How long an app client takes the word of a browser session (`SetUserPoolClientSessionConfiguration`, CON-265)."""

from django.utils.translation import gettext_lazy as _

from pools.actions import session_settings
from pools.caller import Caller
from pools.console.fields import number
from pools.console.settings_pages.slices import ClientSliceByAction, Values, register
from pools.models import AppClient


@register
class SsoSession(ClientSliceByAction):
    """API-367, APP-255."""

    name = "sso-session"
    title = _("Single sign-on session")
    about = _("Needs Essentials, and session tracking in the user pool settings.")
    permission = "cognito-idp:SetUserPoolClientSessionConfiguration"

    minutes = number(
        _("Session lifetime"),
        0,
        129_600,
        _("How long after signing in, at whichever app, users are let in without proof. 0: never; up to 90 days."),
        _("minutes"),
    )

    @classmethod
    def read(cls, client: AppClient) -> Values:
        return {"minutes": client.session_configuration.get("SSOSession", {}).get("MaxValidityMinutes", 60)}

    def put(self, client: AppClient, *, caller: Caller) -> None:
        minutes = {"MaxValidityMinutes": self.cleaned_data["minutes"]}
        session_settings.set_client_configuration(client, sso_session=minutes, caller=caller)
