"""What to enter at a provider when an app is registered there, for the pool at hand (FED-100 to FED-110, FED-175)."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from federation.console import kinds
from federation.console.kinds import About
from pools.actions import domains
from pools.models import UserPool


@dataclasses.dataclass(frozen=True, slots=True)
class Registration:
    """Steps at the provider, and values that are pasted there."""

    site: str
    steps: tuple[Any, ...]
    values: tuple[tuple[Any, str], ...]


def registration(pool: UserPool, about: About) -> Registration:
    """What this kind of provider wants to know of this pool."""
    here = domains.hosted_ui_url(pool)
    host = here.partition("://")[2]
    back = f"{here}/oauth2/idpresponse"
    values: dict[str, tuple[tuple[Any, str], ...]] = {
        kinds.FACEBOOK.kind: (
            (_("Valid OAuth Redirect URIs"), back),
            (_("Site URL"), f"{here}/login"),
            (_("App Domains"), host),
        ),
        kinds.GOOGLE.kind: ((_("Authorized redirect URIs"), back), (_("Authorized JavaScript origins"), here)),
        kinds.AMAZON.kind: ((_("Allowed Return URLs"), back), (_("Allowed Origins"), here)),
        kinds.APPLE.kind: ((_("Return URLs"), back), (_("Domains and subdomains"), host)),
        kinds.OIDC.kind: ((_("Redirect URI"), back),),
        kinds.SAML.kind: (
            (_("Assertion consumer service (ACS) URL"), f"{here}/saml2/idpresponse"),
            (_("SP entity ID, audience"), f"urn:amazon:cognito:sp:{pool.id}"),
            (_("Single logout URL"), f"{here}/saml2/logout"),
        ),
    }
    return Registration(_SITES.get(about.kind, ""), _STEPS[about.kind], values[about.kind])


_SITES = {
    kinds.FACEBOOK.kind: "https://developers.facebook.com/apps",
    kinds.GOOGLE.kind: "https://console.cloud.google.com/apis/credentials",
    kinds.AMAZON.kind: "https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html",
    kinds.APPLE.kind: "https://developer.apple.com/account/resources/identifiers/list",
}
_STEPS: dict[str, tuple[Any, ...]] = {
    kinds.FACEBOOK.kind: (
        _("Create an app under My Apps. App ID and App Secret are under Settings, Basic."),
        _("There, add the platform Website with the site URL, and the app domain."),
        _("Add the product Facebook Login. In its settings, add the redirect URI."),
    ),
    kinds.GOOGLE.kind: (
        _("Choose or create a project, and fill in its OAuth consent screen; there the domain's root is authorized."),
        _("Let the app ask for the scopes userinfo.email, userinfo.profile and openid."),
        _("Under Credentials, create an OAuth client ID for a web application, with the values below."),
    ),
    kinds.AMAZON.kind: (
        _("Create a security profile for Login with Amazon, with the address of your privacy notice."),
        _("Client ID and Client Secret are shown in the list of profiles."),
        _("In its Web Settings, enter the values below."),
    ),
    kinds.APPLE.kind: (
        _("Register an App ID with the capability Sign In with Apple. Its prefix is the Team ID."),
        _("Register a Services ID. Configure Sign In with Apple for it, with the values below."),
        _("Register a key for Sign In with Apple. Download it: Apple offers that once."),
    ),
    kinds.OIDC.kind: (
        _("Register a web application with the authorization code grant, and the redirect URI below."),
        _("The client secret is sent in the body of the request (client_secret_post)."),
        _("ID tokens are signed by RS256 or another RSA algorithm, or by HMAC with the client secret."),
    ),
    kinds.SAML.kind: (
        _("Register this user pool as a service provider or application, with the values below."),
        _("Send a persistent NameID of something that never changes for a person, and the attributes that you map."),
        _("If the provider checks signatures or encrypts, give it this pool's signing certificate."),
    ),
}
