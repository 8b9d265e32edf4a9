"""What the console knows of each kind of provider: its names in both consoles, its attributes, its scopes."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from federation.models import IdentityProvider

Kind = IdentityProvider.Kind

_CLAIMS = (
    *("email", "email_verified", "name", "given_name", "family_name", "middle_name", "nickname"),
    *("preferred_username", "profile", "picture", "website", "gender", "birthdate", "zoneinfo", "locale"),
    *("phone_number", "phone_number_verified", "address", "updated_at"),
)
_SOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"


@dataclasses.dataclass(frozen=True, slots=True)
class About:
    """`known` are the provider's attributes, for pickers (CON-223). `scopes` are those to begin with (CON-201)."""

    kind: str
    slug: str  # in addresses
    label: Any
    original_label: Any
    attribute: Any  # what a column of its attributes is called
    known: tuple[str, ...]
    hint: Any
    scopes: str = ""
    separator: Any = ""
    is_social: bool = True

    def name(self, *, is_original: bool) -> Any:
        return self.original_label if is_original else self.label


FACEBOOK = About(
    Kind.FACEBOOK.value,
    "facebook",
    _("Facebook"),
    _("Facebook"),
    _("Facebook attribute"),
    (
        "id",
        "email",
        "name",
        "first_name",
        "middle_name",
        "last_name",
        "picture",
        "gender",
        "birthday",
        "locale",
        "link",
    ),
    _("People with an account at Facebook"),
    "public_profile, email",
    _("Separated by commas."),
)
GOOGLE = About(
    Kind.GOOGLE.value,
    "google",
    _("Google"),
    _("Google"),
    _("Google attribute"),
    (
        *("sub", "email", "email_verified", "name", "given_name", "family_name", "picture", "names", "birthdays"),
        *("genders", "phoneNumbers", "addresses", "urls", "biographies"),
    ),
    _("People with a Google account"),
    "profile email openid",
    _("Separated by spaces."),
)
AMAZON = About(
    Kind.AMAZON.value,
    "amazon",
    _("Amazon"),
    _("Login with Amazon"),
    _("Amazon attribute"),
    ("user_id", "email", "name", "postal_code"),
    _("Customers of Amazon"),
    "profile postal_code",
    _("Separated by spaces."),
)
APPLE = About(
    Kind.APPLE.value,
    "apple",
    _("Apple"),
    _("Sign In with Apple"),
    _("Apple attribute"),
    ("sub", "email", "email_verified", "name", "firstName", "lastName"),
    _("People with an Apple account"),
    "email name",
    _("Separated by spaces."),
)
SAML = About(
    Kind.SAML.value,
    "saml",
    _("SAML"),
    _("SAML"),
    _("SAML attribute"),
    tuple(f"{_SOAP}/{name}" for name in ("emailaddress", "name", "givenname", "surname", "upn")),
    _("A directory of a company or school: Entra ID, ADFS, Okta, Shibboleth"),
    is_social=False,
)
OIDC = About(
    Kind.OIDC.value,
    "oidc",
    _("OpenID Connect"),
    _("OpenId Connect"),
    _("OpenID Connect attribute"),
    ("sub", *_CLAIMS),
    _("Whatever speaks OpenID Connect: Entra ID, Okta, Auth0, Keycloak, Salesforce"),
    "openid email profile",
    _("Separated by spaces; openid is needed."),
    is_social=False,
)
ALL = (FACEBOOK, GOOGLE, AMAZON, APPLE, SAML, OIDC)
BY_SLUG = {about.slug: about for about in ALL}
BY_KIND = {about.kind: about for about in ALL}
