"""Which analytics project an app client belongs to (CON-170 to CON-175)."""

from django.utils.translation import gettext_lazy as _

from pools.console.fields import line, switch
from pools.console.settings_pages.properties import ARN
from pools.console.settings_pages.slices import ClientSlice, Values, register
from pools.models import AppClient

_MEMBERS = {
    "project": "ApplicationId",
    "project_arn": "ApplicationArn",
    "role": "RoleArn",
    "external_id": "ExternalId",
}


@register
class Analytics(ClientSlice):
    """`AnalyticsConfiguration`. Poolhouse counts for itself, whatever stands here."""

    name = "analytics"
    title = _("Amazon Pinpoint analytics")
    about = _("Kept for what reads it. Poolhouse shows its own numbers of every app client, without a project.")

    project = line(
        _("Amazon Pinpoint project"),
        32,
        _("Its ID, 32 hexadecimal digits."),
        pattern=r"[0-9a-fA-F]{32}",
        placeholder="…",
    )
    project_arn = line(_("Project ARN"), 2048, _("Instead of the ID."), pattern=ARN)
    role = line(_("IAM role"), 2048, _("The ARN of the role that publishes to the project."), pattern=ARN)
    external_id = line(_("External ID"), 1224, _("Given with the role where it is assumed."))
    shares = switch(
        _("Share user attribute data with Amazon Pinpoint"), _("E-mail address and phone number, for endpoints.")
    )

    @classmethod
    def read(cls, client: AppClient) -> Values:
        given = client.analytics_configuration
        told = {name: given.get(member, "") for name, member in _MEMBERS.items()}
        return told | {"shares": given.get("UserDataShared", False)}

    def columns(self, client: AppClient) -> Values:
        given = self.cleaned_data
        told = {member: given[name] for name, member in _MEMBERS.items() if given[name]}
        return {"analytics_configuration": told | ({"UserDataShared": given["shares"]} if told else {})}
